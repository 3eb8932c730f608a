"""Persons with their accounts and leads, from the tools' records, ties and (unsealed) addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tandem.timeline.accounts import Accounts, KeyOf, resolve_accounts
from tandem.timeline.addresses import is_free_mail, is_role_address, split_address
from tandem.timeline.identity import Identities, resolve
from tandem.timeline.keyed import Record, Tie
from tandem.timeline.leads import Lead, Stay, leads_of
from tandem.timeline.precedence import precedence


@dataclass(frozen=True, slots=True)
class People:
    """Everybody: who is who, where they work, since when. `free_mail`: persons all of whose addresses are private."""

    identities: Identities
    accounts: Accounts
    leads: Mapping[bytes, tuple[Lead, ...]]
    free_mail: frozenset[bytes]


def place(
    persons: Iterable[Record],
    accounts: Iterable[Record],
    ties: Iterable[Tie],
    addresses: Mapping[bytes, Sequence[str]],
    key_of: KeyOf,
) -> People:
    """Resolve persons, accounts and leads. `addresses`: person record → its clear e-mail addresses."""
    records = {record.key: record for record in persons}
    given = sorted(set(ties))
    mails = {mail for held in addresses.values() for mail in held}
    roles = {key_of(f"email:{mail.strip().lower()}") for mail in mails if is_role_address(mail)}
    identities = resolve(records, given, roles)
    companies = resolve_accounts(accounts, given, key_of)
    stays: dict[bytes, list[Stay]] = defaultdict(list)
    for tie in given:
        if tie.kind == "works_at" and (person := identities.person_of.get(tie.left)):
            tool = records[tie.left].tool if tie.left in records else ""
            stays[person].append(Stay(tie.at, companies.of_record(tie.right), tool))
    leads: dict[bytes, tuple[Lead, ...]] = {}
    free: set[bytes] = set()
    for person, keys in identities.records_of.items():
        held = sorted((records[key] for key in keys), key=lambda r: (precedence(r.tool), r.key))
        domains = [split_address(mail)[1] for record in held for mail in addresses.get(record.key, ())]
        if domains and all(map(is_free_mail, domains)):
            free.add(person)
        home = b"" if stays[person] else _home(person, held, domains, companies)
        leads[person] = leads_of(person, stays[person], home)
    return People(identities, companies, leads, frozenset(free))


def _home(person: bytes, held: Sequence[Record], domains: Sequence[str], companies: Accounts) -> bytes:
    """Where a person works when no tool says it: by mail domain, by the company's written name, else their own."""
    by_domain = (companies.of_domain(domain) for domain in domains)
    by_name = (companies.of_name(record.attributes.get("company", "")) for record in held)
    return next((a for a in (*by_domain, *by_name) if a), None) or companies.own(person)
