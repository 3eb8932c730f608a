"""`tandem propose`: put a charter, with its plan, to both teams."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tandem.operations.agreement_book import acting
from tandem.operations.answers import Result
from tandem.operations.charter_file import CharterFaults, read_whole
from tandem.operations.setting import stamp_of
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.charter.adoption.agreement import Agreement, Proposal
    from tandem.charter.model import Charter
    from tandem.operations.workspace import Workspace


class OtherPlan(TandemError):
    """The plan is of another charter, or compares with another than the one that would be replaced."""

    def __init__(self, what: str, found: str, wanted: str) -> None:
        super().__init__(f"The plan {what} a charter with the hash {found[:12]}…, not {wanted}.")


def propose_result(
    workspace: Workspace,
    charter: bytes,
    plan: bytes | None,
    member: str,
    at: int,
    *,
    file: str = "charter.yaml",
    plan_file: str = "plan.json",
    commit_point: Callable[[str], None] | None = None,
) -> Result:
    """Enter the exact bytes of a charter and its plan as a proposal by a member. `at`: now, UTC µs.

    The same bytes proposed again are the same proposal. Raises `CharterFaults` (faults, failed proofs and scenarios),
    `OtherPlan`, `planning.plan.NoPlan`, `Refused`, `Tampered`.
    """
    from tandem.charter.adoption.acts import Proposed, proposal_id
    from tandem.charter.adoption.agreement import first_day
    from tandem.charter.versions import begins

    read = proved(workspace, charter, file)
    plan_sha256 = sha256(plan).hexdigest() if plan is not None else ""
    with acting(workspace, commit_point) as now:
        charter_sha256, base = sha256(charter).hexdigest(), now.agreement.base
        proposed = Proposed(
            proposal_id(charter_sha256, plan_sha256, base), charter_sha256, plan_sha256, base, first_day(read),
            begins(read) or 0, read.version, member,
        )  # fmt: skip
        if plan is not None:
            _fits(plan, plan_file, read, now.agreement)
        there = proposed.proposal in now.agreement.proposals
        if there:
            now.agreement.open(proposed.proposal)
        else:
            now.add(proposed, at, [charter, *([plan] if plan is not None else [])])
        proposal = now.agreement.proposals[proposed.proposal]
    return Result(
        kind="command",
        name="propose",
        rows=[proposal_row(proposal)],
        charter=stamp_of(read),
        shown=("proposal", "version", "in_force_from", "status", "proposed_by", "signed_by"),
        notes=() if plan is not None else ("Without a plan nobody can sign it: tandem plan CHARTER.",),
        done=("It was proposed already; nothing was changed. " if there else "")
        + f"Next, one of each team: tandem sign {proposal.of.proposal[:8]} --as MEMBER --key FILE "
        f"--workspace {workspace.root}",
    )


def proposal_row(proposal: Proposal) -> dict[str, object]:
    """A proposal as a row of answers."""
    from tandem.charter.adoption.acts import kind_of

    of = proposal.of
    status = kind_of(proposal.ended) if proposal.ended else "open"
    return {
        "proposal": of.proposal,
        "version": of.version,
        "in_force_from": of.in_force_from,
        "status": status,
        "proposed_by": of.member,
        "signed_by": ", ".join(f"{signed.member} ({signed.team})" for signed, _ in proposal.signatures.values()),
        "charter_sha256": of.charter_sha256,
        "plan_sha256": of.plan_sha256,
    }


def proved(workspace: Workspace, content: bytes, file: str) -> Charter:
    """The charter, when it reads without faults, its proofs hold, and the teams' scenarios come out as they expect.

    Raises `CharterFaults` with all of them.
    """
    from tandem.charter.checking import check
    from tandem.charter.proofs import prove
    from tandem.operations.scenarios import scenario_faults, scenarios_beside

    charter = read_whole(content, file)
    faults = {*check(charter), *(failure.fault for failure in prove(charter).failures)}
    faults |= set(scenario_faults(scenarios_beside(workspace.charter), charter))
    if faults:
        raise CharterFaults(sorted(faults))
    return charter


def _fits(content: bytes, name: str, charter: Charter, agreement: Agreement) -> None:
    """Nothing when the plan is of this charter against the version that it would follow. Raises `OtherPlan`."""
    from tandem.planning.plan import Plan

    plan = Plan.read(content, name)
    if plan.proposed.sha256 != charter.sha256:
        wanted = "this one. Make a plan of exactly this file: tandem plan CHARTER"
        raise OtherPlan("proposes", plan.proposed.sha256, wanted)
    if agreement.versions:
        last = agreement.versions[-1]
        if plan.current.sha256 != agreement.charter(last).sha256:
            one = last.of.version
            wanted = (
                f"version {one}, which it would follow. Write that one to a file (tandem charter show {one} > FILE), "
                "then: tandem plan CHARTER --against FILE"
            )
            raise OtherPlan("compares with", plan.current.sha256, wanted)
