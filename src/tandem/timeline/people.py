"""Persons with their accounts and leads, from the tools' records, ties and mail domains."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tandem.timeline.accounts import Accounts, KeyOf, resolve_accounts
from tandem.timeline.addresses import ROLES, is_free_mail, registrable_domain
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
    domains: Mapping[bytes, str],
    key_of: KeyOf,
) -> People:
    """Resolve persons, accounts and leads. `domains`: keyed e-mail address → its clear domain."""
    records = {record.key: record for record in persons}
    given = sorted(set(ties))
    addresses: dict[bytes, list[bytes]] = defaultdict(list)
    stays: dict[bytes, list[Stay]] = defaultdict(list)
    for tie in given:
        if tie.kind == "email":
            addresses[tie.left].append(tie.right)
    identities = resolve(records, given, role_addresses(addresses.values(), domains, key_of))
    companies = resolve_accounts(accounts, given, key_of)
    for tie in given:
        if tie.kind == "works_at" and (person := identities.person_of.get(tie.left)):
            tool = records[tie.left].tool if tie.left in records else ""
            stays[person].append(Stay(tie.at, companies.of_record(tie.right), tool))
    leads: dict[bytes, tuple[Lead, ...]] = {}
    free: set[bytes] = set()
    for person, keys in identities.records_of.items():
        held = sorted((records[key] for key in keys), key=lambda r: (precedence(r.tool), r.key))
        hosts = [domains.get(address, "") for record in held for address in addresses.get(record.key, ())]
        if hosts and all(map(is_free_mail, map(registrable_domain, hosts))):
            free.add(person)
        home = b"" if stays[person] else _home(person, held, hosts, companies)
        leads[person] = leads_of(person, stays[person], home)
    return People(identities, companies, leads, frozenset(free))


def role_addresses(held: Iterable[Iterable[bytes]], domains: Mapping[bytes, str], key_of: KeyOf) -> frozenset[bytes]:
    """The keyed addresses that are a role's (info@, sales@ …). Only one that several records hold can matter.

    Addresses are keyed and cannot be read: each role at each of their domains is keyed and looked for.
    """
    several = {address for address, count in Counter(a for group in held for a in set(group)).items() if count > 1}
    hosts = sorted({domains[address] for address in several if address in domains})
    return frozenset(key for host in hosts for role in ROLES if (key := key_of(f"email:{role}@{host}")) in several)


def _home(person: bytes, held: Sequence[Record], hosts: Sequence[str], companies: Accounts) -> bytes:
    """Where a person works when no tool says it: by mail domain, by the company's written name, else their own."""
    by_domain = (companies.of_domain(host) for host in hosts)
    by_name = (companies.of_name(record.attributes.get("company", "")) for record in held)
    return next((a for a in (*by_domain, *by_name) if a), None) or companies.own(person)
