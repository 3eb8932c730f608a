"""The bridge from the tools' count of MQLs to the charter's, lead by lead.

A repeated word for a lead that was handed over before is a *re_entry*; for one that sales still has it is a *merge*
where several records were joined into the person. A lead that is an MQL on both tracks is *both*, or *time_zone* where
only the zone puts it into another month. A lead on one track only is a *bot* where a bot's acts would have scored,
else a matter of *definition*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.zones import zone

if TYPE_CHECKING:
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.state import Lead


def write(ledger: Ledger, lead: Lead, first_recorded: int | None, first_decided: int | None) -> None:
    """The rows of `bridge` for one lead; `first_…`: its first move to MQL on each track."""
    if first_recorded is None and first_decided is None:
        return
    ledger.add("bridge", (lead.lead, first_recorded, first_decided, _why(ledger, lead, first_recorded, first_decided)))
    for at, with_sales in lead.mql_words:
        if at != first_recorded:
            why = "merge" if with_sales and lead.record.records > 1 else "re_entry"
            ledger.add("bridge", (lead.lead, at, None, why))


def _why(ledger: Ledger, lead: Lead, recorded: int | None, decided: int | None) -> str:
    if recorded is not None and decided is not None:
        own = ledger.zone
        dated = own.day(recorded) != own.day(recorded + 1)  # a day without time, which no zone can move
        return "both" if dated or own.month(recorded) == zone("Etc/UTC").month(recorded) else "time_zone"
    return "bot" if decided is None and lead.bots else "definition"
