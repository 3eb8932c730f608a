"""A plan's numbers, each counted another way: the interpreter's decisions, plain loops, and the lens in SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import combinations, permutations
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import holidays
import pyarrow as pa
import pytest

from tandem.operations.plan import Asked, make_plan
from tandem.operations.workspace import Workspace

DAY = 86_400 * 1_000_000
AGES = {"accepted": 30, "sql": 60, "won": 180}
Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """The plan, and what the interpreter decides under each charter over the same history."""

    history: Row
    decided: dict[str, Any]
    recorded: dict[bytes, list[Row]]
    through: int
    window: tuple[int, int]

    def inside(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if self.window[0] <= row["at"] < self.window[1]]


@pytest.fixture(scope="module")
def told(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A proposal that gains some leads by a lower bar and loses others by a higher fit."""
    path = tmp_path_factory.mktemp("otherwise") / "proposed.yaml"
    text = workspace.charter.read_text(encoding="utf-8")
    path.write_text(text.replace("fit >= 50 and activity >= 30", "fit >= 60 and activity >= 15"), encoding="utf-8")
    plan, opened = make_plan(workspace, Asked(path))
    through, decided = interpreted_of(workspace, {"current": workspace.charter, "proposed": path})
    place = ZoneInfo(opened.setting.charter.time_zone)
    first, last = (
        int(datetime.fromisoformat(plan.document["window"][end]).replace(tzinfo=place).timestamp() * 1_000_000)
        for end in ("from", "to")
    )
    return Told(plan.document["history"], decided, recorded_of(workspace), through, (first, last))


def interpreted_of(workspace: Workspace, charters: dict[str, Path]) -> tuple[int, dict[str, Any]]:
    from tandem.lifecycle.interpreted import interpreted
    from tandem.lifecycle.reading import Records
    from tandem.operations.charter_file import load_charter
    from tandem.operations.replay import BUCKETS, event_parts, open_base, read_table
    from tandem.store.lens_writer import read_manifest

    base = workspace.lens / "base"
    tables, world = open_base(base, read_manifest(base) or {})
    parts, records, found = event_parts(base), Records(tables), {}
    edges = [BUCKETS * n // len(parts) for n in range(len(parts) + 1)]
    for side, path in charters.items():
        files = [f for n, p in enumerate(parts) for f in records.files(edges[n], edges[n + 1], read_table(p))]
        found[side] = interpreted([load_charter(path)], world, files, hypothetical=True)
    return world.through, found


def recorded_of(workspace: Workspace) -> dict[bytes, list[Row]]:
    """Lead → its recorded handoffs in time order, from the cut in plain SQL: when, and which outcomes in their time."""
    from tandem.operations.in_force import deciding
    from tandem.operations.replay import replay

    cut = replay(workspace, deciding(workspace))
    rows = duckdb.sql(f"""
        select h.lead, epoch_us(h."at") as "at",
            h.verdict = 'accepted' and epoch_us(h.verdict_at) - epoch_us(h."at") <= 30 * {DAY} as accepted,
            h.disposition in ('sql', 'opportunity', 'customer')
                and epoch_us(h.disposed_at) - epoch_us(h."at") <= 60 * {DAY} as "sql",
            coalesce(d.outcome = 'won' and epoch_us(d.closed_at) - epoch_us(h."at") <= 180 * {DAY}, false) as won
        from '{cut}/handoff/*.parquet' as h left join '{cut}/deal/*.parquet' as d using (opportunity)
        where h.track = 'recorded' order by h.lead, h."at" """)
    found: dict[bytes, list[Row]] = {}
    for row in rows.to_arrow_table().to_pylist():
        found.setdefault(row["lead"], []).append(row)
    return found


def plain(table: pa.Table) -> list[Row]:
    """Rows as Python values, times as µs."""
    names = [n for n in table.column_names if pa.types.is_timestamp(table.schema.field(n).type)]
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.int64()))
    return table.to_pylist()


def together(ones: list[int], others: list[int], near: int = 30 * DAY) -> dict[int, int]:
    """The largest one-to-one pairing of instants at most `near` apart, in order; of several the earliest: all tried."""
    for size in range(min(len(ones), len(others)), 0, -1):
        for left in combinations(range(len(ones)), size):
            for right in permutations(range(len(others)), size):
                if all(abs(ones[i] - others[j]) <= near for i, j in zip(left, right, strict=True)):
                    return dict(zip(left, right, strict=True))
    return {}


def cases(told: Told) -> Iterator[tuple[Row, Row | None]]:
    """Every case (at, in the period under each charter) with the handoff that really happened, or None."""
    sides: dict[str, dict[bytes, list[int]]] = {"current": {}, "proposed": {}}
    for side, by_lead in sides.items():
        for row in plain(told.decided[side].handoffs):
            by_lead.setdefault(row["lead"], []).append(row["at"])
    for lead in sides["current"].keys() | sides["proposed"].keys():
        now, then = (sorted(sides[side].get(lead, [])) for side in ("current", "proposed"))
        pairs = together(then, now)
        rows = [(at, now[pairs[n]] if n in pairs else None, at) for n, at in enumerate(then)]
        rows += [(at, at, None) for n, at in enumerate(now) if n not in pairs.values()]
        rows.sort(key=lambda row: row[0])
        real = told.recorded.get(lead, [])
        found = together([at for at, _, _ in rows], [row["at"] for row in real])
        free = [n for n in range(len(real)) if n not in found.values()]
        late = [n for n, row in enumerate(rows) if n not in found and None not in row]
        again = together([rows[n][1] or 0 for n in late], [real[n]["at"] for n in free])
        found |= {late[i]: free[j] for i, j in again.items()}
        low, high = told.window
        for n, (at, one, other) in enumerate(rows):
            given = {
                "current": one is not None and low <= one < high,
                "proposed": other is not None and low <= other < high,
            }
            yield {"at": at, **given}, real[found[n]] if n in found else None


def test_volume_is_what_the_interpreter_moves_by_month(told: Told) -> None:
    place = ZoneInfo("Europe/Amsterdam")
    for side, decisions in told.decided.items():
        moves = told.inside(plain(decisions.moves))
        counted = Counter((m["to_stage"], f"{datetime.fromtimestamp(m['at'] / 1e6, place):%Y-%m}") for m in moves)
        assert counted == {(r["stage"], r["month"]): r[side] for r in told.history["volume"] if r[side]}
        assert told.history["handoffs"][side] == len(told.inside(plain(decisions.handoffs)))
        assert told.history["set_aside"][side] == decisions.counts


def test_messages_are_what_the_interpreter_forbids_by_rule(told: Told) -> None:
    for side, decisions in told.decided.items():
        counted = Counter((m["rule"], m["purpose"]) for m in told.inside(plain(decisions.suppressed)))
        assert counted == {(r["rule"], r["purpose"]): r[side] for r in told.history["messages"] if r[side]}


def test_speed_is_the_median_over_first_handoffs(told: Told) -> None:
    for side, decisions in told.decided.items():
        entered: dict[bytes, int] = {}
        for move in plain(decisions.moves):
            entered[move["lead"]] = min(move["at"], entered.get(move["lead"], move["at"]))
        first = [h for h in told.inside(plain(decisions.handoffs)) if h["number"] == 1]
        row = told.history["speed"][0][side]
        assert row["leads"] == len(first)
        assert row["median_days"] == pytest.approx(
            median((h["at"] - entered[h["lead"]]) / DAY for h in first), rel=1e-5
        )


def test_what_is_known_and_what_is_certain_is_counted_case_by_case(told: Told) -> None:
    assert told.history["leads"]["gained"]
    assert told.history["leads"]["lost"]
    found = list(cases(told))
    told_rows = {(r["outcome"], r["figure"], r["side"]): r for r in told.history["outcomes"]}
    handoffs = told.history["handoffs"]
    assert handoffs["both"] == sum(c["current"] and c["proposed"] for c, _ in found)
    for side in ("current", "proposed"):
        assert handoffs[f"unknown_{side}"] == sum(c[side] and real is None for c, real in found)
    for outcome, age in AGES.items():
        least = most = 0
        for side, sign in (("current", -1), ("proposed", 1)):
            judged = [(c, real) for c, real in found if c[side] and c["at"] + age * DAY <= told.through]
            answers = [known(real, outcome, age, told.through) for _, real in judged]
            row = told_rows[outcome, "count", side]
            yes, unknown = answers.count(True), answers.count(None)
            assert (row["judged"], row["unknown"], row["known"]) == (len(judged), unknown, yes)
            assert (row["least"], row["most"]) == (yes, yes + unknown)
            alone = [(c, a) for (c, _), a in zip(judged, answers, strict=True) if c["current"] != c["proposed"]]
            open_ = sum(a is None for _, a in alone)
            sure = sign * sum(a is True for _, a in alone)
            least, most = least + sure - open_ * (sign < 0), most + sure + open_ * (sign > 0)
        change = told_rows[outcome, "count", "difference"]
        assert (change["least"], change["most"]) == (least, most)


def known(real: Row | None, outcome: str, age: int, through: int) -> bool | None:
    """What sales answered; None: they never had the lead around then, or too lately to say."""
    if real is None or real["at"] + age * DAY > through:
        return None
    return bool(real[outcome])


def test_leads_gained_lost_kept_and_moved_are_those_of_the_interpreter(told: Told) -> None:
    times: dict[str, dict[bytes, set[int]]] = {"current": {}, "proposed": {}}
    for side, by_lead in times.items():
        for row in told.inside(plain(told.decided[side].handoffs)):
            by_lead.setdefault(row["lead"], set()).add(row["at"])
    now, then = times["current"], times["proposed"]
    leads = told.history["leads"]
    assert leads["gained"] == sorted(lead.hex() for lead in then.keys() - now.keys())
    assert leads["lost"] == sorted(lead.hex() for lead in now.keys() - then.keys())
    both = now.keys() & then.keys()
    assert (leads["kept"], leads["moved"]) == (len(both), sum(now[lead] != then[lead] for lead in both))


def test_acceptance_is_kept_by_the_close_of_the_second_working_day_where_sales_had_the_lead(told: Told) -> None:
    (row,) = (r for r in told.history["promises"] if r["promise"] == "sales.acceptance")
    for side, decisions in told.decided.items():
        by_lead: dict[bytes, list[Row]] = {}
        for handoff in sorted(plain(decisions.handoffs), key=lambda h: h["at"]):
            by_lead.setdefault(handoff["lead"], []).append(handoff)
        counted: Counter[str] = Counter()
        for lead, given in by_lead.items():
            real = [one["at"] for one in told.recorded.get(lead, [])]
            prompt = together([one["at"] for one in given], real, DAY)
            for n, one in enumerate(given):
                if told.window[0] <= one["at"] < told.window[1]:
                    counted[accepted_in_time(one, told.through) if n in prompt else "untold"] += 1
        assert row[side] == {state: counted[state] for state in row[side]}
        assert counted["met"]
        assert counted["missed"]


def accepted_in_time(handoff: Row, through: int) -> str:
    place, free = ZoneInfo("Europe/Amsterdam"), holidays.country_holidays("NL")
    day, left = datetime.fromtimestamp(handoff["at"] // 1_000_000, place).date(), 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in free
    due = int(datetime.combine(day, time(17, 30), place).timestamp()) * 1_000_000
    answered, ended = (handoff[name] for name in ("verdict_at", "ended_at"))
    if answered is not None and answered <= due and (ended is None or answered <= ended):
        return "met"
    if ended is not None and ended <= due:
        return "stopped"
    return "missed" if due < through else "running"
