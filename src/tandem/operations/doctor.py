"""`tandem doctor`: what can be judged with the data at hand, and what would change the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tandem.connectors.feeds import GIVES
from tandem.diagnosis.feeds import FIRST_STATUS, feed_counts
from tandem.timeline.feeds import FEEDS

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter
    from tandem.operations.workspace import Workspace
    from tandem.store.lens import DuckLens

Row = dict[str, str | bool]


class Need(NamedTuple):
    """What one measure or sign stands on. `kind`: measure | sign."""

    kind: str
    name: str
    feeds: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    """Of these, one is enough."""

    def missing(self, counts: Mapping[str, int]) -> list[str]:
        """The feeds that are not there, in order."""
        lacking = [feed for feed in self.feeds if not _held(feed, self.kind, counts)]
        enough = not self.any_of or any(counts.get(feed) for feed in self.any_of)
        return lacking if enough else [*lacking, *self.any_of]


def needs() -> list[Need]:
    """Every measure and sign with its feeds, in the order of the registries."""
    from tandem.analytics.registry import MEASURES
    from tandem.diagnosis.registry import SIGNS

    measures = [Need("measure", name, measure.needs) for name, measure in MEASURES.items()]
    return measures + [Need("sign", name, sign.needs, sign.any_of) for name, sign in SIGNS.items()]


def diagnose_needs(needed: Iterable[Need], counts: Mapping[str, int], tools: Iterable[str]) -> list[Row]:
    """One row per measure and sign: judgeable or not, the missing feeds, and what would bring them.

    `tools` are those that the workspace holds exports of; their way to a feed is told first, else every tool's.
    """
    known = tuple(tools)
    rows: list[Row] = []
    for need in needed:
        missing = need.missing(counts)
        rows.append(
            {
                "kind": need.kind,
                "name": need.name,
                "judgeable": not missing,
                "missing": ", ".join(missing),
                "would_change_it": " ".join(remedy(feed, known) for feed in missing),
            }
        )
    return rows


def _held(feed: str, kind: str, counts: Mapping[str, int]) -> bool:
    first = counts.get(FIRST_STATUS, 0) if (feed, kind) == ("lead_status_history", "measure") else 0
    return bool(counts.get(feed, 0) + first)


def remedy(feed: str, tools: Iterable[str]) -> str:
    """One sentence per tool that can give a feed: the setting, query or list that switches it on."""
    able = [tool for tool, given in GIVES if given == feed]
    own = [tool for tool in able if tool in {*tools, "charter"}] or able
    ways = "; ".join(f"{tool}: {GIVES[tool, feed].switch_on}" for tool in own)
    return f"{feed} ({FEEDS[feed]}): {ways}."


def gaps(measure: str, setting: Setting) -> tuple[str, ...]:
    """A sentence when the data lack a feed that a measure stands on; what rests on it reads as none, not as nought."""
    counts = feed_counts(setting.lens, setting.charter)
    missing = next(need for need in needs() if (need.kind, need.name) == ("measure", measure)).missing(counts)
    if not missing:
        return ()
    names = ", ".join(feed.replace("_", " ") for feed in missing)
    return (f"The data hold no {names}: what rests on that is not known. tandem doctor tells what would change it.",)


def examine(workspace: Workspace) -> list[Row]:
    """What the workspace's data can and cannot answer. The lens must be fresh.

    Rows: kind (measure | sign), name, judgeable, missing, would_change_it; the ones that cannot be judged first.
    """
    lens = _lens(workspace)
    rows = diagnose_needs(needs(), feed_counts(lens, _charter(workspace)), _tools(lens))
    return sorted(rows, key=lambda row: bool(row["judgeable"]))


def advice(workspace: Workspace) -> list[str]:
    """One sentence per missing feed that something needs: what it is, and what brings it."""
    lens = _lens(workspace)
    counts, tools = feed_counts(lens, _charter(workspace)), _tools(lens)
    missing = {feed for need in needs() for feed in need.missing(counts)}
    return [remedy(feed, tools) for feed in FEEDS if feed in missing]


def _lens(workspace: Workspace) -> DuckLens:
    from tandem.store.lens import DuckLens

    base = workspace.lens / "base"
    return DuckLens.of_folders(base) if base.is_dir() else DuckLens()


def _tools(lens: DuckLens) -> list[str]:
    """The connectors that the workspace holds exports of."""
    tools = {str(row["tool"]) for row in lens.run("select distinct tool from file").to_pylist()}
    return sorted({tool if (tool, "people") in GIVES else "table" for tool in tools})


def _charter(workspace: Workspace) -> Charter | None:
    """The charter that decides, None when it cannot be read: what it would give then counts as missing."""
    from tandem.operations.in_force import known_charters

    with workspace.open_book() as book:
        return next(reversed(known_charters(workspace, book)), None)


def needs_table() -> str:
    """A Markdown table for the docs: feeds by rows, measures and signs that need them, and each tool's objects."""
    users: dict[str, list[str]] = {feed: [] for feed in FEEDS}
    for need in needs():
        for feed in (*need.feeds, *need.any_of):
            users[feed].append(f"`{need.name}`")
    tools = sorted({tool for tool, _ in GIVES} - {"charter"})
    lines = [f"| feed | needed by | {' | '.join(tools)} |", "|---" * (len(tools) + 2) + "|"]
    for feed in FEEDS:
        cells = [GIVES[tool, feed].objects if (tool, feed) in GIVES else "–" for tool in tools]
        if ("charter", feed) in GIVES:
            cells = [GIVES["charter", feed].objects] * len(tools)
        lines.append(f"| {feed} | {', '.join(users[feed]) or '–'} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
