"""Templates → HTML: what every page of the product has in common."""

from __future__ import annotations

from importlib import resources
from typing import Any


def environment() -> Any:
    """Templates of this folder, escaped, each with the style sheet as `css`."""
    import jinja2

    found = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )
    found.globals["css"] = markup(_template("report.css"))
    return found


def markup(text: str) -> Any:
    """Text that is HTML already."""
    import markupsafe

    return markupsafe.Markup(text)


def _unbroken(value: Any) -> Any:
    """A number never loses its percent sign to the next line."""
    return value.replace(" %", "\u00a0%") if isinstance(value, str) else value


def _template(name: str) -> str:
    return (resources.files("tandem.reports") / "templates" / name).read_text(encoding="utf-8")
