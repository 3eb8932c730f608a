"""Companies, who works there, and since when."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.timeline.accounts import resolve_accounts
from tandem.timeline.addresses import company_domain, company_name, is_role_address, registrable_domain, split_address
from tandem.timeline.free_mail import FREE_MAIL
from tandem.timeline.keyed import Record, Tie, derived
from tandem.timeline.leads import Stay, lead_at, leads_of, since
from tandem.timeline.people import place

A, B, HOME, ANN = (derived("test", name.encode()) for name in ("a", "b", "home", "ann"))


def key_of(ref: str) -> bytes:
    return derived("test", ref.encode())


def account(name: str, tool: str = "salesforce", **attributes: str) -> Record:
    return Record(key_of(f"{tool}:account:{name}"), tool, {"name": name, **attributes})


def same(*records: Record, ties: tuple[Tie, ...] = ()) -> bool:
    accounts = resolve_accounts(records, ties, key_of)
    return len({accounts.account_of[record.key] for record in records}) == 1


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.shop.acme.co.uk/about?x=1", "acme.co.uk"),
        ("ACME.example", "acme.example"),
        ("mail.acme.example.", "acme.example"),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("", ""),
        ("co.uk", ""),
    ],
)
def test_the_registrable_domain_is_what_a_company_registers(text: str, domain: str) -> None:
    assert registrable_domain(text) == domain


def test_the_list_of_free_mail_holds_registrable_domains_only() -> None:
    assert {domain: registrable_domain(domain) for domain in FREE_MAIL} == {domain: domain for domain in FREE_MAIL}


def test_a_private_or_hosted_domain_says_no_company() -> None:
    assert company_domain("ann@gmail.com") == company_domain("facebook.com/acme") == company_domain("") == ""
    assert company_domain("ann@mail.acme.example") == "acme.example"


def test_an_address_of_a_task_is_told_from_a_persons() -> None:
    assert is_role_address("Info@acme.example") and is_role_address("sales+nl@acme.example")
    assert not is_role_address("infantino@acme.example")
    assert split_address("no address") == ("", "")


def test_names_are_compared_without_legal_form_accents_and_case() -> None:
    assert company_name("Müller & Söhne GmbH") == company_name("MULLER and SOHNE") == "muller and sohne"
    assert company_name("B.V.") == "bv", "a name that is only a legal form stays"


def test_companies_are_one_by_domain_over_tools_and_subdomains() -> None:
    assert same(account("Acme", domain="acme.example"), account("ACME Holding", "hubspot", domain="www.acme.example"))
    assert not same(account("Acme", domain="acme.example"), account("Bolt", "hubspot", domain="bolt.example"))


def test_companies_are_one_by_name_unless_two_domains_contradict() -> None:
    plain = account("Acme BV")
    assert same(plain, account("Acme", "hubspot", domain="acme.example"))
    both = [account("Acme", "hubspot", domain="acme.example"), account("Acme", "marketo", domain="acme.test")]
    accounts = resolve_accounts([plain, *both], [], key_of)
    assert len({accounts.account_of[r.key] for r in [plain, *both]}) == 3
    assert accounts.of_name("ACME") is None, "an ambiguous name places nobody"


def test_a_free_mail_domain_joins_no_companies() -> None:
    ties = tuple(Tie("domain", account(name).key, key_of("domain:gmail.com")) for name in ("Acme", "Bolt"))
    assert not same(account("Acme", domain="gmail.com"), account("Bolt", domain="gmail.com"), ties=ties)
    linked = tuple(Tie("domain", account(name).key, key_of("domain:one.example")) for name in ("Acme", "Bolt"))
    assert same(account("Acme"), account("Bolt"), ties=linked)


def test_a_parent_comes_by_link_or_name_and_never_in_a_circle() -> None:
    top, middle, low = account("Top"), account("Middle", parent="Top"), account("Low")
    accounts = resolve_accounts([top, middle, low], [Tie("parent", low.key, middle.key)], key_of)
    of = {name: accounts.companies[accounts.account_of[account(name).key]] for name in ("Top", "Middle", "Low")}
    assert of["Low"].parent == of["Middle"].account and of["Middle"].parent == of["Top"].account
    circle = [Tie("parent", a.key, b.key) for a, b in ((top, low), (low, middle), (middle, top))]
    accounts = resolve_accounts([top, middle, low], circle, key_of)
    assert sum(company.parent is not None for company in accounts.companies.values()) == 2


@given(st.permutations([account("Acme"), account("Acme", "hubspot", domain="acme.example"), account("Bolt")]))
def test_the_order_of_accounts_never_matters(records) -> None:
    accounts = resolve_accounts(records, [], key_of)
    again = resolve_accounts(sorted(records, key=lambda r: r.key), [], key_of)
    assert (accounts.companies, accounts.account_of, accounts.by_name) == (
        again.companies, again.account_of, again.by_name
    )  # fmt: skip


def person(name: str, tool: str = "hubspot", **attributes: str) -> Record:
    return Record(key_of(f"{tool}:contact:{name}"), tool, attributes)


def test_a_person_belongs_to_the_named_company_then_the_mails_then_the_written_name_then_themselves() -> None:
    acme = account("Acme", domain="acme.example")
    ann, bob, cas, dee, eve = (person(n) for n in ("ann", "bob", "cas", "dee", "eve"))
    cas = person("cas", company="ACME b.v.")
    mail = {n: key_of(f"email:{n}@{d}") for n, d in (("ann", "bolt.example"), ("bob", "eu.acme.example"),
                                                     ("cas", "gmail.com"), ("eve", "new.example"))}  # fmt: skip
    hosts = {mail["ann"]: "bolt.example", mail["bob"]: "eu.acme.example", mail["cas"]: "gmail.com",
             mail["eve"]: "new.example"}  # fmt: skip
    ties = [Tie("email", p.key, mail[n]) for n, p in (("ann", ann), ("bob", bob), ("cas", cas), ("eve", eve))]
    ties.append(Tie("works_at", ann.key, acme.key))
    people = place([ann, bob, cas, dee, eve], [acme], ties, hosts, key_of)
    at = {n: people.leads[people.identities.person_of[p.key]][-1].account
          for n, p in (("ann", ann), ("bob", bob), ("cas", cas), ("dee", dee), ("eve", eve))}  # fmt: skip
    acme_id = people.accounts.account_of[acme.key]
    assert at["ann"] == at["bob"] == at["cas"] == acme_id
    assert at["dee"] == people.identities.person_of[dee.key]
    assert people.accounts.companies[at["eve"]].kind == "domain"
    assert people.free_mail == {people.identities.person_of[cas.key]}


def test_an_info_address_in_two_tools_joins_nobody() -> None:
    for local, persons in (("info", 2), ("ann", 1)):
        address = key_of(f"email:{local}@acme.example")
        records = [person("x"), person("y", "salesforce")]
        ties = [Tie("email", record.key, address) for record in records]
        people = place(records, [], ties, {address: "acme.example"}, key_of)
        assert len(people.identities.records_of) == persons


def test_a_job_change_opens_a_new_lead_and_events_keep_the_one_in_force() -> None:
    leads = leads_of(ANN, [Stay(0, A, "salesforce"), Stay(100, B, "salesforce")], HOME)
    assert [(lead.account, lead.from_at, lead.until_at) for lead in leads] == [(A, None, 100), (B, 100, None)]
    assert [lead_at(leads, at).account for at in (-5, 99, 100)] == [A, A, B]
    assert len({lead.lead for lead in leads}) == 2


def test_the_first_account_holds_backwards_so_that_a_conversion_opens_no_second_lead() -> None:
    (lead,) = leads_of(ANN, [Stay(500, A, "salesforce")], HOME)
    assert (lead.account, lead.from_at, lead.until_at) == (A, None, None)


def test_where_tools_differ_the_account_that_most_of_them_name_wins() -> None:
    stays = [Stay(0, A, "salesforce"), Stay(0, B, "hubspot"), Stay(0, B, "marketo")]
    assert [lead.account for lead in leads_of(ANN, stays, HOME)] == [B]
    assert [lead.account for lead in leads_of(ANN, stays[:2], HOME)] == [A]


@given(st.lists(st.builds(Stay, st.integers(0, 20), st.sampled_from([A, B, HOME]), st.sampled_from(["x", "y"]))))
def test_leads_follow_each_other_without_gap_or_overlap(stays) -> None:
    leads = leads_of(ANN, stays, HOME)
    assert leads[0].from_at is None and leads[-1].until_at is None
    for before, after in pairwise(leads):
        assert before.until_at == after.from_at and before.account != after.account
    assert leads == leads_of(ANN, reversed(stays), HOME)


def test_an_account_that_a_later_export_names_began_with_that_export() -> None:
    assert since([(ANN, A, 0, 10), (ANN, B, 0, 20), (HOME, B, 0, 20), (ANN, A, 7, 30)]) == [0, 20, 0, 7]
