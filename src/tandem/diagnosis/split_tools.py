"""People whom the two teams' tools tell apart: another owner, another stage, or the same fact much later."""

from __future__ import annotations

from typing import Final

import numpy as np

from tandem.analytics.measure import Setting
from tandem.charter.model import Charter
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.parts import Part
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, percent, readers

STAGE_NAMES: Final = {"lead_status": "status", "lifecycle_stage": "lifecycle_stage"}
"""Vocabulary of the crosswalk → the attribute, and the field of `field.changed`."""
LONGEST_LAG: Final = 60.0
"""Minutes that the slowest twentieth of synchronised changes may take."""

NO_WORDS: Final = (
    "Not enough data to say: no buyer has an owner in two tools, or a stage that the crosswalk knows from both. "
    "Map both tools' stages in the charter."
)


def judge(setting: Setting) -> Finding:
    """The larger share of people with different owners or stages in two tools, and how late changes come (counted)."""
    ground = ground_of(SIGN, setting, follow_up_days=0)
    if isinstance(ground, Finding):
        return ground
    words = stage_words(setting.charter)
    owners = setting.lens.query("diagnosis/split_owners").to_pylist()
    stages = setting.lens.query("diagnosis/split_stages", words).to_pylist()
    parts = [
        Part(name, len(rows), sum(row["bad"] for row in rows), ground.threshold)
        for name, rows in (("owner", owners), ("stage", stages))
        if rows
    ]
    if not parts:
        return ground.not_enough(0, sentence=readers(NO_WORDS))
    parts.sort(key=lambda part: (-part.share, part.name))
    worst, lag = parts[0], _lag(ground, words)
    late = lag is not None and lag[0] > LONGEST_LAG
    bad = {row["id"].hex() for row in (owners if worst.name == "owner" else stages) if row["bad"]}
    split = f"{worst.bad:,} of {counted(worst.n, 'buyer')} whom both tools know ({percent(worst.share)})"
    lags = "" if lag is None else f"; one change in twenty takes more than {_minutes(lag[0])} to arrive"
    return ground.finding(
        "flagged" if late else fact_state(worst.share, ground.threshold),
        worst.share,
        worst.n,
        records=tuple(sorted(bad)),
        parts=tuple(part.row() for part in parts) + (() if lag is None else (_lag_row(*lag),)),
        sentence=readers(f"The tools name different {worst.name}s for {split}{lags}."),
        notes=("Owner and stage as of the last exports; the lag in the window.",),
    )


def stage_words(charter: Charter) -> dict[str, list[str]]:
    """The crosswalk of stages as four lists of one length: tools, names, values as spelt there (folded), and words."""
    found: dict[str, list[str]] = {"tools": [], "names": [], "spelt": [], "words": []}
    for tool, vocabularies in sorted(charter.crosswalk.words.items()):
        for vocabulary, name in STAGE_NAMES.items():
            for value, word in sorted(vocabularies.get(vocabulary, {}).items()):
                if word != "ignore":
                    for column, cell in zip(found, (tool, name, value.strip().lower(), word), strict=True):
                        found[column].append(cell)
    return found


def _lag(ground: Ground, words: dict[str, list[str]]) -> tuple[float, int] | None:
    window = ground.window
    params = {**words, "first": window.since, "last": window.until}
    minutes = [row["minutes"] for row in ground.setting.lens.query("diagnosis/sync_lag", params).to_pylist()]
    return (float(np.quantile(minutes, 0.95, method="inverted_cdf")), len(minutes)) if minutes else None


def _lag_row(minutes: float, n: int) -> dict[str, object]:
    return {"part": "sync lag, 95th percentile in minutes", "n": n, "minutes": minutes, "allowed": LONGEST_LAG}


def _minutes(minutes: float) -> str:
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"


SIGN = Sign(
    name="split_tools",
    title="Tools that tell different things of one buyer",
    looks_for="Buyers with different owners or stages in two tools, compared through the crosswalk, "
    "and changes that take more than an hour to arrive.",
    kind="fact",
    needs=("people", "second_tool"),
    unit="share",
    threshold=0.05,
    least=1,
    prescription={
        "sales": "Change owner and stage in the CRM only; the other tool follows.",
        "marketing": "Read owner and stage from the CRM; stop workflows that write them.",
        "executives": "Keep one owner field, and let one tool lead for each stage.",
    },
    owner="both",
    judge=judge,
)
