"""The proofs of a charter: what holds in every situation, or the short story of a made-up lead for whom it does not.

Conditions are proved with z3 over the declared fields, with unknowns and flags; the lifecycle by a walk over its
graph; bars, hours, capacity and clocks by arithmetic. docs/guides/proofs.md says precisely what each proof means.
"""

from __future__ import annotations

from tandem.charter.model import Charter
from tandem.charter.proofs.failure import PROOFS, Failure, Proved, Quote

__all__ = ["PROOFS", "Failure", "Proved", "Quote", "prove"]


def prove(charter: Charter, text: str = "") -> Proved:
    """Prove the charter. `text`: the charter's file, so that failures can quote its lines."""
    from tandem.charter.proofs.proving import prove_all

    return prove_all(charter, text)
