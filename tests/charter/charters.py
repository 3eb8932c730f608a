"""Charters for tests: the shipped ones, and small ones with a part exchanged."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from tandem.charter.model import Charter
from tandem.charter.reading import read_charter
from tandem.vocabulary import Fault

ROOT = Path(__file__).parent.parent.parent
SHIPPED = {
    "example": ROOT / "src/tandem/example/charter.yaml",
    "starter": ROOT / "src/tandem/charter/starter.yaml",
    "olist": ROOT / "examples/olist/charter.yaml",
    "maven": ROOT / "examples/maven/charter.yaml",
}

SMALL = """\
charter: Small
time_zone: Europe/Amsterdam
currency: EUR
lifecycle:
  stages: [lead, mql, sal, nurture, customer]
"""


def shipped(name: str) -> str:
    """The text of a shipped charter."""
    return SHIPPED[name].read_text(encoding="utf-8")


def example() -> Charter:
    """The example company's charter, as the wheel holds it."""
    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    return reads(text)


def reads(text: str) -> Charter:
    """The charter that a text says; the test fails if it has faults."""
    charter, faults = read_charter(text, "charter.yaml")
    assert charter is not None and not faults, "\n".join(map(str, faults))
    return charter


def faults_of(text: str | bytes) -> list[Fault]:
    """The faults of a text; the test fails if it reads."""
    charter, faults = read_charter(text, "charter.yaml")
    assert charter is None and faults
    return faults


def with_part(part: str) -> str:
    """The small charter and one more part."""
    return SMALL + part
