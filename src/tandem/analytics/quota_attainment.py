"""Quota attainment per member and for the team, with pace to the period's end and how late in it deals close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.money import in_charter_currency
from tandem.analytics.periods import Period, period_of, periods_between
from tandem.analytics.records import ALL, Figures, Statement, naive, unsliced
from tandem.charter.model import Charter, Unit

STATEMENT: Final = Statement(
    "quota_attainment", ("since", "until", "currency"), keys=("member", "currency"), counts=("won",), unit="opportunity"
)
COLUMNS: Final = (
    Column("period", "text", "the quota period; the charter's own, quarters where it names none"),
    Column("member", "text", "the owner of the deals; (all) is the whole team"),
    Column("won", "count", "deals won in the period"),
    Column("amount_won", "money", "sum of their amounts; empty where none is known"),
    Column("quota", "money", "the target of the period; of (all): the sum of all members' targets"),
    Column("attainment", "share", "amount won ÷ quota"),
    Column("elapsed", "share", "share of the period's days that have begun at the data's end"),
    Column("pace", "share", "attainment ÷ elapsed: where the period is heading at this rate"),
    Column("last_tenth", "share", "share of the amount won that closed in the last tenth of the period's days"),
    Column(
        "currency", "text", "the charter's where its rates allow, else the deal's own, which no quota is held against"
    ),
)
Book = dict[tuple[Period, str, str], list[tuple[date, int, int | None]]]


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return COLUMNS


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per period and member with a quota or a win, then the team's."""
    charter, end = setting.charter, naive(setting.data_through)
    unit: Unit = charter.quotas.period if charter.quotas else "quarters"
    book: Book = defaultdict(list)
    foreign = 0
    for cell in STATEMENT.cells(setting, ask):
        amount, currency = _worth(charter, cell)
        foreign += cell["won"] if currency != charter.currency else 0
        for member in (cell["member"], ALL):
            book[period_of(cell["day"], unit), member, currency].append((cell["day"], cell["won"], amount))
    through = end.date() if end else date.min
    for period in _periods(setting, ask, unit):
        for member in _quotas(charter):
            book.setdefault((period, member, charter.currency), [])
    rows = [_row(charter, through, *key, wins) for key, wins in sorted(book.items(), key=_order)]
    return Answer(COLUMNS, rows, (*_notes(charter, foreign), *unsliced(ask)))


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the deals behind the cell `count` of `row`."""
    charter = setting.charter
    unit: Unit = charter.quotas.period if charter.quotas else "quarters"
    found = {
        u["id"].hex()
        for u in STATEMENT.units(setting, ask)
        if u[count]
        and period_of(u["day"], unit).name == row["period"]
        and row["member"] in (u["member"], ALL)
        and _worth(charter, u)[1] == row["currency"]
    }
    return tuple(sorted(found))


def _worth(charter: Charter, cell: Figures) -> tuple[int | None, str]:
    """The amount in the charter's currency, or as it is where no rate tells; None where no deal has one."""
    if cell["amount_won"] is None:
        return None, cell["currency"]
    amount = in_charter_currency(int(cell["amount_won"]), cell["currency"], cell["day"], charter)
    return (int(cell["amount_won"]), cell["currency"]) if amount is None else (amount, charter.currency)


def _quotas(charter: Charter) -> dict[str, int]:
    if charter.quotas is None:
        return {}
    members = dict(charter.quotas.by_member)
    return {**members, ALL: sum(members.values())} if members else {}


def _periods(setting: Setting, ask: Ask, unit: Unit) -> Iterable[Period]:
    begin, end = naive(setting.data_from), naive(setting.data_through)
    if begin is None or end is None:
        return ()
    first = max(begin, naive(ask.since) or begin)
    last = min(end, (naive(ask.until) or end + timedelta(days=1)) - timedelta(microseconds=1))
    return periods_between(first.date(), last.date(), unit)


def _order(item: tuple[tuple[Period, str, str], object]) -> tuple[Period, bool, str, str]:
    period, member, currency = item[0]
    return period, member == ALL, member, currency


def _row(
    charter: Charter,
    through: date,
    period: Period,
    member: str,
    currency: str,
    wins: list[tuple[date, int, int | None]],
) -> dict[str, Value]:
    known = [(day, worth) for day, _, worth in wins if worth is not None]
    amount = sum(worth for _, worth in known) if known or not wins else None
    late = period.end - timedelta(days=period.days / 10)
    quota = _quotas(charter).get(member) if currency == charter.currency else None
    attainment = amount / quota if quota and amount is not None else None
    elapsed = period.elapsed(through)
    return {
        "period": period.name,
        "member": member,
        "won": sum(won for _, won, _ in wins),
        "amount_won": amount,
        "quota": quota,
        "attainment": attainment,
        "elapsed": elapsed,
        "pace": attainment / elapsed if attainment is not None and elapsed else None,
        "last_tenth": sum(worth for day, worth in known if day >= late) / amount if amount else None,
        "currency": currency,
    }


def _notes(charter: Charter, foreign: int) -> Iterable[str]:
    if not _quotas(charter):
        yield "The charter names no quotas, so nothing is held against them. Add quotas: {period, by_member}."
    if foreign:
        yield (
            f"{foreign} won deals are in a currency that the charter has no rate for; "
            f"they stand in rows of their own. Add rates to {charter.currency}."
        )


MEASURE: Final = Measure(
    name="quota_attainment",
    title="Quota attainment",
    means="Won amount against quota per member and team, with pace and how much closes at the period's end.",
    needs=("opportunities", "members", "quotas"),
    slices=(),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
