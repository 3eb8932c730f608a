"""The leads of one person, each with its account's whole file: what explaining and recording a story read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tandem.operations.find_person import find_person
from tandem.operations.replay import BUCKETS, NoLens, event_parts, open_base, read_table
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import AccountFile, World


def leads_of(workspace: Workspace, person: str) -> Iterator[tuple[World, AccountFile, bytes]]:
    """(world, account, lead) for each lead of a person, by account.

    `person`: an address, a tool's id or reference, or Tandem's id. Raises `NoLens`, `NobodyFound`, `SeveralFound`.
    """
    import pyarrow.compute as pc

    from tandem.lifecycle.reading import Records
    from tandem.store.lens_writer import read_manifest

    base = workspace.lens / "base"
    manifest = read_manifest(base)
    if manifest is None:
        raise NoLens(workspace.root)
    wanted = find_person(workspace, person)
    tables, world = open_base(base, manifest)
    records, parts = Records(tables), event_parts(base)
    for account, (bucket, leads) in sorted(records.leads.items()):
        for record in (record for record in leads if record.person == wanted):
            part = read_table(parts[bucket * len(parts) // BUCKETS])
            files = records.files(bucket, bucket + 1, part.filter(pc.field("account") == account))
            yield world, next(file for file in files if file.account == account), record.lead
