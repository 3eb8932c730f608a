"""The docs say what the code does: generated pages are fresh, and every name has its heading."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
_spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
assert _spec and _spec.loader
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("page", sorted(generate.PAGES))
def test_the_generated_reference_is_fresh(page: str) -> None:
    written = (DOCS / "reference" / page).read_text(encoding="utf-8")
    assert written == generate.PAGES[page](), "run: make docs"


def test_every_charter_key_is_documented() -> None:
    import io

    from ruamel.yaml import YAML

    text = (ROOT / "src/tandem/example/charter.yaml").read_text(encoding="utf-8")
    keys = YAML(typ="safe").load(io.StringIO(text)).keys()
    headings = set(re.findall(r"^#+ `?([a-z_]+)`?", (DOCS / "reference/charter.md").read_text("utf-8"), re.M))
    assert not set(keys) - headings


def test_every_sign_is_explained_in_the_guide() -> None:
    from tandem.diagnosis.registry import SIGNS

    headings = set(re.findall(r"^#+ `?([a-z_]+)`?", (DOCS / "guides/signs.md").read_text("utf-8"), re.M))
    assert not set(SIGNS) - headings


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_decisions_are_short() -> None:
    for entry in re.split(r"^## ", (DOCS / "decisions.md").read_text(encoding="utf-8"), flags=re.M)[1:]:
        assert len([line for line in entry.splitlines()[1:] if line.strip()]) <= 5, entry.splitlines()[0]
