"""Deals as the charter reads them: who belongs to them, and their steps, in the order of account and time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tandem.lifecycle import deals
from tandem.lifecycle.kernel.program import Bits, Deals
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.opening import STEP_RANK

if TYPE_CHECKING:
    from tandem.lifecycle.deals import Step
    from tandem.lifecycle.kernel.history import History
    from tandem.lifecycle.rulebook import RuleBook

_STEPS: Final = ("opened", "won", "lost")


def read_deals(book: RuleBook, history: History) -> tuple[Deals, Bits]:
    """Resolve every deal under the charter's crosswalk; the arrays, and the steps' own events (16 bytes, 0 = none)."""
    ledger = Ledger(history.world)
    accounts = len(history.accounts.id)
    roles: list[int] = []
    role_start = [0]
    steps: list[tuple[int, int, int, Step]] = []
    leads: dict[int, dict[bytes, int]] = {}
    for number, (account, record, acts) in enumerate(history.deals):
        known = leads.setdefault(account, _leads(history, account)) if account not in leads else leads[account]
        roles += [known[role.lead] for role in record.roles if role.lead in known]
        role_start.append(len(roles))
        found = deals.resolve(ledger, book, record, acts).steps
        steps += [(account, step.at * 64 + STEP_RANK[step.step], number, step) for step in found]
    steps.sort(key=lambda s: s[:2])
    starts = np.arange(accounts + 1)
    of_deals = np.array([deal.account for deal in history.deals], np.int64)
    of_steps = np.array([account for account, *_ in steps], np.int64)
    read = Deals(
        np.searchsorted(of_deals, starts).astype(np.int64), np.array(role_start, np.int64), np.array(roles, np.int32),
        np.searchsorted(of_steps, starts).astype(np.int64), np.array([s.at for *_, s in steps], np.int64),
        np.array([key for _, key, *_ in steps], np.int64), np.array([s.whole_day for *_, s in steps], np.uint8),
        np.array([_STEPS.index(s.step) for *_, s in steps], np.int32), np.array([n for _, _, n, _ in steps], np.int32),
    )  # fmt: skip
    events = b"".join(step.event or bytes(16) for *_, step in steps)
    return read, np.frombuffer(events, np.uint8).reshape(-1, 16)


def _leads(history: History, account: int) -> dict[bytes, int]:
    low, high = history.accounts.leads[account : account + 2]
    return {history.leads.id[row].tobytes(): int(row) for row in range(low, high)}
