"""Time zones from the pinned tzdata package only, whatever the machine has."""

from __future__ import annotations

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tandem.vocabulary import TandemError


class UnknownZone(TandemError):
    """A name that is no IANA time zone."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is no IANA time zone. Write one like Europe/Amsterdam.")


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises `UnknownZone`."""
    parts = name.split("/")
    if not name or any(not part or part.startswith(".") or "\\" in part for part in parts):
        raise UnknownZone(name)
    try:
        with resources.files("tzdata").joinpath("zoneinfo", *parts).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ValueError) as why:
        raise UnknownZone(name) from why
