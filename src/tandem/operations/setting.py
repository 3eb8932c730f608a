"""From a workspace to what measures and signs read: the lens with one charter's cut, kept fresh."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.operations.answers import CharterStamp, DataStamp
from tandem.operations.charter_file import CharterFaults, NoSuchFile, load_charter
from tandem.operations.in_force import Deciding, deciding, hypothetical
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    import numpy as np

    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter
    from tandem.operations.workspace import Workspace

__all__ = ["Advance", "CharterFaults", "NoSuchFile", "Opened", "load_charter", "open_setting", "stamp_of", "stamps"]

Advance = Callable[[str, int, int | None], None]


class NothingImported(TandemError):
    """The book is empty."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The book of {root} is empty. Import both teams' exports first, "
            "for example: tandem import hubspot FOLDER, then: tandem import salesforce FOLDER"
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A setting, what decides in it, and the stamps that an answer carries."""

    setting: Setting
    agreed: Deciding
    data: DataStamp

    @property
    def charter(self) -> CharterStamp:
        """The charter as the answer names it."""
        return self.agreed.stamp

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know about the charter that decides."""
        return self.agreed.notes


def stamp_of(charter: Charter) -> CharterStamp:
    """A charter that is not adopted, as answers name it."""
    return hypothetical(charter).stamp


def stamps(workspace: Workspace) -> tuple[CharterStamp | None, DataStamp]:
    """Charter and book as they stand, for answers that replay nothing; no charter stamp when it cannot be read."""
    with workspace.open_book() as book:
        digest, events, start, through = book.position()
        try:
            charter = deciding(workspace, book=book).stamp
        except TandemError:
            charter = None
    return charter, DataStamp(_iso(start) if events else "", _iso(through) if events else "", events, digest)


def open_setting(workspace: Workspace, charter_path: Path | None = None, on_progress: Advance | None = None) -> Opened:
    """Bring lens and cut up to date and open them. Raises `CharterFaults`, `NothingImported`, `Tampered`."""
    from tandem.analytics.measure import Setting
    from tandem.operations.build_lens import build_lens
    from tandem.operations.replay import replay
    from tandem.store.lens import DuckLens

    agreed = deciding(workspace, charter_path)
    build_lens(workspace, on_progress=on_progress)
    base = workspace.lens / "base"
    manifest = json.loads((base / "manifest.json").read_text(encoding="utf-8"))
    refuse_nothing(workspace, manifest)
    cut = replay(workspace, agreed, on_progress=on_progress)
    data = DataStamp(manifest["from"], manifest["through"], int(manifest["events"]), manifest["data_sha256"])
    setting = Setting(
        lens=DuckLens.of_folders(base, cut),
        charter=agreed.latest,
        data_from=_moment(data.since),
        data_through=_moment(data.through),
        draw=_generators(agreed.sha256, data.sha256),
    )
    return Opened(setting, agreed, data)


def refuse_nothing(workspace: Workspace, lens: Mapping[str, Any]) -> None:
    """Nothing when the lens with this manifest holds somebody or something that happened. Raises `NothingImported`."""
    if not lens["from"] and not lens.get("relations", {}).get("person"):
        raise NothingImported(workspace.root)


def _generators(charter_sha256: str, data_sha256: str) -> Callable[[str], np.random.Generator]:
    """Generators seeded from the hashes of charter and data and a purpose: the same inputs draw the same numbers."""
    import numpy as np

    def draw(purpose: str) -> np.random.Generator:
        seed = blake2b(f"{charter_sha256}/{data_sha256}/{purpose}".encode(), digest_size=16).digest()
        return np.random.default_rng(int.from_bytes(seed, "big"))

    return draw


def _iso(micros: int) -> str:
    return (datetime(1970, 1, 1) + timedelta(microseconds=micros)).isoformat() + "Z"  # noqa: DTZ001


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
