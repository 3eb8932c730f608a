"""What both teams adopted decides from its day on, in every command; before it and for later days nothing changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.store.office import Office, agreed, plan_of
from tests.truth.diagnosed import Diagnosed

from tandem.operations.agreement import replay_result, why_result
from tandem.operations.findings import diagnose_result, rescue_result, story_result
from tandem.operations.in_force import deciding
from tandem.operations.measure import show_measure
from tandem.operations.report import report_result
from tandem.operations.setting import open_setting, stamps
from tandem.operations.workspace import Workspace
from tandem.vocabulary import TandemError


def day(at: str) -> int:
    """UTC µs of a day's noon."""
    return (date.fromisoformat(at).toordinal() - date(1970, 1, 1).toordinal()) * 86_400_000_000 + 43_200_000_000


FIRST, SECOND, LATER = "2025-09-01", "2026-02-01", "2027-01-01"


def version(text: bytes, number: int, begins: str, bar: int) -> bytes:
    """The company's charter with another number, day and bar of activity."""
    return (
        text.replace(b'version: "1"', b'version: "%d"' % number)
        .replace(b"in_force_from: 2026-10-01", b"in_force_from: %s" % begins.encode())
        .replace(b"fit >= 50 and activity >= 30", b"fit >= 50 and activity >= %d" % bar)
    )


@pytest.fixture(scope="module")
def small(companies: Callable[..., Diagnosed], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small company's workspace, data from July 2025 to June 2026."""
    made = companies(1, people=800, months=12).root / "workspace"
    return Workspace.open(Path(shutil.copytree(made, tmp_path_factory.mktemp("small") / "company")))


class Company(Office):
    """An office of the example company."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        before = workspace.charter.read_bytes()
        super().__init__(workspace, folder)
        workspace.charter.write_bytes(before)
        self.text = self.last = before
        self.now = day("2025-08-01")

    def agree(self, text: bytes) -> str:
        """Propose, sign by mia and bart, and adopt."""
        for member in ("mia", "bart"):
            if member not in self.keys:
                self.key(member)
        proposal = self.propose(text, plan_of(self.last, text))
        for member in ("mia", "bart"):
            self.sign(proposal, member)
        self.adopt(proposal, "mia")
        return proposal

    def moved(self, folder: Path) -> Company:
        """The same in a copy of the workspace."""
        root = folder / "company"
        there = Company(Workspace.open(Path(shutil.copytree(self.workspace.root, root))), folder)
        there.keys, there.last, there.text = dict(self.keys), self.last, self.text
        return there


@pytest.fixture(autouse=True, scope="module")
def unproved() -> Iterator[None]:
    """The proofs have tests of their own, and the charters here all hold them."""
    from tandem.operations import propose

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(propose, "proved", lambda space, content, file: propose.read_whole(content, file))
        yield


@pytest.fixture
def company(small: Workspace, tmp_path: Path) -> Company:
    """The example company's office, before any adoption."""
    return Company(small, tmp_path).moved(tmp_path)


@pytest.fixture(scope="module")
def both(small: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Version 1 from September 2025, version 2 with a higher bar from February 2026."""
    folder = tmp_path_factory.mktemp("two")
    made = Company(small, folder).moved(folder)
    made.agree(version(made.text, 1, FIRST, 30))
    made.agree(version(made.text, 2, SECOND, 60))
    open_setting(made.workspace)
    return made


@pytest.fixture
def two(both: Company, tmp_path: Path) -> Company:
    """A copy of it that a test may change."""
    return both.moved(tmp_path)


def moves(workspace: Workspace, charter: Path | None = None) -> list[dict[str, Any]]:
    """The decided moves to mql."""
    lens = open_setting(workspace, charter).setting.lens
    sql = """
        select cast(day as text) as day, version, rule, activity from move
        where track = 'decided' and to_stage = 'mql' order by "at", lead
    """
    return list(lens.run(sql).to_pylist())  # type: ignore[attr-defined]


def test_each_version_decides_its_own_time_and_nothing_is_decided_before_the_first(two: Company) -> None:
    found = moves(two.workspace)
    told = [(move["day"], move["version"]) for move in found]
    assert {number for at, number in told if at < SECOND} == {"1"}
    assert {number for at, number in told if at >= SECOND} == {"2"}
    assert min(at for at, _ in told) >= FIRST
    scored = [move["activity"] for move in found if move["rule"] in ("qualify", "requalify") and move["version"] == "2"]
    assert scored and min(scored) >= 60_000_000


def test_one_adopted_version_decides_from_its_day_and_as_if_in_force_over_all_history(company: Company) -> None:
    text = version(company.text, 1, FIRST, 30)
    company.agree(text)
    path = company.folder / "v1.yaml"
    path.write_bytes(text)
    dated, always = moves(company.workspace), moves(company.workspace, path)
    assert min(move["day"] for move in dated) >= FIRST > min(move["day"] for move in always)


def test_a_version_adopted_for_later_changes_no_answer_today(two: Company) -> None:
    before = [show_measure(two.workspace, name, track="decided").document() for name in ("funnel", "sla", "bridge")]
    cuts = sorted((two.workspace.lens / "cut").iterdir())
    two.agree(version(two.text, 3, LATER, 90))
    two.workspace.charter.write_bytes(version(two.text, 3, LATER, 90))
    after = [show_measure(two.workspace, name, track="decided").document() for name in ("funnel", "sla", "bridge")]
    assert [one["rows"] for one in after] == [one["rows"] for one in before]
    assert [one["charter"] for one in after] == [one["charter"] for one in before]
    assert sorted((two.workspace.lens / "cut").iterdir()) == cuts


def test_while_the_first_version_has_not_begun_charter_yaml_counts_over_all_history(company: Company) -> None:
    before = moves(company.workspace)
    company.agree(version(company.text, 1, LATER, 90))
    assert moves(company.workspace) == before
    assert "is in force from 2027-01-01, after the data end" in deciding(company.workspace).notes[0]


def test_every_command_answers_under_two_versions_and_names_who_signed(two: Company, tmp_path: Path) -> None:
    space = two.workspace
    sql = "select person from lead join move using (lead) where version = '2' and track = 'decided' limit 1"
    someone = open_setting(space).setting.lens.run(sql).column(0)[0].as_py().hex()  # type: ignore[attr-defined]
    answers = [
        replay_result(space, None),
        diagnose_result(space, None),
        rescue_result(space, None, "salesforce", None),
        report_result(space, "sales", tmp_path / "report.html", None),
        why_result(space, someone, None),
        story_result(space, someone),
        *(show_measure(space, name) for name in ("funnel", "stage_time", "sla", "acceptance", "bridge", "closed_loop")),
    ]
    for answer in answers:
        assert answer.charter is not None, answer.name
        assert (answer.charter.version, answer.charter.in_force_from) == ("2", SECOND), answer.name
        assert answer.charter.signed_by == ("mia (marketing)", "bart (sales)"), answer.name
    assert stamps(space)[0] == answers[0].charter
    assert {row["version"] for row in answers[4].rows} <= {"1", "2"}


def test_a_draft_that_nobody_signed_is_told_and_decides_nothing(two: Company) -> None:
    signed = show_measure(two.workspace, "funnel", track="decided")
    assert "charter.yaml is not what both teams signed: version 2" in signed.notes[0]
    two.workspace.charter.write_bytes(version(two.text, 2, SECOND, 60))
    assert "not what both teams signed" not in "".join(show_measure(two.workspace, "funnel").notes), "the control"
    two.workspace.charter.write_text("stages: none of this reads")
    draft = show_measure(two.workspace, "funnel", track="decided")
    assert (draft.rows, draft.notes[0]) == (signed.rows, signed.notes[0])


def test_the_cut_of_several_versions_is_named_by_all_of_them(two: Company) -> None:
    agreed_now = deciding(two.workspace)
    assert [charter.version for charter in agreed_now.charters] == ["1", "2"] and agreed_now.dated
    assert agreed_now.sha256 not in {charter.sha256 for charter in agreed_now.charters}


LATE = "2026-03-01"
REFUSED = {
    "a day that has begun": (("2", LATE, "mia: , tom: "), f"in_force_from is {LATE}.*Write 2026-03-02"),
    "a day before the last version": (("3", "2026-06-01", "mia: , tom: "), "begins on 2026-07-01"),
    "a number that was used": (("1", "2026-09-01", "mia: , tom: "), "Version 1 was adopted already"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_later_version_does_not_rewrite_history(workspace: Workspace, tmp_path: Path, case: str) -> None:
    office = Office(workspace, tmp_path)
    office.agree(agreed())
    if case == "a day before the last version":
        office.agree(agreed("2", "2026-07-01"))
    (number, begins, _), sentence = REFUSED[case]
    with pytest.raises(TandemError, match=sentence):
        office.propose(agreed(number, begins))


def test_what_was_proposed_in_time_cannot_be_adopted_too_late(workspace: Workspace, tmp_path: Path) -> None:
    office = Office(workspace, tmp_path)
    office.agree(agreed())
    second = office.propose(agreed("2", "2026-03-03"))
    office.sign(second, "mia")
    office.sign(second, "anna")
    office.now = day("2026-03-03")
    with pytest.raises(TandemError, match=r"Write 2026-03-04 or a later day"):
        office.adopt(second)


def test_the_version_in_force_says_who_signs_the_next(workspace: Workspace, tmp_path: Path) -> None:
    office = Office(workspace, tmp_path)
    office.agree(agreed())
    grown = agreed("2", "2026-07-01", "marketing: {members: {max: }}, sales: {members: {anna: , bram: , sue: }}")
    second = office.propose(grown)
    office.workspace.charter.write_bytes(grown)
    office.key("sue", voucher="anna")
    with pytest.raises(TandemError, match="'sue' is a member of neither team in version 1"):
        office.sign(second, "sue")
    office.sign(second, "mia")
    office.sign(second, "anna")
    office.adopt(second)
    office.now = day("2026-07-01")
    third = office.propose(agreed("3", "2026-08-01"), member="max")
    office.sign(third, "sue")
    with pytest.raises(TandemError, match="'mia' is a member of neither team in version 2"):
        office.sign(third, "mia")


def test_a_team_of_which_nobody_is_left_signs_as_the_proposal_names_it(workspace: Workspace, tmp_path: Path) -> None:
    leaving = "marketing: {members: {mia: {until: 2026-03-31}}}, sales: {members: {anna: , bram: }}"
    renewed = "marketing: {members: {max: }}, sales: {members: {anna: , bram: }}"
    office = Office(workspace, tmp_path)
    office.agree(agreed(teams=leaving))
    second = office.propose(agreed("2", "2026-07-01", renewed))
    office.workspace.charter.write_bytes(agreed("2", "2026-07-01", renewed))
    office.key("max", voucher="mia")
    with pytest.raises(TandemError, match="'max' is a member of neither team"):
        office.sign(second, "max")
    office.now = day("2026-04-01")
    office.sign(second, "max")
    office.sign(second, "anna")
    office.adopt(second)
    assert office.read().versions[-1].of.version == "2"
