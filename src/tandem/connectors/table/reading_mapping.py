"""Reads a mapping file; every fault at its line and column, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tandem.charter.suggestion import did_you_mean
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.times import ORDERS, Times
from tandem.connectors.table import mapping as m
from tandem.connectors.table.template import Template
from tandem.vocabulary import ENTITY_KINDS, EVENT_KINDS, LINK_KINDS, Fault, TandemError
from tandem.zones import UnknownZone, zone_info

MOST_BYTES: Final = 1 << 20


class MappingFaults(TandemError):
    """A mapping file cannot be used; all its faults are told."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


def read_mapping(path: Path) -> m.TableMapping:
    """The mapping of a file. Raises `MappingFaults`."""
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise MappingFaults(
            [Fault(path.name, 0, 0, f"is larger than {MOST_BYTES:,} bytes; a mapping is a small file.")]
        )
    mapping, faults = parse_mapping(data.decode("utf-8-sig", "replace"), path.name)
    if faults or mapping is None:
        raise MappingFaults(faults)
    return mapping


def parse_mapping(text: str, file: str) -> tuple[m.TableMapping | None, list[Fault]]:
    """The mapping of a text, or all its faults."""
    reader = _Reader(file)
    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = False
    try:
        tree = yaml.load(text)
    except MarkedYAMLError as why:
        mark = why.problem_mark or why.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return None, [Fault(file, line, column, f"is no YAML: {why.problem or why.context}.")]
    except (YAMLError, ValueError, TypeError, RecursionError) as why:
        return None, [Fault(file, 0, 0, f"is no YAML: {str(why).splitlines()[0]}.")]
    if not isinstance(tree, CommentedMap):
        return None, [Fault(file, 0, 0, "is empty.", "Begin with: tool: NAME")]
    mapping = reader.mapping(tree)
    return (None if reader.faults else mapping), reader.faults


class _Reader:
    """Walks the tree and collects faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, place: tuple[int, int], message: str, mend: str = "") -> None:
        self.faults.append(Fault(self.file, *place, message, mend))

    def mapping(self, tree: CommentedMap) -> m.TableMapping:
        self.known(tree, m.TOP_KEYS, "a mapping")
        tool = self.word(tree, "tool")
        if not tool or not tool.replace("_", "").replace("-", "").isalnum():
            self.fault(
                _place(tree, "tool"), "tool must name the source in letters, digits, - and _.", "Write: tool: olist"
            )
        shared = self.settings(tree)
        files = tree.get("files")
        if not isinstance(files, CommentedMap) or not files:
            self.fault(_place(tree, "files"), "files must name at least one file.", 'Write: files: {"leads*.csv": …}')
            files = CommentedMap()
        return m.TableMapping(tool, tuple(self.file_rule(files, name, shared) for name in files))

    def settings(self, node: CommentedMap) -> dict[str, Any]:
        """time_zone, currency, date_order, exported_at and decimal where they are said."""
        found: dict[str, Any] = {}
        for name in ("time_zone", "currency", "date_order", "decimal"):
            if name in node:
                found[name] = self.word(node, name)
        if "time_zone" in found:
            try:
                zone_info(found["time_zone"])
            except UnknownZone as why:
                self.fault(_place(node, "time_zone"), str(why))
                found.pop("time_zone")
        code = found.get("currency", "EUR")
        if len(code) != 3 or not code.isalpha() or not code.isupper():
            self.fault(
                _place(node, "currency"), f"currency must be an ISO 4217 code, not '{code}'.", "Write one like EUR."
            )
        self.one_of(node, "date_order", found.get("date_order"), ORDERS)
        self.one_of(node, "decimal", found.get("decimal"), (".", ","))
        if "exported_at" in node:
            try:
                found["exported_at"] = Times(found.get("time_zone", "UTC")).read(str(node["exported_at"])).at
            except BadCell as why:
                self.fault(_place(node, "exported_at"), f"exported_at {why}")
        return found

    def file_rule(self, files: CommentedMap, pattern: Any, shared: Mapping[str, Any]) -> m.FileRule:
        node, place = files[pattern], _place(files, pattern)
        if not isinstance(node, CommentedMap):
            self.fault(place, f"{pattern} must say what the file holds.", "Or write: {ignore: why not}")
            return m.FileRule(str(pattern), place[0], "")
        self.known(node, m.FILE_KEYS, f"file {pattern}")
        rows = self.word(node, "rows") or "records"
        self.one_of(node, "rows", rows, m.ROWS)
        rule = m.FileRule(
            pattern=str(pattern),
            line=place[0],
            object=self.word(node, "object") or str(pattern).split(".")[0].strip("*"),
            key=self.template(node, "key") if "key" in node else None,
            mutable=rows == "records",
            ignore=self.word(node, "ignore"),
            replace=self.replacements(node),
            entities=tuple(rule for kind in ENTITY_KINDS for rule in self.entities(node, kind)),
            events=tuple(self.event(one) for one in self.items(node, "events")),
            links=tuple(self.link(one) for one in self.items(node, "links")),
            **{**shared, **self.settings(node)},
        )
        if not (rule.ignore or rule.entities or rule.events or rule.links):
            mend = f"Add {', '.join(ENTITY_KINDS)}, events or links, or ignore: why."
            self.fault(place, f"{pattern} makes nothing of its rows.", mend)
        return rule

    def entities(self, node: CommentedMap, kind: str) -> list[m.EntityRule]:
        return [self.entity(one, kind) for one in self.items(node, kind)]

    def entity(self, node: CommentedMap, kind: str) -> m.EntityRule:
        if "key" not in node:
            self.fault(_place(node), f"{kind} needs a key.", 'Write: key: "{column}"')
        attributes = {
            str(name): self.template(node, name)
            for name in node
            if name not in m.ENTITY_WORDS or name in ("email", "domain")
        }
        personal = {}
        if "personal" in node and self.is_map(node, "personal"):
            self.known(node["personal"], m.PERSONAL, "personal")
            personal = {str(name): self.template(node["personal"], name) for name in node["personal"]}
        if kind == "person":
            personal |= {name: attributes.pop(name) for name in m.PERSONAL if name in attributes}
        return m.EntityRule(
            kind,
            self.template(node, "key"),
            attributes,
            personal,
            self.template(node, "works_at") if "works_at" in node else None,
            self.when(node),
        )

    def event(self, node: CommentedMap) -> m.EventRule:
        self.known(node, m.EVENT_KEYS, "an event")
        kind = self.word(node, "kind")
        self.one_of(node, "kind", kind, tuple(EVENT_KINDS))
        if "at" not in node:
            self.fault(_place(node), "an event needs its time.", 'Write: at: "{column}"')
        values = {str(name): self.template(node, name) for name in node if name not in ("kind", "when")}
        return m.EventRule(kind, values, self.when(node))

    def link(self, node: CommentedMap) -> m.LinkRule:
        self.known(node, m.LINK_KEYS, "a link")
        kind = self.word(node, "kind")
        self.one_of(node, "kind", kind, tuple(LINK_KINDS))
        for side in ("left", "right"):
            text = str(node.get(side, ""))
            if text.split(":")[0] not in (*ENTITY_KINDS, "email", "domain") and text.count(":") < 2:
                mend = f'Write one of {", ".join(ENTITY_KINDS)}, email, domain, then `:` and the key: "person:{{id}}"'
                self.fault(_place(node, side), f"{side} of a link must say whose key it is, not '{text}'.", mend)
        optional = {name: self.template(node, name) if name in node else None for name in ("at", "value")}
        return m.LinkRule(
            kind, self.template(node, "left"), self.template(node, "right"), when=self.when(node), **optional
        )

    def when(self, node: CommentedMap) -> dict[str, frozenset[str]]:
        if "when" not in node or not self.is_map(node, "when"):
            return {}
        found = {}
        for column, wanted in node["when"].items():
            texts = wanted if isinstance(wanted, CommentedSeq) else [wanted]
            found[str(column)] = frozenset(_plain(text) for text in texts)
        return found

    def replacements(self, node: CommentedMap) -> dict[str, dict[str, str]]:
        if "replace" not in node or not self.is_map(node, "replace"):
            return {}
        found: dict[str, dict[str, str]] = {}
        for column, words in node["replace"].items():
            if not isinstance(words, CommentedMap):
                mend = f"Write: {column}: {{old: new}}"
                self.fault(_place(node["replace"], column), f"replace of {column} must pair old and new values.", mend)
                continue
            found[str(column)] = {_plain(old): _plain(new) for old, new in words.items()}
        return found

    def template(self, node: CommentedMap, name: Any) -> Template:
        value, place = node.get(name, ""), _place(node, name)
        if isinstance(value, CommentedMap):
            self.known(value, ("from", "words", "otherwise"), str(name))
            words = value.get("words") if isinstance(value.get("words"), CommentedMap) else {}
            made = Template(
                _plain(value.get("from", "")),
                *place,
                {_plain(old): _plain(new) for old, new in words.items()},
                _plain(value["otherwise"]) if "otherwise" in value else None,
            )
        elif isinstance(value, CommentedSeq):
            self.fault(place, f"{name} must be one text.", 'Join columns like "{a}/{b}".')
            return Template("", *place)
        else:
            made = Template(_plain(value), *place)
        if not made.balanced:
            self.fault(
                place, f"{name} has a brace without its column or its partner: '{made.text}'.", 'Write "{column}".'
            )
        return made

    def items(self, node: CommentedMap, name: str) -> list[CommentedMap]:
        value = node.get(name)
        found = list(value) if isinstance(value, CommentedSeq) else [] if value is None else [value]
        wrong = [one for one in found if not isinstance(one, CommentedMap)]
        if wrong:
            self.fault(_place(node, name), f"{name} must be a block of keys, not '{wrong[0]}'.")
        return [one for one in found if isinstance(one, CommentedMap)]

    def is_map(self, node: CommentedMap, name: str) -> bool:
        if isinstance(node[name], CommentedMap):
            return True
        self.fault(_place(node, name), f"{name} must be a block of keys, not '{node[name]}'.")
        return False

    def word(self, node: CommentedMap, name: str) -> str:
        value = node.get(name, "")
        if isinstance(value, CommentedMap | CommentedSeq):
            self.fault(_place(node, name), f"{name} must be one word.")
            return ""
        return _plain(value)

    def known(self, node: CommentedMap, keys: Iterable[str], what: str) -> None:
        keys = tuple(keys)
        for name in node:
            if name not in keys:
                self.fault(_place(node, name), f"{what} has no key '{name}'.", did_you_mean(str(name), keys, "'"))

    def one_of(self, node: CommentedMap, name: str, value: str | None, words: tuple[str, ...]) -> None:
        if value is not None and value not in words:
            self.fault(_place(node, name), f"{name} cannot be '{value}'.", did_you_mean(value, words, "'"))


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _place(node: CommentedMap, name: Any = None) -> tuple[int, int]:
    """Line and column of a key's value, of the key, or of the block."""
    positions: Callable[..., Any]
    for positions in (node.lc.value, node.lc.key):
        try:
            line, column = positions(name)
        except (KeyError, TypeError, AttributeError):
            continue
        return line + 1, column + 1
    return (node.lc.line or 0) + 1, (node.lc.col or 0) + 1
