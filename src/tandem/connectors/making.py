"""Small builders that many objects share: attributes, references, addresses, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from tandem.connectors.sheet import Cells, Sheet, micros
from tandem.timeline.records import Entity, Fact, Link, Ref

Attributes = Callable[[Cells], dict[str, str]]

_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")
_NAMED_SEGMENT: Final = re.compile(r"[^/]*(?:@|%40)[^/]*")

QUALIFICATION: Final = ("budget", "authority", "need", "timing", "return_reason", "disposal_reason")
"""Attributes whose columns every company names in its own way."""


def attributes(sheet: Sheet, texts: Iterable[str], times: Iterable[str] = (), flags: Iterable[str] = ()) -> Attributes:
    """Attributes from the columns that the file has; an empty cell is '', an absent column says nothing.

    Columns that the charter names as the company's own fields come under their own names, and those of
    qualification under these too: a crosswalk may name either.
    """
    read_texts = [(name, sheet.text(name)) for name in texts if name in sheet]
    read_times = [(name, sheet.time(name)) for name in times if name in sheet]
    read_flags = [(name, sheet.flag(name)) for name in flags if name in sheet]
    own = sheet.own_fields + tuple(
        (index, header)
        for name in QUALIFICATION
        if name in sheet and (header := sheet.columns.header[index := sheet.columns.index[name]]).casefold() != name
    )

    def read(cells: Cells) -> dict[str, str]:
        found = {name: cell(cells) for name, cell in read_texts}
        for name, time in read_times:
            found[name] = micros(time(cells))
        for name, flag in read_flags:
            found[name] = "true" if flag(cells) else "false"
        for index, name in own:
            found[name] = cells[index].strip()
        return found

    return read


def personal(sheet: Sheet, names: Iterable[str]) -> Attributes:
    """What identifies a person, from the columns that the file has and where it is filled."""
    read = [(name, sheet.text(name)) for name in names if name in sheet]
    return lambda cells: {name: text for name, cell in read if (text := cell(cells))}


def consent(sheet: Sheet, *columns: str) -> Callable[[Cells], dict[str, str]]:
    """`consent`: withdrawn where one of the opt-out columns says so; nothing when the file has none of them."""
    flags = [sheet.flag(name) for name in columns if name in sheet]
    if not flags:
        return lambda cells: {}
    return lambda cells: {"consent": "withdrawn" if any(flag(cells) for flag in flags) else ""}


def email_links(person: Ref, *texts: str) -> list[Fact]:
    """A link per address; several in one cell are split at `;` and `,`."""
    found = dict.fromkeys(address for text in texts for address in addresses(text))
    return [Link("email", person, f"email:{address}") for address in found]


def addresses(text: str) -> list[str]:
    """The addresses of a cell, folded to lower case. What is none ("n/a", "-") names nobody, and so joins nobody."""
    if "@" not in text:
        return []
    if ";" in text or "," in text:
        return [part.strip().lower() for part in text.replace(",", ";").split(";") if _ADDRESS.fullmatch(part.strip())]
    return [text.strip().lower()] if _ADDRESS.fullmatch(text.strip()) else []


def ids(text: str) -> list[str]:
    """The ids of a cell: HubSpot joins several by `;`."""
    return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()] if text else []


def domain_of(text: str) -> str:
    """A web address's or domain's host in lower case, without `www.`."""
    text = text.strip().lower()
    if not text:
        return ""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def path_of(url: str) -> str:
    """A URL's path in lower case, without host, query and fragment; a segment that holds an address becomes `*`."""
    if not url:
        return ""
    rest = url.partition("://")[2] if "://" in url else url if url.startswith("/") else f"x/{url}"
    if "://" in url or not url.startswith("/"):
        slash = rest.find("/")
        rest = rest[slash:] if slash >= 0 else "/"
    path = rest.partition("?")[0].partition("#")[0].lower() or "/"
    return _NAMED_SEGMENT.sub("*", path) if "@" in path or "%40" in path else path


def gone(kind: str, key: Ref, sheet: Sheet) -> tuple[Entity]:
    """A record that its tool deleted before the export: it is not counted, whatever earlier exports said."""
    return (snapshot(kind, key, sheet, {"deleted": "true"}),)


def snapshot(kind: str, key: Ref, sheet: Sheet, found: dict[str, str], who: dict[str, str] | None = None) -> Entity:
    """An entity as it was when the file was exported."""
    return Entity(kind, key, sheet.context.as_of_micros, found, who or {})
