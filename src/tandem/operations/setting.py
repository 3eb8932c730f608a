"""From a workspace to what measures and signs read: the lens with one charter's cut, kept fresh."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import CharterStamp, DataStamp
from tandem.vocabulary import Fault, TandemError

if TYPE_CHECKING:
    import numpy as np

    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter
    from tandem.operations.workspace import Workspace

Advance = Callable[[str, int, int | None], None]


class CharterFaults(TandemError):
    """The charter has faults; all of them are named."""

    def __init__(self, faults: list[Fault]) -> None:
        count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
        super().__init__("\n".join([*map(str, sorted(faults)), f"The charter has {count}; nothing was done."]))
        self.faults = faults


class NoSuchFile(TandemError):
    """A named file is not there."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: there is no such file.")


class NothingImported(TandemError):
    """The book is empty."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The book of {root} is empty. Import both teams' exports first, "
            "for example: tandem import hubspot FOLDER, then: tandem import salesforce FOLDER"
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A setting, and the stamps that an answer carries."""

    setting: Setting
    charter: CharterStamp
    data: DataStamp


def load_charter(path: Path) -> Charter:
    """Read a charter file. Raises `NoSuchFile`, `CharterFaults` (all faults at once)."""
    from tandem.charter.reading import read_charter

    if not path.is_file():
        raise NoSuchFile(path)
    charter, faults = read_charter(path.read_bytes(), path.name)
    if charter is None or faults:
        raise CharterFaults(faults)
    return charter


def stamp_of(charter: Charter) -> CharterStamp:
    """The charter as answers name it."""
    return CharterStamp(charter.name, charter.version, charter.sha256)


def stamps(workspace: Workspace) -> tuple[CharterStamp | None, DataStamp]:
    """Charter and book as they stand, for answers that replay nothing; no charter stamp when the charter has faults."""
    try:
        charter = stamp_of(load_charter(workspace.charter))
    except TandemError:
        charter = None
    with workspace.open_book() as book:
        digest, events, start, through = book.position()
    return charter, DataStamp(_iso(start) if events else "", _iso(through) if events else "", events, digest)


def open_setting(workspace: Workspace, charter_path: Path | None = None, on_progress: Advance | None = None) -> Opened:
    """Bring lens and cut up to date and open them. Raises `CharterFaults`, `NothingImported`."""
    from tandem.analytics.measure import Setting
    from tandem.operations.build_lens import build_lens
    from tandem.operations.replay import replay
    from tandem.store.lens import DuckLens

    charter = load_charter(charter_path or workspace.charter)
    build_lens(workspace, on_progress=on_progress)
    base = workspace.lens / "base"
    manifest = json.loads((base / "manifest.json").read_text(encoding="utf-8"))
    if not manifest["from"] and not manifest.get("relations", {}).get("person"):
        raise NothingImported(workspace.root)
    cut = replay(workspace, charter, on_progress=on_progress)
    data = DataStamp(manifest["from"], manifest["through"], int(manifest["events"]), manifest["data_sha256"])
    setting = Setting(
        lens=DuckLens.of_folders(base, cut),
        charter=charter,
        data_from=_moment(data.since),
        data_through=_moment(data.through),
        draw=_generators(charter.sha256, data.sha256),
    )
    return Opened(setting, stamp_of(charter), data)


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
