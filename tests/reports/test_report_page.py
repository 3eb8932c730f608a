"""The report: one file without network; the same numbers for each reader; hostile names stay text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.reports.packs import HOSTILE, pack

from tandem.diagnosis.registry import SIGNS
from tandem.reports.page import render
from tandem.reports.wording import MARKS

READERS = ("executives", "marketing", "sales")
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """A page read strictly: every element is closed in order; the elements and the text are kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element, and that it is open."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element closed where it opens."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text, not the style."""
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that a reader sees."""
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module", params=READERS)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(pack(), request.param))


def test_a_page_that_does_not_close_what_it_opens_is_caught() -> None:
    """The control of the reader of pages."""
    with pytest.raises(AssertionError):
        Page("<div><p>open</div>")


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    loading = [
        (tag, name, value)
        for tag, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action", "data", "xlink:href") and not str(value).startswith("#")
    ]
    assert not loading
    assert not {tag for tag, _ in page.elements} & {"script", "iframe", "object", "embed", "link", "base", "form"}
    assert "url(" not in render(pack(), "sales").replace("url(#", "")


def test_a_policy_forbids_scripts_and_connections(page: Page) -> None:
    policy = [
        a["content"] for t, a in page.elements if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policy) == 1
    assert str(policy[0]).startswith("default-src 'none'")
    assert "script-src" not in str(policy[0])


def test_every_sign_has_a_card_and_every_state_a_word_and_a_shape(page: Page) -> None:
    cards = [attributes["id"] for tag, attributes in page.elements if tag == "article"]
    findings = {finding.sign: finding for finding in pack().diagnosis.findings}
    assert sorted(str(card) for card in cards) == sorted(findings)
    for finding in findings.values():
        assert f"{MARKS[finding.state]} {finding.state}" in page.text
        assert SIGNS[finding.sign].title in page.text


def test_every_picture_says_in_words_what_it_shows(page: Page) -> None:
    pictures = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(pictures) >= 3
    assert all(picture.get("role") == "img" and picture.get("aria-label") for picture in pictures)


def test_every_link_leads_somewhere_on_the_page(page: Page) -> None:
    places = {attributes.get("id") for _, attributes in page.elements}
    assert {str(a["href"])[1:] for t, a in page.elements if t == "a"} <= places


def test_the_readers_differ_in_words_and_not_in_numbers() -> None:
    pages = [Page(render(pack(), reader)).text for reader in READERS]
    numbers = [sorted(re.findall(r"\d[\d,.]*", text)) for text in pages]
    assert numbers[0] == numbers[1] == numbers[2]
    assert len(set(pages)) == 3


def test_hostile_names_stay_text() -> None:
    html = render(pack(names=HOSTILE), "executives")
    page = Page(html)
    assert "<script" not in html
    assert not any("onerror" in attributes for _, attributes in page.elements)
    for name in HOSTILE:
        assert name in page.text


def test_the_same_pack_gives_the_same_bytes() -> None:
    assert render(pack(), "sales") == render(pack(), "sales")


def test_too_few_cases_are_said_in_words_and_carry_no_number(page: Page) -> None:
    assert "n = 7, needs 30" in page.text
    card = page.text.split("Sources whose buyers take long")[1].split("Owner")[0]
    assert not re.search(r"counted|95", card)


def test_an_estimate_tells_its_unit_once(page: Page) -> None:
    assert (
        "79.5\u00a0% a year (95\u00a0% interval 47.0\u00a0% to 119.3\u00a0%), n = 547; the bar is 10.0\u00a0%"
        in " ".join(page.words)
    )


def test_a_percent_sign_stays_with_its_number(page: Page) -> None:
    assert not re.search(r"\d %", "".join(page.words))
