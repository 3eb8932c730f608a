"""Records that neither team can trust: doubles, empty required fields, values that the crosswalk does not know."""

from __future__ import annotations

from typing import Final

from tandem.analytics.measure import Setting
from tandem.charter.model import Crosswalk
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.parts import Part
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, percent, readers

USUAL: Final = {"lead_status": "status", "opportunity_stage": "stage"}
"""Vocabulary → the attribute it is read from, where the names differ."""


def judge(setting: Setting) -> Finding:
    """The largest share among double records, each required field that is empty, each unmapped vocabulary (counted)."""
    ground = ground_of(SIGN, setting, follow_up_days=0)
    if isinstance(ground, Finding):
        return ground
    fields = {"fields": list(setting.charter.required_fields)}
    found = setting.lens.query("diagnosis/dirty_data", {**fields, **spoken(setting.charter.crosswalk)}).to_pylist()
    parts = [Part(row["part"], int(row["n"]), int(row["bad"]), ground.threshold) for row in found]
    parts.sort(key=lambda part: (-part.share, part.name))
    worst = parts[0]
    people = setting.lens.query("diagnosis/dirty_people", fields).to_pylist()
    told = f"{worst.name}, {worst.bad:,} of {worst.n:,} ({percent(worst.share)})"
    over = sum(part.share > ground.threshold for part in parts)
    return ground.finding(
        fact_state(worst.share, ground.threshold),
        worst.share,
        worst.n,
        windowed=False,
        records=tuple(row["person"].hex() for row in people),
        parts=tuple(part.row() for part in parts),
        sentence=readers(
            f"The most frequent fault in the data is: {told}. {counted(len(people), 'person', 'people')} have a double "
            "record or an empty required field.",
            executives=f"{counted(over, 'check')} of {len(parts)} on the data {'is' if over == 1 else 'are'} past "
            f"{percent(ground.threshold)}; most frequent: {told}.",
        ),
        notes=_notes(setting, [part.name for part in parts]),
    )


def spoken(crosswalk: Crosswalk) -> dict[str, list[str]]:
    """The mapped vocabularies as lists of one length: tools, vocabularies, and the attributes that hold them.

    A tool's own field of the crosswalk wins over the usual one.
    """
    found: dict[str, list[str]] = {"tools": [], "vocabularies": [], "names": []}
    for tool, vocabularies in sorted(crosswalk.words.items()):
        own = crosswalk.fields.get(tool, {})
        for vocabulary in sorted(vocabularies):
            name = own.get(vocabulary, USUAL.get(vocabulary, vocabulary))
            for column, cell in zip(found, (tool, vocabulary, name), strict=True):
                found[column].append(cell)
    return found


def _notes(setting: Setting, parts: list[str]) -> tuple[str, ...]:
    unseen = [name for name in setting.charter.required_fields if f"empty {name}" not in parts]
    notes = ["As of the last exports, not only of the window."]
    if unseen:
        notes.append(f"Not looked for, because it is sealed as personal or no tool has it: {', '.join(unseen)}.")
    return tuple(notes)


SIGN = Sign(
    name="dirty_data",
    title="Records that neither team can trust",
    looks_for="People with double records, required fields that are empty, values that the crosswalk does not know.",
    kind="fact",
    needs=("people",),
    unit="share",
    threshold=0.05,
    least=1,
    prescription={
        "sales": "Merge doubles when you meet them, and fill the required fields before a lead moves on.",
        "marketing": "Check required fields at entry, and map new values in the crosswalk when they appear.",
        "executives": "Set rules at entry, merge the doubles, and keep the crosswalk complete.",
    },
    owner="both",
    judge=judge,
)
