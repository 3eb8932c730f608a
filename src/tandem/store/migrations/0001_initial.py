import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BookState",
            fields=[
                ("id", models.IntegerField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("changes", models.BigIntegerField()),
            ],
            options={
                "db_table": "book_state",
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("ref", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("domain", models.TextField()),
            ],
            options={
                "db_table": "domain",
            },
        ),
        migrations.CreateModel(
            name="SourceFile",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("identity", models.BinaryField(max_length=16, unique=True)),
                ("tool", models.TextField()),
                ("object", models.TextField()),
                ("name", models.TextField()),
                ("path", models.TextField()),
                ("sha256", models.TextField()),
                ("reading", models.TextField()),
                ("as_of", models.BigIntegerField()),
                ("read", models.BigIntegerField(default=0)),
                ("accepted", models.BigIntegerField(default=0)),
                ("duplicate", models.BigIntegerField(default=0)),
                ("rejected", models.BigIntegerField(default=0)),
                ("warnings", models.BigIntegerField(default=0)),
                ("complete", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "source_file",
            },
        ),
        migrations.CreateModel(
            name="VaultKey",
            fields=[
                ("subject", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("erased_at", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "vault_key",
            },
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("item", models.BinaryField(max_length=16)),
                ("subject", models.BinaryField(max_length=16)),
                ("what", models.TextField()),
                ("seen", models.BigIntegerField()),
                ("file", models.IntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "vault",
                "indexes": [
                    models.Index(
                        condition=models.Q(("what__in", ["ref", "person"])), fields=["subject"], name="vault_subject"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("what", "extra"), _negated=True), fields=("item",), name="vault_item"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reject",
            fields=[
                ("id", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("line", models.IntegerField()),
                ("reason", models.TextField()),
                ("replayed_at", models.BigIntegerField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        db_column="file",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="store.sourcefile",
                    ),
                ),
            ],
            options={
                "db_table": "reject",
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("left", models.BinaryField(max_length=16)),
                ("right", models.BinaryField(max_length=16)),
                ("at", models.BigIntegerField()),
                ("value", models.TextField()),
                ("tool", models.TextField()),
                ("first_seen", models.BigIntegerField()),
                ("last_seen", models.BigIntegerField()),
                ("revoked_at", models.BigIntegerField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        db_column="file",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="store.sourcefile",
                    ),
                ),
            ],
            options={
                "db_table": "link",
            },
        ),
        migrations.CreateModel(
            name="Entity",
            fields=[
                ("id", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("ref", models.BinaryField(db_index=True, max_length=16)),
                ("kind", models.TextField()),
                ("tool", models.TextField()),
                ("key", models.TextField()),
                ("attributes", models.TextField()),
                ("first_seen", models.BigIntegerField()),
                ("last_seen", models.BigIntegerField()),
                ("line", models.IntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        db_column="file",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="store.sourcefile",
                    ),
                ),
            ],
            options={
                "db_table": "entity",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("event", models.BinaryField(max_length=16)),
                ("kind", models.TextField()),
                ("at", models.BigIntegerField()),
                ("whole_day", models.BooleanField()),
                ("person", models.BinaryField(max_length=16, null=True)),
                ("account", models.BinaryField(max_length=16, null=True)),
                ("opportunity", models.BinaryField(max_length=16, null=True)),
                ("member", models.TextField()),
                ("campaign", models.TextField()),
                ("asset", models.TextField()),
                ("team", models.TextField()),
                ("direction", models.TextField()),
                ("channel", models.TextField()),
                ("automatic", models.BooleanField()),
                ("bot", models.BooleanField()),
                ("form", models.TextField()),
                ("path", models.TextField()),
                ("field", models.TextField()),
                ("old", models.TextField()),
                ("new", models.TextField()),
                ("outcome", models.TextField()),
                ("reason", models.TextField()),
                ("purpose", models.TextField()),
                ("amount", models.BigIntegerField(null=True)),
                ("currency", models.TextField()),
                ("seconds", models.BigIntegerField(null=True)),
                ("line", models.IntegerField()),
                ("snapshot", models.BinaryField(max_length=16, null=True)),
                ("own_key", models.BooleanField()),
                (
                    "file",
                    models.ForeignKey(
                        db_column="file",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="store.sourcefile",
                    ),
                ),
            ],
            options={
                "db_table": "event",
                "indexes": [
                    models.Index(
                        condition=models.Q(("snapshot__isnull", False)), fields=["snapshot"], name="event_snapshot"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("own_key", True)), fields=("event",), name="event_own_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceRow",
            fields=[
                ("id", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("snapshot", models.BinaryField(max_length=16, null=True)),
                ("body", models.BinaryField(max_length=16)),
                ("line", models.IntegerField()),
                ("first_seen", models.BigIntegerField()),
                ("last_seen", models.BigIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        db_column="file",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="store.sourcefile",
                    ),
                ),
            ],
            options={
                "db_table": "source_row",
                "indexes": [
                    models.Index(
                        condition=models.Q(("snapshot__isnull", False)), fields=["snapshot"], name="source_row_snapshot"
                    )
                ],
            },
        ),
    ]
