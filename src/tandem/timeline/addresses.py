"""What an e-mail address, a domain or a company's name says about where a person works.

Registrable domains come from the Public Suffix List's snapshot inside `tldextract`; nothing is fetched or cached.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

import tldextract

from tandem.timeline.free_mail import FREE_MAIL

_ROLES: Final = """
    abuse accounting accounts admin administration billing bookings careers compliance contact contacto customercare
    customerservice enquiries enquiry events facturen feedback finance frontdesk general hallo hello help helpdesk hi
    hola hostmaster hr info informatie information inquiries invoice invoices it jobs kontakt legal mail mailer-daemon
    marketing media news newsletter no-reply noreply office orders post postmaster praktijk press privacy procurement
    purchasing reception receptie recruitment registration reservations root sales secretariat security service
    shipping shop spam subscribe support team tech unsubscribe verkauf verkoop vertrieb webmaster welcome
"""
ROLES: Final = frozenset(_ROLES.split())
"""Local parts that belong to a task, not to a person (the first dozen: RFC 2142)."""

_LEGAL_FORMS: Final = """
    ab ag as asa aps bv bvba co company corp corporation cv doo ead eirl ek eood eu gbr gmbh group holding holdings inc
    incorporated kft kg kgaa limited llc llp lp ltd ltda mbh nv oy oyj plc pte pty sa sarl sas sasu se sl slu spa spol
    srl sro ug vof zoo
"""
LEGAL_FORMS: Final = frozenset(_LEGAL_FORMS.split())

_SITES: Final = """
    blogspot.com etsy.com facebook.com github.io godaddysites.com instagram.com jimdo.com jimdofree.com linkedin.com
    linktr.ee medium.com myshopify.com pinterest.com shopify.com squarespace.com tiktok.com twitter.com webflow.io
    weebly.com wix.com wixsite.com wordpress.com x.com xing.com youtube.com
"""
SHARED_SITES: Final = frozenset(_SITES.split())
"""Sites that host many companies' pages: as a company's web site they say nothing."""


@cache
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=200_000)
def registrable_domain(text: str) -> str:
    """The domain that a company registers: "https://www.shop.acme.co.uk/x" → "acme.co.uk"; '' when there is none.

    A suffix that the list does not know counts as one label (the list's own default rule).
    """
    parts = _suffixes()(text.strip().lower().rstrip("."))
    if parts.suffix:
        return f"{parts.domain}.{parts.suffix}" if parts.domain else ""
    labels = [label for label in (*parts.subdomain.split("."), parts.domain) if label]
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    return ".".join(labels[-2:])


def split_address(address: str) -> tuple[str, str]:
    """An e-mail address → (local part, registrable domain), lower case; ('', '') when it is none."""
    local, at, host = address.strip().lower().rpartition("@")
    domain = registrable_domain(host) if at and local else ""
    return (local, domain) if domain else ("", "")


def is_free_mail(domain: str) -> bool:
    """Whether a registrable domain is a provider of personal mail."""
    return domain in FREE_MAIL


def is_role_address(address: str) -> bool:
    """Whether an address belongs to a task ("info@…"), not to a person."""
    local, _ = split_address(address)
    return local.split("+")[0] in ROLES


def company_domain(address: str) -> str:
    """The registrable domain of an address or a web site when it says a company, else ''."""
    domain = split_address(address)[1] if "@" in address else registrable_domain(address)
    return "" if is_free_mail(domain) or domain in SHARED_SITES else domain


def plain_name(text: str) -> str:
    """A name folded for comparing: no accents, no case, no punctuation, single blanks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    bare = bare.casefold().replace(".", "").replace("'", "")
    return " ".join(re.findall(r"\w+", bare.replace("&", " and ").replace("_", " ")))


def company_name(text: str) -> str:
    """A company's name folded for comparing: `plain_name` without the legal forms at its end."""
    words = plain_name(text).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)
