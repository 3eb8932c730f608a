"""The buyer's companies: which records are one company, and who works where.

Records are one company when a tool merged them, when they share a registrable domain, or when they share a
normalised name and no two domains contradict it. A person belongs to the company that a tool names, else to that of
the e-mail's domain (never a free mail domain), else to that of the company's name. A company that only an e-mail or
a name tells of is made; a person without any is their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tandem.timeline.addresses import SHARED_SITES, company_domain, company_name
from tandem.timeline.free_mail import FREE_MAIL
from tandem.timeline.keyed import Record, Tie, components, derived
from tandem.timeline.precedence import precedence

KeyOf = Callable[[str], bytes]
"""Keys a clear reference ("domain:acme.example") as the book does."""


@dataclass(frozen=True, slots=True)
class Company:
    """One account. `kind`: company (a tool has a record) | domain | name (made from one) | person (their own)."""

    account: bytes
    kind: str
    name: str = ""
    domain: str = ""
    parent: bytes | None = None


@dataclass(slots=True)
class Accounts:
    """All companies. `account_of`: record key or domain key → account. Made companies are added as people need them."""

    key_of: KeyOf
    companies: dict[bytes, Company] = field(default_factory=dict)
    account_of: dict[bytes, bytes] = field(default_factory=dict)
    by_name: dict[str, bytes] = field(default_factory=dict)
    ambiguous_names: frozenset[str] = frozenset()
    """Names of several companies with different domains: they join nobody."""

    def of_record(self, key: bytes) -> bytes:
        """The company of a record; one that no export holds is a company without name."""
        return self._made("company", key, Company(b"", "company"))

    def of_domain(self, domain: str) -> bytes | None:
        """The company of a mail domain, made where no tool has one; None for '' and free mail."""
        if not (domain := company_domain(domain)):
            return None
        return self._made("domain", self.key_of(f"domain:{domain}"), Company(b"", "domain", domain=domain))

    def of_name(self, name: str) -> bytes | None:
        """The company of a written name, made where no tool has one; None for '' and for ambiguous names."""
        folded = company_name(name)
        if not folded or folded in self.ambiguous_names:
            return None
        if folded in self.by_name:
            return self.by_name[folded]
        return self._made("name", self.key_of(f"company:{folded}"), Company(b"", "name", folded))

    def own(self, person: bytes) -> bytes:
        """The account of a person without company: the person."""
        return self._made("person", person, Company(b"", "person"))

    def _made(self, kind: str, key: bytes, company: Company) -> bytes:
        if key not in self.account_of:
            account = key if kind == "person" else derived("account", key)
            self.account_of[key] = account
            self.companies[account] = replace(company, account=account)
        return self.account_of[key]


def resolve_accounts(records: Iterable[Record], ties: Iterable[Tie], key_of: KeyOf) -> Accounts:
    """Resolve the companies that tools have records of. An account's id derives from its least record key."""
    known = {record.key: record for record in records}
    given = [t for t in sorted(set(ties)) if t.kind in ("merged", "domain", "parent")]
    clear = {key: company_domain(record.attributes.get("domain", "")) for key, record in known.items()}
    domains = {key: key_of(f"domain:{domain}") for key, domain in clear.items() if domain}
    providers = {key_of(f"domain:{domain}") for domain in FREE_MAIL | SHARED_SITES}
    linked = [(t.left, t.right) for t in given if t.kind == "domain" and t.right not in providers]
    sites = [*domains.items(), *linked]
    merged = [(t.left, t.right) for t in given if t.kind == "merged"]
    by_domain = components([*merged, *sites], known)
    named, ambiguous = _same_names(known, by_domain, {record for record, _ in sites})
    roots = components([*merged, *sites, *named], known)
    accounts = Accounts(key_of, ambiguous_names=ambiguous)
    held: dict[bytes, list[Record]] = defaultdict(list)
    for key in sorted(known):
        held[roots[key]].append(known[key])
    id_of = {root: derived("account", members[0].key) for root, members in held.items()}
    accounts.account_of.update({node: id_of[root] for node, root in roots.items() if root in id_of})
    for root, members in held.items():
        company = _company(id_of[root], members, clear)
        accounts.companies[company.account] = company
        for record in members:
            folded = company_name(record.attributes.get("name", ""))
            if folded and folded not in ambiguous:
                accounts.by_name[folded] = company.account
    _set_parents(accounts, known.values(), given)
    return accounts


def _same_names(
    known: Mapping[bytes, Record], by_domain: Mapping[bytes, bytes], with_site: set[bytes]
) -> tuple[list[tuple[bytes, bytes]], frozenset[str]]:
    """Pairs of records that share a name which no two domains contradict, and the names that are ambiguous."""
    groups: dict[str, list[bytes]] = defaultdict(list)
    for key in sorted(known):
        if folded := company_name(known[key].attributes.get("name", "")):
            groups[folded].append(key)
    with_domain = {by_domain[key] for key in with_site}
    pairs: list[tuple[bytes, bytes]] = []
    ambiguous = set()
    for folded, keys in groups.items():
        if len({by_domain[key] for key in keys} & with_domain) > 1:
            ambiguous.add(folded)
        else:
            pairs += [(keys[0], key) for key in keys[1:]]
    return pairs, frozenset(ambiguous)


def _company(account: bytes, members: list[Record], clear: Mapping[bytes, str]) -> Company:
    """One company from its records: the first known name and domain, in the tools' order."""
    order = sorted(members, key=lambda r: (precedence(r.tool), r.key))
    name = next((n for r in order if (n := r.attributes.get("name", "").strip())), "")
    domain = next((d for r in order if (d := clear[r.key])), "")
    return Company(account, "company", name, domain)


def _set_parents(accounts: Accounts, records: Iterable[Record], ties: Iterable[Tie]) -> None:
    """Parents by link, else by the `parent` attribute's name; a link that would close a circle is left out."""
    wanted: dict[bytes, bytes] = {}
    for tie in ties:
        child, parent = accounts.account_of.get(tie.left), accounts.account_of.get(tie.right)
        if tie.kind == "parent" and child and parent and child != parent:
            wanted.setdefault(child, parent)
    for record in sorted(records, key=lambda r: (precedence(r.tool), r.key)):
        by_name = accounts.by_name.get(company_name(record.attributes.get("parent", "")))
        child = accounts.account_of[record.key]
        if by_name and by_name != child:
            wanted.setdefault(child, by_name)
    for child in sorted(wanted):
        above, seen = wanted[child], {child}
        while above in wanted and above not in seen:
            seen.add(above)
            above = wanted[above]
        if above == child:
            del wanted[child]
    for child, parent in wanted.items():
        accounts.companies[child] = replace(accounts.companies[child], parent=parent)
