"""A made-up lead in plain words: a name, and only those facts that matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from tandem.charter.fields import BANT, EVENT_FIELDS
from tandem.charter.model import Charter, Duration, FieldType


class Person(NamedTuple):
    """A made-up lead's name and pronouns."""

    name: str
    she: str
    her: str


PEOPLE: Final = tuple(
    Person(name, *pronouns)
    for name, pronouns in zip(
        ("Eva", "Jonas", "Amira", "Pavel", "Lucía", "Tariq", "Ingrid", "Kofi"),
        (("she", "her"), ("he", "his")) * 4,
        strict=True,
    )
)
TEAMS: Final = {"marketing": "Marketing", "sales": "Sales"}
MESSAGES: Final = {
    "nurture": "a nurture mail", "newsletter": "the newsletter", "operational": "an operational message",
    "event": "an invitation to an event", "sales": "a sales message",
}  # fmt: skip
_EVENTS: Final = {
    "form.submitted": "sends a form", "page.viewed": "views a page", "campaign.responded": "responds to a campaign",
    "email.clicked": "clicks a link in a mail", "email.replied": "answers a mail",
    "meeting.held": "has a meeting with us",
    "opportunity.opened": "becomes part of a new deal", "opportunity.closed": "sees the deal closed",
    "sales.accepted": "is accepted by sales", "sales.returned": "is given back by sales",
    "sales.disposed": "is closed by sales",
}  # fmt: skip
_TRUTHS: Final = {
    "hand_raise": ("has just asked to talk to sales", "has not asked to talk to sales"),
    "free_mail": ("writes from a free mail address", "writes from a company's mail address"),
    "has_owner": ("has an owner in sales", "has no owner in sales"),
    "sequence_active": ("is in a salesperson's mail sequence", "is in no mail sequence"),
    "account_has_open_deal": ("works at a company with an open deal", "works at a company without an open deal"),
    "account_owner_known": ("works at a company whose owner is known", "works at a company that nobody owns"),
}
_WORDS: Final[Mapping[tuple[str, str | None], str]] = {
    ("consent", "given"): "agreed to get mail", ("consent", "withdrawn"): "opted out of mail",
    ("consent", None): "never said whether mail is welcome", ("nurture_track", None): "is in no nurture track",
    ("days_since_two_way", None): "never talked with us",
    **{("account_kind", kind): f"works at a {kind}" for kind in ("prospect", "customer", "partner", "competitor")},
    ("account_kind", None): "works at a company of unknown kind",
}  # fmt: skip
_COMPANY: Final = "works at a company "
_POSTS: Final = {
    "individual": "an individual contributor", "vp": "a vice president", "c_level": "a C-level executive",
    "manager": "a manager", "director": "a director",
}  # fmt: skip


def person(number: int) -> Person:
    """The made-up lead of the *n*th failure."""
    return PEOPLE[number % len(PEOPLE)]


def portrait(
    who: Person, fields: Mapping[str, FieldType], values: Mapping[str, object], told: Iterable[str], also: str = ""
) -> str:
    """ "Eva is a director, works at a company of 200 people and stands in `mql`." `also`: one more phrase, first."""
    order = {name: number for number, name in enumerate(fields)}
    names = sorted(set(told) - set(EVENT_FIELDS), key=lambda n: (n not in ("seniority", "employees"), -order.get(n, 0)))
    phrases = [also] if also else []
    phrases += _of_company([phrase(fields[name], values.get(name)) for name in names])
    return f"{who.name} {listed(phrases) or 'is any lead'}."


def _of_company(phrases: list[str]) -> list[str]:
    """What is told of one company stands together: "works at a company of 200 people and with an open deal"."""
    told = [phrase.removeprefix(_COMPANY) for phrase in phrases if phrase.startswith(_COMPANY)]
    rest = [phrase for phrase in phrases if not phrase.startswith(_COMPANY)]
    return [_COMPANY + listed(told), *rest] if told else rest


def phrase(field: FieldType, value: object) -> str:
    """One fact as what a person is or has: "works at a company of 200 people"."""
    name, plain = field.name, field.name.replace("_", " ")
    key = (name, None if value is None else str(value))
    if key in _WORDS:
        return _WORDS[key]
    if name in _TRUTHS and isinstance(value, bool):
        return _TRUTHS[name][not value]
    if name == "stage":
        return f"stands in `{value}`"
    if name in ("days_in_stage", "days_since_two_way"):
        days = "1 day" if value == 1 else f"{value} days"
        return f"has been in that stage for {days}" if name == "days_in_stage" else f"last talked with us {days} ago"
    if name in ("fit", "activity"):
        return f"has {'a fit' if name == 'fit' else 'an activity'} of {value} points"
    if name in BANT:
        return f"has said {value} to our question of {plain}" if value else f"has not told us about {plain}"
    if name == "nurture_track":
        return f"is in the nurture track `{value}`"
    return _own(field, plain, value)


def _own(field: FieldType, plain: str, value: object) -> str:
    """A field that the charter declares, or one that is told by its name."""
    company = _COMPANY if field.of == "account" else ""
    if field.name == "employees":
        return f"works at a company of {_people(value)}" if value is not None else "works at a company of unknown size"
    if field.name == "seniority" and isinstance(value, str) and value in _POSTS:
        return f"is {_POSTS[value]}"
    plain = plain.removeprefix("account ") if company else plain
    if value is None:
        return f"{company}whose {plain} nobody knows" if company else f"has a {plain} that nobody knows"
    if isinstance(value, bool):
        return (
            f"{company}{'with' if value else 'without'} {plain}" if company else f"is {'' if value else 'not '}{plain}"
        )
    shown = f"{value}" if isinstance(value, int | float | date) else f"'{value}'"
    return f"{company}with the {plain} {shown}" if company else f"has the {plain} {shown}"


def happening(kind: str, values: Mapping[str, object], told: Iterable[str]) -> str:
    """ "sends a form (form 'demo')": an event and those of its facts that matter."""
    facts = [f"{name} '{values[name]}'" for name in sorted(told) if name in EVENT_FIELDS and values.get(name)]
    does = _EVENTS.get(kind, f"does {kind}" if kind else "does nothing")
    return f"{does} ({', '.join(facts)})" if facts else does


def listed(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c"."""
    found = list(words)
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


def counted(number: int, what: str) -> str:
    """ "1 route", "2 routes"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def quoted(words: Iterable[str], last: str = "and") -> str:
    """ "`a`, `b` and `c`"."""
    return listed([f"`{word}`" for word in words], last)


def span(duration: Duration) -> str:
    """ "2 business days"."""
    unit = duration.unit.removesuffix("s") if duration.count == 1 else duration.unit
    return f"{duration.count:g} business {unit}" if duration.business else f"{duration.count:g} {unit}"


def stage_kind(charter: Charter, stage: str) -> str:
    """ "the stage `mql` (Worth a first call.)": a stage with what it means."""
    entry = next((term for word, term in charter.glossary.items() if word.casefold() == stage), None)
    return f"the stage `{stage}`" + (f" ({entry.means.rstrip('.')})" if entry else "")


def _people(value: object) -> str:
    return "1 person" if value == 1 else f"{value:,} people" if isinstance(value, int | float) else "unknown size"
