"""A plan on a whole imported history: what differs is told, what cannot be known is bounded, and no more is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.planning.conftest import MONTHS, PEOPLE, SEED

from tandem.example.plan import plan_for
from tandem.example.potential import potential_outcomes
from tandem.example.simulate import simulate
from tandem.operations.plan import Asked, NoPeriod, make_plan, plan_result
from tandem.operations.setting import CharterFaults
from tandem.operations.workspace import Workspace
from tandem.planning.plan import Plan

Told = dict[str, Any]
BAR = "fit >= 50 and activity >= 30"
Propose = Callable[[str, str], Path]


@pytest.fixture
def propose(tmp_path: Path, charter_text: str) -> Propose:
    """The workspace's charter with one text replaced, as a file."""

    def write(old: str, new: str) -> Path:
        assert old in charter_text
        path = tmp_path / "proposed.yaml"
        path.write_text(charter_text.replace(old, new), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def lower(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A plan that lowers the bar, with a sweep, and its folder."""
    folder = tmp_path_factory.mktemp("lower")
    text = Path(workspace.charter).read_text(encoding="utf-8").replace(BAR, "fit >= 50 and activity >= 20")
    (folder / "proposed.yaml").write_text(text, encoding="utf-8")
    asked = Asked(folder / "proposed.yaml", sweeps=("qualify+requalify.activity=20:30:10",))
    plan_result(workspace, asked, folder / "plan")
    return Plan.read((folder / "plan" / "plan.json").read_bytes()), folder


def row(plan: Plan, outcome: str, side: str, figure: str = "count") -> Told:
    rows = plan.document["history"]["outcomes"]
    return next(r for r in rows if (r["outcome"], r["figure"], r["side"]) == (outcome, figure, side))


def test_the_same_charter_written_otherwise_changes_exactly_nothing(workspace: Workspace, propose: Propose) -> None:
    same = propose("teams:", "# who is who\n\n\nteams:")
    document = make_plan(workspace, Asked(same))[0].document
    history = document["history"]
    assert document["current"]["sha256"] != document["proposed"]["sha256"]
    assert document["changes"] == []
    for r in history["outcomes"]:
        if r["side"] == "difference":
            assert [r[name] for name in ("estimate", "low", "high", "least", "most")] == [0] * 5
    for part in ("volume", "capacity", "promises", "messages", "speed"):
        assert all(r["current"] == r["proposed"] for r in history[part]), part
    assert history["leads"]["gained"] == history["leads"]["lost"] == []
    assert history["leads"]["moved"] == 0
    assert [history["worth"][name] for name in ("known", "estimate", "low", "high", "least", "most")] == [0] * 6


def test_a_lower_bar_gains_just_the_leads_that_the_interpreter_hands_over_more(
    lower: tuple[Plan, Path], workspace: Workspace
) -> None:
    from tandem.lifecycle.interpreted import interpreted
    from tandem.lifecycle.reading import Records
    from tandem.operations.charter_file import load_charter
    from tandem.operations.replay import BUCKETS, event_parts, open_base, read_table
    from tandem.store.lens_writer import read_manifest

    plan, folder = lower
    base = workspace.lens / "base"
    tables, world = open_base(base, read_manifest(base) or {})
    parts = event_parts(base)
    found = []
    for path in (workspace.charter, folder / "proposed.yaml"):
        records, edges = Records(tables), [BUCKETS * n // len(parts) for n in range(len(parts) + 1)]
        files = [f for n, p in enumerate(parts) for f in records.files(edges[n], edges[n + 1], read_table(p))]
        handoffs = interpreted([load_charter(path)], world, files, hypothetical=True).handoffs
        found.append(set(zip(handoffs["lead"].to_pylist(), handoffs["at"].to_pylist(), strict=True)))
    now, then = ({lead for lead, _ in side} for side in found)
    leads = plan.document["history"]["leads"]
    assert leads["gained"] == sorted(lead.hex() for lead in then - now)
    assert leads["lost"] == sorted(lead.hex() for lead in now - then)
    assert leads["gained"]
    assert leads["moved"] == len({lead for lead, _ in found[0] ^ found[1]} & now & then) > 0


def test_the_bounds_hold_the_truth_through_both_tools_exports(lower: tuple[Plan, Path], workspace: Workspace) -> None:
    """Of leads gained: what would have come of them is the simulation's own."""
    from tandem.operations.contacts import contacts
    from tandem.operations.setting import open_setting

    company = simulate(plan_for(SEED, PEOPLE, MONTHS))
    fates = potential_outcomes(company)
    accepted = dict(zip(company.people.email.tolist(), fates.accepted.tolist(), strict=True))
    told = open_setting(workspace).setting.lens.query("operations/lead_accounts")
    person_of = dict(zip(told["lead"].to_pylist(), told["person"].to_pylist(), strict=True))
    plan, _ = lower
    persons = [person_of[bytes.fromhex(lead)] for lead in plan.document["history"]["leads"]["gained"]]
    with workspace.open_book() as book:
        lens = open_setting(workspace).setting.lens
        known = contacts(workspace, lens, set(persons), book)
    mails = [{record.email for record in known.get(person, [])} & accepted.keys() for person in persons]
    true = sum(accepted[min(found)] for found in mails if found)
    change = row(plan, "accepted", "difference")
    young = len(persons) - change["judged"]
    assert change["least"] - 1 <= true <= change["most"] + max(young, 0) + 1


def test_the_same_inputs_write_the_same_bytes(lower: tuple[Plan, Path], workspace: Workspace) -> None:
    _, folder = lower
    asked = Asked(folder / "proposed.yaml", sweeps=("qualify+requalify.activity=20:30:10",))
    plan_result(workspace, asked, folder / "again")
    for name in ("plan.json", "plan.html"):
        assert (folder / "again" / name).read_bytes() == (folder / "plan" / name).read_bytes()


def test_a_plan_holds_no_name_and_no_address_though_the_screen_shows_them(
    lower: tuple[Plan, Path], workspace: Workspace
) -> None:
    plan, folder = lower
    shown = plan_result(workspace, Asked(folder / "proposed.yaml", leads=True), folder / "named").rows
    names = {str(r["name"]) for r in shown if r["name"]}
    assert names
    for name in ("plan.json", "plan.html"):
        text = (folder / "named" / name).read_text(encoding="utf-8")
        assert not [known for known in names if known in text]
        assert "@" not in text.replace("@media", "")
    assert {r["lead"] for r in shown if r["what"] == "gained"} == set(plan.document["history"]["leads"]["gained"])


def test_the_sweep_at_the_plans_own_bars_says_what_the_plan_says(lower: tuple[Plan, Path]) -> None:
    plan, _ = lower
    given = plan.document["history"]["handoffs"]
    low, high = plan.document["sweep"]["points"]
    assert (low["leads"], high["leads"]) == (given["proposed"], given["current"])
    assert (low["current"], high["current"]) == (False, True)
    for point, side in ((low, "proposed"), (high, "current")):
        one = row(plan, "accepted", side, "share")
        assert (point["least"], point["most"]) == pytest.approx((one["least"], one["most"]), abs=0.01), (
            "a lead or two may be known in one comparison only: cases pair with another charter's"
        )
        assert point["share"] == pytest.approx(one["estimate"], abs=0.02)


def test_only_the_period_that_was_asked_for_counts(workspace: Workspace, propose: Propose) -> None:
    from datetime import date

    proposed = propose(BAR, "fit >= 50 and activity >= 20")
    asked = Asked(proposed, since=date(2026, 1, 1), until=date(2026, 3, 1))
    history = make_plan(workspace, asked)[0].document["history"]
    assert {r["month"] for r in history["volume"]} == {"2026-01", "2026-02"}
    moved = sum(r["proposed"] for r in history["volume"] if r["stage"] == "mql")
    assert history["handoffs"]["proposed"] == moved
    with pytest.raises(NoPeriod, match="The data run from 2025"):
        make_plan(workspace, Asked(proposed, since=date(2031, 1, 1)))


def test_a_proposal_with_faults_is_refused_and_nothing_is_written(
    workspace: Workspace, propose: Propose, tmp_path: Path
) -> None:
    with pytest.raises(CharterFaults, match="activty"):
        plan_result(workspace, Asked(propose(BAR, "fit >= 50 and activty >= 30")), tmp_path / "plan")
    assert not (tmp_path / "plan").exists()


def test_held_back_mail_causes_no_scores(workspace: Workspace, propose: Propose) -> None:
    """Under rules that forbid all nurture, the clicks that nurture caused are taken out, and their number is told."""
    quiet = propose("marketing: any, sales: any}", "marketing: [operational], sales: any}")
    history = make_plan(workspace, Asked(quiet))[0].document["history"]
    held = {side: sum(r[side] for r in history["messages"]) for side in ("current", "proposed")}
    assert held["proposed"] > held["current"]
    taken = {side: history["set_aside"][side]["taken_out"] for side in held}
    assert taken["proposed"] > taken["current"]
    assert history["handoffs"]["proposed"] <= history["handoffs"]["current"]


def test_what_is_in_the_file_is_what_the_page_says(lower: tuple[Plan, Path]) -> None:
    plan, folder = lower
    page = (folder / "plan" / "plan.html").read_text(encoding="utf-8")
    assert plan.sha256 in page
    assert f"{len(plan.document['history']['leads']['gained']):,} leads gained" in page
    assert json.loads(plan.body) == dict(plan.document)
    assert "://" not in page.replace("http://www.w3.org", ""), "the page needs no network"


def test_a_plan_of_a_charter_with_a_hole_says_that_it_cannot_be_proposed(
    workspace: Workspace, propose: Propose, tmp_path: Path
) -> None:
    sound = plan_result(workspace, Asked(propose("teams:", "# who is who\n\nteams:")), tmp_path / "sound")
    assert not any("cannot be proposed" in note for note in sound.notes)
    holed = propose("fit >= 50 and activity", "fit >= 500 and activity")
    told = plan_result(workspace, Asked(holed), tmp_path / "holed").notes
    assert any(note.startswith("It cannot be proposed as it is:") for note in told), told
