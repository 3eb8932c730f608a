"""The lens' base relations: what the tools said, with persons, leads and accounts resolved.

Ids are 16-byte keyed hashes. Times are UTC microseconds without zone; `day` is the same instant's date in the
workspace's zone (SQL never converts zones). Text that a tool does not give is '', never null; ids and numbers may be
null. Written by `operations`, read by `lifecycle` and `analytics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

import pyarrow as pa

ID = pa.binary(16)
TIME = pa.timestamp("us")
WORD = pa.dictionary(pa.int32(), pa.string())
TEXT = pa.string()


def shape(relations: Mapping[str, pa.Schema]) -> str:
    """A digest of relations' names, columns and types: what was written under another one is built anew."""
    told = [[name, *((field.name, str(field.type)) for field in schema)] for name, schema in relations.items()]
    return blake2b(repr(told).encode(), digest_size=8).hexdigest()


def schema(columns: str) -> pa.Schema:
    """`columns` is 'name:type …' with types id, time, day, bool, int, float, word, text."""
    known: dict[str, pa.DataType] = {
        "id": ID, "time": TIME, "day": pa.date32(), "bool": pa.bool_(), "int": pa.int64(), "small": pa.int16(),
        "float": pa.float64(), "word": WORD, "text": TEXT,
    }  # fmt: skip
    pairs = (column.split(":") for column in columns.split())
    return pa.schema([(name, known[kind]) for name, kind in pairs])


EVENT = schema(
    "event:id at:time whole_day:bool day:day rank:small kind:word tool:word team:word direction:word channel:word "
    "automatic:bool bot:bool person:id lead:id account:id bucket:small opportunity:id member:word campaign:word "
    "asset:word form:word path:word field:word old:text new:text outcome:word reason:word purpose:word "
    "amount:int currency:word seconds:int file:int line:int"
)
"""One row per event and lead. Sorted by bucket, account, at, rank, tool, event. Orphans have person null.
Events of an account or an opportunity only have lead null. `member`, `campaign`, `asset` are their relations' keys."""

PERSON = schema(
    "person:id account:id lead:id created_at:time free_mail:bool tools:text records:int known_at:time doubles:int"
)
"""One row per person; `tools` is a comma list of the tools that hold a record of them. `doubles`: records beyond the
first of one tool that it has neither merged nor converted."""

LEAD = schema("lead:id person:id account:id bucket:small from_at:time until_at:time")
"""One person at one account. A person without account is their own (account = person)."""

ACCOUNT = schema("account:id name:text domain:text kind:word parent:id people:int")

ATTRIBUTE = schema("unit:word id:id name:word value:text known_at:time tool:word key:text wins:bool")
"""Current attributes, long: unit is person | account | opportunity | member | campaign | asset (for the last three `id`
is null and `key` is that of MEMBER …, else ''). `known_at`: the export's time, or the change's when history tells it.
One row per unit, name and tool; where tools differ, `wins` marks the one that counts (`timeline.precedence`)."""

MEMBER = schema("member:text name:text team:word manager:text region:word role:word active:bool tool:word")
"""`member` is a charter member's key where e-mail or name matches one, else the tool's reference."""

CAMPAIGN = schema("campaign:text name:text type:word start:day end:day cost:int currency:word tool:word")

ASSET = schema("asset:text name:text type:word team:word cost:int currency:word tool:word")

OPPORTUNITY = schema(
    "opportunity:id account:id name:text stage:word is_closed:bool is_won:bool amount:int currency:word opened_at:time "
    "opened_whole_day:bool closed_at:time closed_whole_day:bool owner:word source:word campaign:word loss_reason:word "
    "competitor:word tool:word known_at:time file:int line:int"
)
"""`stage` in the tool's words; is_closed and is_won are null where only the crosswalk can tell."""

ROLE = schema("opportunity:id person:id lead:id role:word at:time how:word")
"""`how`: role | converted (a converted CRM lead's opportunity)."""

FILE = schema("file:int tool:word object:word name:text as_of:time read:int accepted:int duplicate:int rejected:int")

RECORD = schema("ref:id person:id tool:word")
"""Every keyed reference that is a person's: a tool's record, or an address (`tool` '')."""

BASE = {
    "event": EVENT, "person": PERSON, "lead": LEAD, "account": ACCOUNT, "attribute": ATTRIBUTE, "member": MEMBER,
    "campaign": CAMPAIGN, "asset": ASSET, "opportunity": OPPORTUNITY, "role": ROLE, "file": FILE,
    "record": RECORD,
}  # fmt: skip
