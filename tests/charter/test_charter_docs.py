"""The charter's reference says what the reader reads, and the reader needs nothing heavy."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.charter.charters import ROOT, reads

from tandem.charter.crosswalk import PURPOSES, VOCABULARIES
from tandem.charter.fields import BUILT_IN, EVENT_FIELDS
from tandem.charter.reading import aims, people, promises, rules
from tandem.charter.reading.charter import OPTIONAL, REQUIRED

REFERENCE = (ROOT / "docs/reference/charter.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/guides/charter.md").read_text(encoding="utf-8")


def test_every_key_has_its_heading_and_every_heading_its_key() -> None:
    headings = set(re.findall(r"^## (.+)$", REFERENCE, re.M))
    assert headings == {*REQUIRED, *OPTIONAL, "Conditions"}


@pytest.mark.parametrize(
    "words",
    [
        VOCABULARIES, PURPOSES, BUILT_IN, EVENT_FIELDS, aims.MEASURES, aims.METRICS, aims.OWNERS, promises.OF,
        promises.UNTIL, promises.STARTS, promises.CARRIES, rules.WAYS, rules.SENDING, rules.ALONE, people.TEAM_KEYS,
        people.MEMBER_KEYS,
    ],
)  # fmt: skip
def test_every_word_that_the_reader_knows_is_explained(words: object) -> None:
    assert not [word for word in words if f"`{word}`" not in REFERENCE]  # type: ignore[attr-defined]


def test_the_guides_small_charter_reads() -> None:
    text = next(block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S) if block.startswith("charter:"))
    crosswalk = next(block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S) if block.startswith("crosswalk:"))
    assert reads(text + crosswalk).crosswalk.words["salesforce"]["lead_status"]["Working - Contacted"] == "sal"


def test_reading_a_charter_loads_no_database_and_no_web_framework() -> None:
    program = "import sys; from tandem.charter.reading import read_charter; read_charter('', 'x'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "sqlglot" in loaded
    assert not {"django", "duckdb", "pyarrow", "numpy", "pandas", "holidays", "rapidfuzz"} & set(loaded)
