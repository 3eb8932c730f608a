"""A plan's rows are numbers for programs and words for people."""

from __future__ import annotations

from tandem.operations.plan_words import rows

DOCUMENT = {
    "history": {
        "handoffs": {"current": 13041, "proposed": 8762},
        "volume": [{"stage": "mql", "current": 7, "proposed": 5}, {"stage": "mql", "current": 1, "proposed": 0}],
        "outcomes": [
            {"outcome": name, "figure": figure, "side": side, "estimate": value, "low": -0.02 * size,
             "high": 0.01 * size, "least": None, "most": None}
            for name in ("accepted", "sql", "won")
            for figure, size in (("count", 1000.0), ("share", 1.0))
            for side, value in (("current", 0.5 * size), ("proposed", 0.49 * size), ("difference", -0.01 * size))
        ],
        "leads": {"gained": ["a"], "lost": ["b", "c"], "moved": 3},
        "promises": [{"promise": "sales.first_response", "current": {"met": 1, "missed": 1},
                      "proposed": {"met": 0, "missed": 0}}],
        "messages": [{"current": 10, "proposed": 4}],
    }
}  # fmt: skip


def row(what: str) -> dict[str, object]:
    return next(found for found in rows(DOCUMENT) if str(found["what"]).startswith(what))


def test_a_program_gets_numbers() -> None:
    assert [row("leads handed")[name] for name in ("current", "proposed", "change")] == [13041, 8762, -4279]
    assert row("moves to mql")["change"] == -3
    assert (row("accepted by sales (share)")["low"], row("accepted by sales (share)")["unit"]) == (-0.02, "share")


def test_a_person_gets_each_figure_in_its_unit() -> None:
    share, count = row("accepted by sales (share)"), row("accepted by sales (count)")
    assert [share[name] for name in ("now", "difference", "95 % interval")] == [
        "50.0 %", "-1.0 points", "-2.0 to +1.0 points",
    ]  # fmt: skip
    assert [count[name] for name in ("now", "difference", "95 % interval")] == ["500", "-10", "-20 to +10"]


def test_what_nobody_knows_is_left_empty() -> None:
    kept = row("kept: first response")
    assert (kept["what"], kept["now"], kept["if adopted"], kept["difference"]) == (
        "kept: first response (2 and 0 cases)", "50.0 %", "", "",
    )  # fmt: skip
    assert (row("accepted by sales (count)")["least"], row("accepted by sales (count)")["certain"]) == (None, "")
