"""Persons as people and tools know them: the vault's words of their living records, joined only to be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tandem.analytics.measure import Lens
    from tandem.operations.privacy import PersonalData
    from tandem.operations.workspace import Workspace
    from tandem.store.book import Book

REPLACED: Final = "select \"left\" from link where revoked_at = 0 and kind in ('merged', 'converted') and \"left\" in"
"""References that live on as another one."""

CRM: Final = ("salesforce:contact:", "salesforce:lead:")
"""References that a task can be put on, the better first."""


def contacts(
    workspace: Workspace, lens: Lens, persons: Collection[bytes], book: Book
) -> dict[bytes, list[PersonalData]]:  # fmt: skip
    """What the vault holds of each person's living records."""
    from tandem.operations.privacy import names_of

    known = lens.query("operations/records_of_persons", {"persons": sorted(persons)})
    person_of: dict[bytes, Any] = dict(zip(*(known[name].to_pylist() for name in ("ref", "person")), strict=True))
    replaced = {bytes(left) for (left,) in book.database.matching(REPLACED, person_of)}
    told = names_of(workspace, person_of, book)
    found: dict[bytes, list[PersonalData]] = {}
    for ref, person in person_of.items():
        if ref in told and ref not in replaced:
            found.setdefault(person, []).append(told[ref])
    return found


def name(records: Iterable[PersonalData]) -> str:
    """The first name that a record gives; '' = none."""
    return next((record.name for record in records if record.name), "")


def email(records: Iterable[PersonalData]) -> str:
    """The first address that a record gives; '' = none."""
    return next((record.email for record in records if record.email), "")


def crm_id(records: Iterable[PersonalData]) -> str:
    """The CRM's id of the contact, else of the lead; '' = none."""
    return _id(records, CRM)


def hubspot_id(records: Iterable[PersonalData]) -> str:
    """HubSpot's record id; '' = none."""
    return _id(records, ("hubspot:contact:",))


def _id(records: Iterable[PersonalData], kinds: Sequence[str]) -> str:
    refs = sorted(record.ref for record in records)
    return next((ref for kind in kinds for ref in refs if ref.startswith(kind)), "").rpartition(":")[2]
