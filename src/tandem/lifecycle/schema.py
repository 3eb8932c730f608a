"""The cut: what one charter makes of the base relations. Written by replay, read by analytics and diagnosis.

`track` is recorded | decided everywhere. Times, ids and '' as in `timeline.schema`.
"""

from __future__ import annotations

from tandem.timeline.schema import schema

CYCLE = schema(
    "track:word cycle:id lead:id person:id account:id bucket:small number:int entered_at:time entered_whole_day:bool "
    "entered_day:day entry_stage:word ended_at:time outcome:word end_reason:word source:word campaign:word owner:word "
    "team:word grade:word version:word opportunity:id ended_day:day ended_whole_day:bool"
)
"""A person's run from entry to SQL. `number` 1 is the first; a recycle starts the next. `outcome`: open | sql |
disqualified | recycled. `opportunity` is the first deal that the cycle led to. `source` in the charter's words
('' stays ''). `campaign`: the name of the first that the lead answered before the cycle's end, else of the first it
was put in, else what a tool says brought it. `ended_whole_day` is false while it is open."""

REACH = schema("track:word unit:word id:id stage:word at:time whole_day:bool day:day skipped:bool")
"""When a unit (cycle | opportunity) first reached a stage. A skipped stage counts as reached, at the later
one's time."""

MOVE = schema(
    "track:word move:id lead:id cycle:id at:time whole_day:bool day:day from_stage:word to_stage:word rule:word "
    "reason:word event:id fit:int activity:int grade:word backdated:bool version:word"
)
"""Every stage change. `activity` in micro-points; `event` is the cause (null for a wake-up)."""

HANDOFF = schema(
    "track:word handoff:id lead:id person:id account:id cycle:id at:time whole_day:bool day:day rule:word "
    "hand_raise:bool source:word campaign:word fit:int activity:int grade:word band:word segment:word member:word "
    "assigned_at:time queue_minutes:int first_touch_at:time response_minutes:int first_touch_whole_day:bool "
    "attempts:int channels:int two_way_at:time verdict:word verdict_at:time verdict_reason:word disposition:word "
    "disposed_at:time disposition_reason:word ended_at:time opportunity:id returns:int number:int route:word"
)
"""One row per lead handed to sales (a move to MQL). `response_minutes`: business minutes from assignment to the first
outbound human touch. `verdict`: accepted | returned | ''. `disposition`: a stage | ''. `attempts`, `channels`: human
outbound touches until the end. `returns`: how often this lead had been returned before. `band`: activity's 1..4.
`number` counts a lead's handoffs from 1. `route`: the first route of the charter whose condition held, '' = none."""

CLOCK = schema(
    "track:word clock:id promise:word team:word member:word lead:id handoff:id started_at:time due_at:time "
    "ended_at:time state:word minutes:int limit_minutes:int day:day month:word"
)
"""One row per promise and case. `promise` is the charter's key ("sales.first_response"). `state`: met | missed |
running | stopped (its cause went away). `minutes`: business minutes used. A missed clock that was met late keeps
ended_at."""

LATE = schema(
    "track:word late:id lead:id cycle:id stage:word since:time at:time day:day action:word member:word ended_at:time "
    "version:word"
)
"""One row per lead that rested in a stage for as long as the charter's `late` allows. `at`: when that was up;
`action`: escalate | reassign; `member`: the lead's owner at that time; `ended_at`: when it left the stage at last."""

CROSSED = schema(
    "track:word event:id at:time day:day lead:id person:id handoff:id team:word tool:word purpose:word rule:word "
    "stage:word by:word campaign:word"
)
"""Every message that the rules of engagement forbid, after the grace. `by`: person | address (the address belonged to
another record of a person that sales has)."""

NURTURE = schema(
    "track:word lead:id person:id nurture_track:word entered_at:time entered_day:day left_at:time left_day:day "
    "why:word steps_due:int steps_sent:int version:word"
)
"""One row per stay of a lead in a nurture track; `left_at` null: it is in it still. `why` it left: leave | enter (it
holds no more) | charter adopted. `steps_due`: mails that the track's pace had promised by then, null without one;
`steps_sent`: mails of its `steps` that were sent, of a track without any: all mails of the purpose nurture."""

SUPPRESSED = schema("track:word lead:id person:id purpose:word rule:word stage:word")
"""What marketing may not send to a lead at the data's end, and the rule that forbids it; `stage` '' = none."""

DEAL = schema(
    "opportunity:id account:id lead:id person:id outcome:word stage:word amount:int currency:word opened_at:time "
    "opened_whole_day:bool opened_day:day closed_at:time closed_whole_day:bool closed_day:day lag_days:float "
    "owner:word source:word campaign:word loss_reason:word competitor:word lost_stage:word sourced:bool "
    "influenced:bool first_touch_at:time"
)
"""One row per opportunity. `outcome`: open | won | lost. `lead`, `person`: the primary buyer, null when nobody is
joined. `lag_days`: opened → closed; whole calendar days when either end is a date only."""

DIMENSION = schema("unit:word id:id dimension:word value:text")
"""What a unit (cycle | opportunity) can be sliced by: attributes of itself, its person, its account and its owner
(owner, manager, region, source, campaign, segment, industry, product, …). An unknown value has value ''."""

UNMAPPED = schema("tool:word field:word value:text rows:int")
"""Values of a mapped vocabulary that the crosswalk does not know; a fault each."""

BRIDGE = schema("lead:id recorded_at:time decided_at:time why:word")
"""Why a lead is an MQL on one track and not (or at another time) on the other: merge | re_entry | time_zone | bot |
definition | both."""

CUT = {
    "cycle": CYCLE, "reach": REACH, "move": MOVE, "handoff": HANDOFF, "clock": CLOCK, "late": LATE, "crossed": CROSSED,
    "nurture": NURTURE, "suppressed": SUPPRESSED, "deal": DEAL, "dimension": DIMENSION, "unmapped": UNMAPPED,
    "bridge": BRIDGE,
}  # fmt: skip
