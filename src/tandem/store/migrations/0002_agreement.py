from typing import Any

from django.db import migrations, models

TABLES = ("agreement", "agreement_text")
REFUSAL = "The history of the agreement is kept for ever."


def guard(apps: Any, schema_editor: Any) -> None:
    """Let the database itself refuse to change or remove what was entered."""
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for act in ("update", "delete"):
                schema_editor.execute(
                    f"create trigger {table}_keeps_{act} before {act} on {table} "
                    f"begin select raise(abort, '{REFUSAL}'); end"
                )
        else:
            schema_editor.execute(
                f"create or replace function {table}_keeps() returns trigger language plpgsql as "
                f"$$ begin raise exception '{REFUSAL}'; end $$"
            )
            schema_editor.execute(
                f"create trigger {table}_keeps before update or delete or truncate on {table} "
                f"for each statement execute function {table}_keeps()"
            )


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AgreementEntry",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("at", models.BigIntegerField()),
                ("body", models.TextField()),
                ("seal", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "agreement"},
        ),
        migrations.CreateModel(
            name="AgreementText",
            fields=[
                ("sha256", models.TextField(primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
            options={"db_table": "agreement_text"},
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
