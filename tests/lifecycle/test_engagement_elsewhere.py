"""One person at two companies: whom sales has at one is left alone at the other."""

from __future__ import annotations

from typing import Any

import pytest
from stories import ACCOUNT, LEAD, PERSON, act, at, charter, key, status, world

from tandem.lifecycle import elsewhere
from tandem.lifecycle.closing import fold_account
from tandem.lifecycle.dimensions import Slices
from tandem.lifecycle.fold import Rules
from tandem.lifecycle.inputs import AccountFile, LeadRecord
from tandem.lifecycle.ledger import Ledger

SECOND, OTHER = key("second lead"), key("other account")


def files(*mails: Any, others: bool = True) -> list[AccountFile]:
    """The first lead is handed over on 2 March and returned on the 20th; mails go to the second."""
    first = [act("page.viewed", "2026-02-01 10:00"), status("New", "2026-03-02 10:00"),
             status("Nurture", "2026-03-20 10:00")]  # fmt: skip
    created = at("2026-01-05 10:00")
    mine = [act("page.viewed", "2026-02-15 10:00", lead=SECOND), *mails]
    return [
        AccountFile(ACCOUNT, 7, first, [LeadRecord(LEAD, PERSON, created_at=created, others=others)]),
        AccountFile(OTHER, 9, mine, [LeadRecord(SECOND, PERSON, created_at=created, others=others)]),
    ]


def mail(when: str, purpose: str = "nurture") -> Any:
    return act("email.sent", when, team="marketing", tool="mailer", purpose=purpose, lead=SECOND)


def crossed(given: list[AccountFile], parted: bool = False) -> list[tuple[Any, ...]]:
    """(day of March, lead, rule, by) of what crossed elsewhere on the recorded track."""
    rules = Rules([charter()], world())
    ledgers = [Ledger(rules.world) for _ in given]
    for file, ledger in zip(given, ledgers if parted else [ledgers[0]] * len(given), strict=True):
        fold_account(rules, Slices(charter(), rules.world), ledger, file)
    rows = elsewhere.crossed((ledger.holds, ledger.passed) for ledger in ledgers)
    return [((row[2] - at("2026-03-01 00:00")) // 86_400_000_000 + 1, row[4], row[10], row[12])  # type: ignore[operator]
            for row in rows if row[0] == "recorded"]  # fmt: skip


def test_a_mail_to_the_second_lead_crosses_sales_talk_with_the_first() -> None:
    found = crossed(files(mail("2026-03-01 09:00"), mail("2026-03-10 09:00"), mail("2026-03-25 09:00")))
    assert found == [(10, LEAD, "sales_has_it", "address")]


def test_the_tools_have_the_same_grace_there() -> None:
    assert not crossed(files(mail("2026-03-02 10:30")))
    assert crossed(files(mail("2026-03-02 11:30")))


def test_what_the_rules_let_marketing_send_crosses_nothing() -> None:
    assert not crossed(files(mail("2026-03-10 09:00", "operational")))


def test_two_people_with_a_lead_each_do_not_cross_each_other() -> None:
    assert not crossed(files(mail("2026-03-10 09:00"), others=False))


@pytest.mark.parametrize("turned", [False, True])
def test_it_does_not_matter_who_folds_which_account_first(turned: bool) -> None:
    given = files(mail("2026-03-10 09:00"), mail("2026-03-12 09:00"))
    assert crossed(given[::-1] if turned else given, parted=True) == crossed(given)
