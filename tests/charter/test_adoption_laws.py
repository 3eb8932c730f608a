"""Whatever people try in whatever order, a charter is in force only by both teams' own signatures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from tandem.charter.adoption.acts import (
    Act,
    Adopted,
    Credential,
    Entry,
    Proposed,
    Signed,
    Withdrawn,
    kind_of,
    packed,
    proposal_id,
    unpacked,
)
from tandem.charter.adoption.agreement import Agreement
from tandem.charter.adoption.keys import public_of, signed_words, vouched_words
from tandem.charter.adoption.refusals import Refused

DAY = 86_400_000_000
START = date(2026, 1, 1)
TEAM = {"mia": "marketing", "tom": "marketing", "anna": "sales", "bram": "sales"}
LEAVES = {"bram": 6}
"""The last day on which a member is in the team, in days after the start."""
KEYS = {name: Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()) for name in TEAM}
PLAN = sha256(b"plan").hexdigest()


def text(number: int) -> bytes:
    """Charter `number`, in force from day 3 × number."""
    leaving = START + timedelta(days=LEAVES["bram"])
    return (
        f'charter: Made-up\nversion: "{number}"\nin_force_from: {START + timedelta(days=3 * number)}\ntime_zone: UTC\n'
        f"currency: EUR\nteams: {{marketing: {{members: {{mia: , tom: }}}}, "
        f"sales: {{members: {{anna: , bram: {{until: {leaving}}}}}}}}}\n"
        "lifecycle: {stages: [lead, mql, sal, sql, opportunity, customer]}\n"
    ).encode()


TEXTS = {sha256(text(number)).hexdigest(): text(number) for number in range(6)} | {PLAN: b"plan"}


def micros(day: float) -> int:
    """The instant `day` days after the start, UTC µs."""
    return int(((START - date(1970, 1, 1)).days + day) * DAY)


@dataclass
class Model:
    """The same rules once more, by sets: who truly signed what, and how each proposal ended."""

    day: float = 0.5
    base: str = ""
    begins: int = -1
    labels: set[int] = field(default_factory=set)
    proposals: dict[str, tuple[int, str]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    signed: set[tuple[str, str]] = field(default_factory=set)

    def can_begin(self, number: int) -> bool:
        return not self.base or (number not in self.labels and 3 * number >= max(self.day, 3 * self.begins))

    def waits(self, proposal: str) -> bool:
        return proposal in self.proposals and proposal not in self.ended and self.proposals[proposal][1] == self.base

    def here(self, member: str) -> bool:
        return member in TEAM and int(self.day) <= LEAVES.get(member, 1_000)

    def may_sign(self, proposal: str, member: str, holder: str, whole: bool) -> bool:
        right = member == holder and whole and self.here(member)
        return self.waits(proposal) and (proposal, member) not in self.signed and right

    def may_adopt(self, proposal: str) -> bool:
        teams = {TEAM[member] for signed, member in self.signed if signed == proposal and self.here(member)}
        return self.waits(proposal) and len(teams) == 2 and self.can_begin(self.proposals[proposal][0])


MEMBERS = st.sampled_from(sorted(TEAM))
PICK = st.integers(0, 3)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), st.integers(0, 5)),
        st.tuples(st.just("propose"), st.just(5)),
        st.tuples(st.just("sign"), PICK, st.sampled_from([*sorted(TEAM), "eve"]), MEMBERS | st.none(), st.booleans()),
        st.tuples(st.just("agree"), PICK, st.sampled_from(["anna", "bram"])),
        st.tuples(st.just("settle"), PICK),
        st.tuples(st.just("adopt"), PICK),
        st.tuples(st.just("withdraw"), PICK),
        st.tuples(st.just("wait"), st.sampled_from([1, 2, 7])),
    ),
    min_size=6,
    max_size=20,
)


class Trial:
    """The agreement and the model side by side; every act's fate must be the model's."""

    def __init__(self) -> None:
        self.agreement, self.model, self.entries = Agreement(TEXTS.get, "book"), Model(), []
        for name, voucher in (("mia", ""), ("tom", "mia"), ("anna", ""), ("bram", "anna")):
            assert self.tried(self.credential(name, voucher))

    def credential(self, name: str, voucher: str) -> Credential:
        bare = Credential("key", name, TEAM[name], public_of(KEYS[name]), "", 0, "", "")
        if not voucher:
            return bare
        by = Credential("key", voucher, TEAM[voucher], public_of(KEYS[voucher]), "", 0, "", "").id
        words = vouched_words("book", Credential(**{**bare_fields(bare), "voucher": by}), micros(self.model.day))
        return Credential(**{**bare_fields(bare), "voucher": by, "vouch": KEYS[voucher].sign(words).hex()})

    def tried(self, act: Act) -> bool:
        entry = Entry(len(self.entries) + 1, micros(self.model.day), act)
        try:
            self.agreement.admit(entry)
        except Refused:
            return False
        self.entries.append(entry)
        return True

    def picked(self, number: int) -> str:
        """A proposal, counted from the newest."""
        known = list(self.model.proposals)
        return known[-1 - number % len(known)] if known else "no such proposal"

    def propose(self, number: int) -> None:
        model, digest = self.model, sha256(text(number)).hexdigest()
        id = proposal_id(digest, PLAN, model.base)
        day = START + timedelta(days=3 * number)
        act = Proposed(id, digest, PLAN, model.base, str(day), micros(3 * number), str(number), "mia")
        right = id not in model.proposals and model.can_begin(number)
        assert self.tried(act) is right
        if right:
            model.proposals[id] = (number, model.base)

    def sign(self, number: int, member: str, holder: str | None, whole: bool) -> None:
        proposal, at = self.picked(number), micros(self.model.day)
        holder = holder or (member if member in TEAM else "mia")
        found = self.agreement.proposals.get(proposal)
        words = signed_words("book", found.of, member, TEAM.get(member, ""), at) if found else b""
        signature = KEYS[holder].sign(words if whole else words + b"!").hex()
        act = Signed(proposal, member, TEAM.get(member, "sales"), self.credential(holder, "").id, signature)
        right = self.model.may_sign(proposal, member, holder, whole)
        assert self.tried(act) is right
        if right:
            self.model.signed.add((proposal, member))

    def agree(self, number: int, seller: str = "anna") -> None:
        for member in ("tom", seller):
            self.sign(number, member, member, True)

    def settle(self, number: int) -> None:
        """The whole way, as far as it is open."""
        self.propose(number)
        self.agree(0)
        self.adopt(0)

    def adopt(self, number: int) -> None:
        proposal, model = self.picked(number), self.model
        right = model.may_adopt(proposal)
        assert self.tried(Adopted(proposal, "mia")) is right
        if right:
            model.ended.add(proposal)
            model.base, model.begins = proposal, model.proposals[proposal][0]
            model.labels.add(model.begins)

    def withdraw(self, number: int) -> None:
        proposal = self.picked(number)
        right = proposal in self.model.proposals and proposal not in self.model.ended
        assert self.tried(Withdrawn(proposal, "anna", "No.")) is right
        if right:
            self.model.ended.add(proposal)

    def wait(self, days: int) -> None:
        self.model.day += days


def bare_fields(credential: Credential) -> dict[str, object]:
    return {name: getattr(credential, name) for name in Credential.__slots__}


@settings(max_examples=100)
@given(ACTIONS)
def test_every_act_is_taken_or_refused_as_the_rules_say_and_reading_them_again_gives_the_same(
    actions: list[tuple[object, ...]],
) -> None:
    trial = Trial()
    for name, *words in actions:
        getattr(trial, str(name))(*words)
    again = Agreement(TEXTS.get, "book")
    for entry in trial.entries:
        again.admit(Entry(entry.number, entry.at, unpacked(kind_of(entry.act), packed(entry.act))))
    assert (again.proposals, again.versions) == (trial.agreement.proposals, trial.agreement.versions)
    for version in again.versions:
        assert {TEAM[member] for member in version.signatures} == {"marketing", "sales"}


def versions(actions: list[tuple[object, ...]]) -> int:
    """How many versions a run of actions adopts."""
    trial = Trial()
    for name, *words in actions:
        getattr(trial, str(name))(*words)
    return len(trial.agreement.versions)


def test_the_dice_reach_several_versions() -> None:
    """The control of the law above: without adoptions it would say nothing."""
    dice = settings(max_examples=300, deadline=None, derandomize=True, phases=[Phase.generate])
    assert versions(find(ACTIONS, lambda actions: versions(actions) >= 2, settings=dice)) >= 2


WRONG = {
    "any signature holds": ("tandem.charter.adoption.agreement.holds", lambda public, signature, words: True),
    "one team is enough": ("tandem.charter.adoption.agreement.Agreement.missing", lambda self, proposal, at: []),
    "who left still signs": ("tandem.charter.adoption.agreement.present", lambda charter, team, member, at: True),
    "an overtaken proposal goes on": ("tandem.charter.adoption.agreement.Agreement._follows", lambda self, one: None),
    "any day will do": ("tandem.charter.adoption.agreement.Agreement._can_begin", lambda self, proposal, at: None),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_wrong_rule_breaks_the_law(wrong: str) -> None:
    where, instead = WRONG[wrong]

    def breaks(actions: list[tuple[object, ...]]) -> bool:
        try:
            versions(actions)
        except AssertionError:
            return True
        return False

    dice = settings(max_examples=500, deadline=None, derandomize=True, phases=[Phase.generate])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, instead)
        assert find(ACTIONS, breaks, settings=dice)
