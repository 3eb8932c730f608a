"""What is a touch: who reached whom, and which touches a promise may count.

A task written down, a note, and whatever a machine did (a sequence step, a workflow, a sync) reach nobody by hand. A
log without time of day is a touch, but never feeds an hour clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import Act

OUTBOUND: Final = frozenset({"call.made", "meeting.held", "message.sent", "email.sent"})
INBOUND: Final = frozenset({"call.received", "email.replied"})
ANSWERED: Final = frozenset({"connected", "completed", "answered", "held"})


def is_sales_touch(act: Act) -> bool:
    """A member of sales reached out to the buyer in person."""
    return act.kind in OUTBOUND and act.team == "sales" and not act.automatic and act.direction != "in"


def is_two_way(act: Act) -> bool:
    """Buyer and sales talked: a reply, a call that the buyer made or took, a meeting that was held."""
    if act.bot or act.automatic:
        return False
    if act.kind in INBOUND or act.kind == "meeting.held":
        return True
    return (act.direction == "in" and act.kind in OUTBOUND) or (act.kind == "call.made" and act.outcome in ANSWERED)


def is_marketing_mail(act: Act) -> bool:
    """A message that marketing sent to a person."""
    return act.kind == "email.sent" and act.team == "marketing"


def is_sales_message(act: Act) -> bool:
    """A mail, call or other message from sales to the buyer, by hand or by a machine; meetings are agreed with them."""
    return act.kind in _MESSAGES and act.team == "sales" and act.direction != "in"


_MESSAGES: Final = frozenset({"email.sent", "call.made", "message.sent"})
