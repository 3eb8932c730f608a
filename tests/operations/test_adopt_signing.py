"""Nobody signs for another, and nothing is in force that both teams did not sign; a refused act changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.store.office import DAY, HOUR, NOW, PASSPHRASE, Office, agreed, everything, plan_of, words

from tandem.charter.adoption.agreement import MOST_TRIES
from tandem.operations.adopt import withdraw_result
from tandem.operations.members import OwnKey
from tandem.operations.propose import propose_result
from tandem.operations.sign import Read
from tandem.operations.workspace import Workspace
from tandem.vocabulary import TandemError

LEFT = "marketing: {members: {mia: {until: 2026-02-28}, tom: }}, sales: {members: {anna: , bram: {until: 2026-03-01}}}"


Act = Callable[[], object]
Case = Callable[[Office, str], Act]
"""Does what is right, and gives the act that must be refused."""
EDITED = agreed(note="one more word")


@pytest.fixture
def office(workspace: Workspace, tmp_path: Path) -> Office:
    """A first proposal that nobody signed; mia (marketing) and anna (sales) have keys, tom's mia vouched for."""
    made = Office(workspace, tmp_path)
    made.key("mia")
    made.key("anna")
    made.key("tom", voucher="mia")
    made.propose(agreed())
    return made


@pytest.fixture
def proposal(office: Office) -> str:
    """The id of the first proposal."""
    return next(iter(office.read().proposals))


def test_a_charter_is_in_force_once_a_member_of_each_team_signed_it_by_their_own_key(
    office: Office, proposal: str
) -> None:
    office.sign(proposal, "mia")
    office.sign(proposal, "anna")
    office.adopt(proposal)
    (version,) = office.read().versions
    assert (version.of.proposal, set(version.signatures)) == (proposal, {"mia", "anna"})


def test_a_code_signs_once_for_whom_and_for_what_it_was_made(office: Office, proposal: str) -> None:
    code = office.code("bram", proposal, voucher="anna")
    office.sign(proposal, "bram", f" {code.lower().replace('-', ' ')} ")
    assert set(office.read().proposals[proposal].signatures) == {"bram"}
    with pytest.raises(TandemError, match="signed this proposal on 2026-03-01 already"):
        office.sign(proposal, "bram", code)


def stranger(office: Office) -> OwnKey:
    """A key that looks right and was never entered."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tandem.operations.members import _sealed

    return OwnKey("found.pem", _sealed(Ed25519PrivateKey.generate(), PASSPHRASE), PASSPHRASE)


def by_the_key_before(office: Office, p: str) -> Act:
    office.key("mia", voucher="mia", name="mia's next")
    return lambda: office.sign(p, "mia", office.keys["mia"])


def edited(charter: bytes, plan: bytes) -> Case:
    """mia and anna signed; somebody edits, proposes, and wants to adopt what they did not sign."""

    def prepared(office: Office, p: str) -> Act:
        office.sign(p, "mia")
        office.sign(p, "anna")
        other = office.propose(charter, plan)
        return lambda: office.adopt(other)

    return prepared


def both_of_one_team(office: Office, p: str) -> Act:
    office.sign(p, "mia")
    office.sign(p, "tom")
    return lambda: office.adopt(p)


def one_who_left(office: Office, p: str) -> Act:
    other = office.propose(agreed(teams=LEFT), member="tom")
    return lambda: office.sign(other, "mia")


def one_who_left_since(office: Office, p: str) -> Act:
    """anna's colleague signs on his last day, and nobody adopts it before the next."""
    other = office.propose(agreed(teams=LEFT), member="tom")
    office.key("bram", voucher="anna")
    office.sign(other, "tom")
    office.sign(other, "bram")
    office.now += DAY
    return lambda: office.adopt(other)


def overtaken(office: Office, p: str) -> Act:
    other = office.propose(agreed(note="other words"))
    for member in ("mia", "anna"):
        office.sign(p, member)
        office.sign(other, member)
    office.adopt(p)
    return lambda: office.adopt(other)


def withdrawn(office: Office, p: str) -> Act:
    office.sign(p, "mia")
    withdraw_result(office.workspace, p, "anna", "Not before summer.", office.now)
    return lambda: office.sign(p, "anna")


def stale_code(office: Office, p: str) -> Act:
    code = office.code("bram", p, voucher="anna", hours=1)
    office.now += HOUR
    return lambda: office.sign(p, "bram", code)


def another_proposals_code(office: Office, p: str) -> Act:
    code = office.code("bram", office.propose(agreed(note="other")), voucher="anna")
    return lambda: office.sign(p, "bram", code)


def others_code(office: Office, p: str) -> Act:
    code = office.code("bram", p, voucher="anna")
    return lambda: office.sign(p, "anna", code)


def signed_before(office: Office, p: str) -> Act:
    office.sign(p, "mia")
    return lambda: office.sign(p, "mia")


def planless(office: Office, p: str) -> Act:
    other = office.propose(EDITED, None)
    return lambda: office.sign(other, "mia")


HOLES = (
    "rules_of_engagement:",
    "  worked: {when: \"stage = 'sal'\", marketing: any, sales: any}",
    "never:",
    "  - \"marketing may send nurture and stage = 'sal'\"",
)


def charter_of(*lines: str) -> bytes:
    return agreed() + "\n".join(lines).encode()


CASES: dict[str, tuple[Case, str]] = {
    "another's key": (lambda o, p: lambda: o.sign(p, "mia", o.keys["anna"]), "not the key by which 'mia' signs"),
    "a colleague's key": (lambda o, p: lambda: o.sign(p, "mia", o.keys["tom"]), "not the key by which 'mia' signs"),
    "a stranger's key": (lambda o, p: lambda: o.sign(p, "mia", stranger(o)), "not the key by which 'mia' signs"),
    "a key that was replaced": (by_the_key_before, "not the key by which 'mia' signs"),
    "a guessed passphrase": (
        lambda o, p: lambda: o.sign(p, "mia", OwnKey("mia.pem", o.keys["mia"].content, "a guess")),
        "passphrase is another",
    ),
    "a file that is no key": (lambda o, p: lambda: o.sign(p, "mia", OwnKey("x", b"-----BEGIN", "")), "no member's key"),
    "another's code": (others_code, "no code that 'anna' could sign"),
    "another proposal's code": (another_proposals_code, "no code that 'bram' could sign"),
    "an expired code": (stale_code, "expired on 2026-03-01 10:00 UTC"),
    "a code for a year": (lambda o, p: lambda: o.code("bram", p, "anna", hours=9_000), "at the latest after 7 days"),
    "a code on nobody's word": (lambda o, p: lambda: o.code("bram", p), "one of them must vouch"),
    "a key on nobody's word": (lambda o, p: lambda: o.key("bram"), "one of them must vouch"),
    "a key on the other team's word": (lambda o, p: lambda: o.key("bram", voucher="mia"), "one of them must vouch"),
    "a key for a stranger": (lambda o, p: lambda: o.key("eve"), "'eve' is a member of neither team"),
    "a plan with other bytes": (
        lambda o, p: lambda: o.sign(p, "mia", read=(Read("plan.json", plan_of(agreed("0"), agreed()) + b" "),)),
        "plan.json is neither the charter nor the plan",
    ),
    "a charter with other bytes": (
        lambda o, p: lambda: o.sign(p, "mia", read=(Read("charter.yaml", EDITED),)),
        "charter.yaml is neither",
    ),
    "an edited charter under old signatures": (
        edited(EDITED, plan_of(agreed("0"), EDITED)),
        "Nobody of marketing and nobody of sales has signed this",
    ),
    "an edited plan under old signatures": (
        edited(agreed(), plan_of(agreed("0"), agreed(), data="1" * 64)),
        "Nobody of marketing and nobody of sales has signed this",
    ),
    "a member of neither team": (
        lambda o, p: lambda: o.sign(p, "eve", o.keys["mia"]),
        "'eve' is a member of neither team",
    ),
    "both signatures from one team": (both_of_one_team, "Nobody of sales has signed this"),
    "no signature": (lambda o, p: lambda: o.adopt(p), "Nobody of marketing and nobody of sales"),
    "one who left": (one_who_left, "'mia' left the team on 2026-02-28"),
    "one who left before the adoption": (one_who_left_since, "Nobody of sales has signed this"),
    "the same signature again": (signed_before, "'mia' signed this proposal on"),
    "a proposal without a plan": (planless, "has no plan"),
    "a proposal that was overtaken": (overtaken, "Version 1 was adopted after this was proposed"),
    "a proposal that was withdrawn": (withdrawn, "was withdrawn on 2026-03-01"),
    "a withdrawal without a reason": (lambda o, p: lambda: withdraw_result(o.workspace, p, "mia", " ", NOW), "Say why"),
    "a withdrawal by a stranger": (
        lambda o, p: lambda: withdraw_result(o.workspace, p, "eve", "No.", NOW),
        "'eve' is a member",
    ),
    "a proposal by a stranger": (
        lambda o, p: lambda: o.propose(EDITED, member="eve"),
        "'eve' is a member of neither team",
    ),
    "an adoption by a stranger": (lambda o, p: lambda: o.adopt(p, "eve"), "'eve' is a member of neither team"),
    "a charter with faults": (lambda o, p: lambda: o.propose(charter_of("sla: soon"), None), "The charter has 1 fault"),
    "a charter that fails a proof": (
        lambda o, p: lambda: o.propose(charter_of(*HOLES), None),
        "fault",
    ),
    "a charter without a date": (
        lambda o, p: lambda: o.propose(agreed().replace(b"in_force_from: 2026-01-01\n", b""), None),
        "does not say from when",
    ),
    "a plan of another charter": (
        lambda o, p: lambda: o.propose(EDITED, plan_of(agreed("0"), agreed())),
        "The plan proposes",
    ),
    "a plan that is none": (lambda o, p: lambda: o.propose(EDITED, b"{}"), "is no plan"),
    "a proposal that nobody made": (lambda o, p: lambda: o.sign("abcdef", "mia"), "No proposal is called 'abcdef'"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_and_nothing_changes(office: Office, proposal: str, case: str) -> None:
    prepare, sentence = CASES[case]
    act = prepare(office, proposal)
    before = everything(office.workspace)
    with pytest.raises(TandemError, match=sentence):
        act()
    assert everything(office.workspace) == before
    office.read()


def test_a_wrong_code_changes_nothing_but_the_count_of_tries(office: Office, proposal: str) -> None:
    code = office.code("bram", proposal, voucher="anna")
    before = words(office.workspace)
    for left in reversed(range(MOST_TRIES)):
        with pytest.raises(TandemError, match=f"{left} more tr" if left else "no more tries"):
            office.sign(proposal, "bram", code[::-1])
    assert [kind for _, kind, _, _ in words(office.workspace)[len(before) :]] == ["tried"] * MOST_TRIES
    with pytest.raises(TandemError, match="no code that 'bram'"):
        office.sign(proposal, "bram", code)
    assert not office.read().proposals[proposal].signatures
    office.sign(proposal, "bram", office.code("bram", proposal, voucher="anna"))
    assert set(office.read().proposals[proposal].signatures) == {"bram"}, "the control: a new code signs"


def test_a_newer_code_ends_the_one_before(office: Office, proposal: str) -> None:
    old = office.code("bram", proposal, voucher="anna")
    office.now += 1
    office.code("bram", proposal, voucher="anna")
    with pytest.raises(TandemError, match="not the code"):
        office.sign(proposal, "bram", old)


def test_what_a_code_is_stands_nowhere(office: Office, proposal: str) -> None:
    code = office.code("bram", proposal, voucher="anna")
    held = repr(words(office.workspace))
    assert code not in held and code.replace("-", "") not in held
    assert PASSPHRASE not in held
    assert office.keys["anna"].content.splitlines()[0] == b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


def test_a_key_file_is_its_owners_alone_and_never_over_another(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "mia-0.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    from tandem.operations.members import key_result

    with pytest.raises(TandemError, match="is there already"):
        key_result(office.workspace, "mia", path, PASSPHRASE, NOW, office.keys["mia"])
    with pytest.raises(TandemError, match="at least 10 characters"):
        key_result(office.workspace, "mia", tmp_path / "new.pem", "short", NOW, office.keys["mia"])
    with pytest.raises(TandemError, match="must vouch"):
        key_result(office.workspace, "mia", tmp_path / "new.pem", PASSPHRASE, NOW)
    assert path.read_bytes() == before
    assert not (tmp_path / "new.pem").exists(), "a key that is not entered is not left behind"


def test_the_same_file_proposed_again_is_the_same_proposal(office: Office, proposal: str) -> None:
    before = words(office.workspace)
    again = propose_result(office.workspace, agreed(), plan_of(agreed("0"), agreed()), "tom", NOW + 1)
    assert again.rows[0]["proposal"] == proposal
    assert "proposed already" in again.done
    assert words(office.workspace) == before


def test_one_byte_more_is_another_proposal(office: Office, proposal: str) -> None:
    assert office.propose(agreed() + b"\n") != proposal
    assert office.propose(agreed(), plan_of(agreed("0"), agreed(), data="2" * 64)) != proposal
