"""What a report is made of: a diagnosis, the measures beside it, and the stamps of charter and data."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.analytics.measure import Answer
from tandem.diagnosis.diagnose import Diagnosis


@dataclass(frozen=True, slots=True)
class Stamp:
    """The charter and the data that every number of a report stands on; times as ISO 8601 UTC."""

    company: str
    charter_name: str
    charter_version: str
    charter_sha256: str
    since: str
    through: str
    events: int
    data_sha256: str
    product_version: str


@dataclass(frozen=True, slots=True)
class Part:
    """One measure in a report: its name, its slice, its answer, and the age in days at which a cohort is mature."""

    name: str
    title: str
    means: str
    by: str
    answer: Answer
    within_days: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """One report. The words differ by reader (sales | marketing | executives), the numbers do not."""

    stamp: Stamp
    diagnosis: Diagnosis
    parts: tuple[Part, ...]
