"""A cut is written once per charter and data, the same bytes every time, however the events are parted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from stories import CHARTER, DAY, act, at, charter, key

from tandem.lifecycle.reading import empty_base
from tandem.lifecycle.schema import CUT
from tandem.operations.in_force import hypothetical
from tandem.operations.replay import NoLens, replay
from tandem.operations.workspace import Workspace
from tandem.store.lens_writer import LensWriter
from tandem.timeline.keyed import bucket
from tandem.timeline.schema import BASE
from tandem.vocabulary import EVENT_KINDS

PEOPLE = [key(f"person {n}") for n in range(40)]
SHIFT = 4096


def base(parts: int) -> dict[str, list[pa.Table]]:
    """Forty people, each their own account: a contact form, a status, an owner, a call; one deal."""
    tables: dict[str, list[pa.Table]] = {name: [table] for name, table in empty_base().items()}
    people = sorted(PEOPLE, key=lambda p: (bucket(p), p))
    tables["person"] = [_rows("person", [{"person": p, "account": p, "lead": p, "created_at": at("2026-01-05 10:00"),
                                          "free_mail": False, "records": 1} for p in people])]  # fmt: skip
    tables["lead"] = [_rows("lead", [{"lead": p, "person": p, "account": p, "bucket": bucket(p)} for p in people])]
    tables["member"] = [_rows("member", [{"member": "anna", "team": "sales"}])]
    tables["opportunity"] = [_rows("opportunity", [{
        "opportunity": key("deal"), "is_closed": True, "is_won": True, "tool": "crm", "account": PEOPLE[3],
        "opened_at": at("2026-03-10 10:00"), "closed_at": at("2026-04-10 10:00"), "currency": "EUR", "amount": 5,
    }])]  # fmt: skip
    tables["role"] = [_rows("role", [{"opportunity": key("deal"), "person": PEOPLE[3], "lead": PEOPLE[3],
                                      "how": "role"}])]  # fmt: skip
    events = [row for p in people for row in _events(p)]
    ranges = [range(SHIFT * n // parts, SHIFT * (n + 1) // parts) for n in range(parts)]
    tables["event"] = [_rows("event", [row for row in events if row["bucket"] in r]) for r in ranges]
    return tables


def _events(person: bytes) -> list[dict[str, object]]:
    start = at("2026-03-02 09:00") + bucket(person) * 60_000_000
    story = [
        act("form.submitted", start, form="contact"),
        act("field.changed", start + 60_000_000, field="status", new="New"),
        act("owner.assigned", start + 120_000_000, new="anna"), act("call.made", start + DAY),
    ]  # fmt: skip
    return [
        {**one._asdict(), "event": key(one.kind + person.hex()), "person": person, "lead": person, "account": person,
         "bucket": bucket(person), "rank": EVENT_KINDS[one.kind].rank}
        for one in story
    ]  # fmt: skip


def _rows(relation: str, rows: list[dict[str, object]]) -> pa.Table:
    columns = []
    for field in BASE[relation]:
        values = [row.get(field.name) for row in rows]
        if pa.types.is_dictionary(field.type):
            columns.append(pa.array(["" if v is None else v for v in values], pa.string()).dictionary_encode())
        elif pa.types.is_timestamp(field.type):
            columns.append(pa.array(values, pa.int64()).cast(field.type))
        else:
            columns.append(pa.array(values, field.type))
    return pa.table(columns, schema=BASE[relation])


def workspace(root: Path, parts: int = 4) -> Workspace:
    made = Workspace.create(root, CHARTER, "Europe/Amsterdam", key=b"k" * 32)
    made.lens.mkdir()
    with LensWriter(made.lens / "base") as writer:
        for name, tables in base(parts).items():
            writer.write(name, tables, BASE[name])
        writer.finish({"data_sha256": "d" * 64, "through": "2026-12-31T00:00:00Z", "time_zone": "Europe/Amsterdam"})
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def test_a_replay_writes_every_relation_and_the_second_one_nothing(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    folder = replay(made, hypothetical(charter()))
    assert {p.name for p in folder.iterdir() if p.is_dir()} == set(CUT)
    stamp = (folder / "manifest.json").stat().st_mtime_ns
    assert replay(made) == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == stamp


def test_the_same_data_give_the_same_bytes_however_the_events_are_parted(tmp_path: Path) -> None:
    one, sixteen = (files(replay(workspace(tmp_path / str(n), n))) for n in (1, 16))
    assert one == sixteen
    assert len(one) == len(CUT)


def test_the_same_data_give_the_same_bytes_whoever_folds_them(tmp_path: Path) -> None:
    cuts = [replay(workspace(tmp_path / str(n), 16), workers=n) for n in (1, 2, 3)]
    assert files(cuts[0]) == files(cuts[1]) == files(cuts[2])
    told = [(cut / "manifest.json").read_bytes() for cut in cuts]
    assert told[0] == told[1] == told[2]


def test_everybody_is_on_the_books_once(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    folder = replay(workspace(tmp_path / "w"))
    handoffs = pq.read_table(folder / "handoff").to_pylist()
    assert sorted(h["lead"] for h in handoffs if h["track"] == "recorded") == sorted(PEOPLE)
    assert sorted(h["lead"] for h in handoffs if h["track"] == "decided") == sorted(PEOPLE)
    (deal,) = pq.read_table(folder / "deal").to_pylist()
    assert (deal["outcome"], deal["person"], deal["sourced"]) == ("won", PEOPLE[3], True)
    reached = pq.read_table(folder / "reach").to_pylist()
    assert sum(r["stage"] == "customer" and r["unit"] == "cycle" for r in reached if r["track"] == "recorded") == 1


def test_without_a_lens_the_next_step_is_told(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "w", CHARTER, key=b"k" * 32)
    with pytest.raises(NoLens, match="Import exports first"):
        replay(made)
