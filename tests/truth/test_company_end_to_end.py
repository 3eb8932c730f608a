"""What the diagnosis says of an example company is what is true of it: exports in, every part of every fact exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from scipy.stats import binom
from tests.truth.cut_of import setting_of
from tests.truth.diagnosed import Diagnosed

from tandem.diagnosis.registry import SIGNS
from tandem.example.plan import plan_for
from tandem.example.simulate import simulate

Companies = Callable[..., Diagnosed]
Told = Mapping[str, tuple[object, object]]
"""What → (as the diagnosis counts it, as it is)."""

SEEDS = (1, 2, 3)
ESTIMATES = [name for name, sign in SIGNS.items() if sign.kind == "estimate"]


def part(company: Diagnosed, sign: str, name: str) -> Mapping[str, object]:
    rows = company.finding(sign).parts
    return next(row for row in rows if name in (row.get("part"), row.get("promise"), row.get("source")))


def crossed_messages(company: Diagnosed) -> Told:
    found = company.finding("crossed_messages")
    messages, handoffs = company.true(found.sign, "messages"), company.true(found.sign, "handoffs")
    return {
        "messages": (len(found.records), messages),
        "handoffs": (found.n, handoffs),
        "per hundred": (found.value, 100 * messages / handoffs),
    }


def unanswered_hand_raises(company: Diagnosed) -> Told:
    found = company.finding("unanswered_hand_raises")
    names = {"hand_raises": found.n, "late_or_never": len(found.records)}
    names["never"] = part(company, found.sign, "never answered")["n"]  # type: ignore[assignment]
    return {name: (count, company.true(found.sign, name)) for name, count in names.items()}


def silent_sales(company: Diagnosed) -> Told:
    told: dict[str, tuple[object, object]] = {}
    for name, of, bad in (("verdict", "handoffs", "verdict_bad"), ("outcome", "accepted", "outcome_bad")):
        row = part(company, "silent_sales", name)
        owed = company.true("silent_sales", of)
        told[of] = (row["n"], owed)
        told[name] = (row["given"], owed - company.true("silent_sales", bad))
    return told


def no_lead_process(company: Diagnosed) -> Told:
    sign = "no_lead_process"
    told: dict[str, tuple[object, object]] = {}
    for name, bad, of in (
        ("undecided", "undecided", "handoffs"),
        ("without a reason", "reasonless", "answers"),
        ("without an owner", "ownerless", "handoffs"),
    ):
        row = part(company, sign, name)
        told[name] = ((row["found"], row["n"]), (company.true(sign, bad), company.true(sign, of)))
    # Nobody in this company comes back more than once.
    told["ping-pong"] = (part(company, sign, "returned twice or more")["found"], 0)
    return told


def top_of_funnel_kpis(company: Diagnosed) -> Told:
    found, true = company.finding("top_of_funnel_kpis"), company.truth["signs"]["top_of_funnel_kpis"]
    unowned = sorted(str(row["stage"]) for row in found.parts if not row["owner"])
    return {"early": (found.value, true["value"]), "unowned": (unowned, true["unowned"])}


def unjoined_results(company: Diagnosed) -> Told:
    found = company.finding("unjoined_results")
    true = {name: company.true(found.sign, name) for name in ("won", "joined", "won_cents", "joined_cents")}
    return {
        "won": (found.n, true["won"]),
        "share": (found.value, true["joined_cents"] / true["won_cents"]),
        "nobody": (part(company, found.sign, "no person")["deals"], true["won"] - true["joined"]),
    }


def split_tools(company: Diagnosed) -> Told:
    true, owner = company.truth["signs"]["split_tools"], part(company, "split_tools", "owner")
    return {
        "owners": ((owner["found"], owner["n"]), (true["differ"], true["people"])),
        # Both tools are told each stage in the end.
        "stages": (part(company, "split_tools", "stage")["found"], 0),
    }


def dirty_data(company: Diagnosed) -> Told:
    true, parts = company.truth["signs"]["dirty_data"], company.finding("dirty_data").parts
    found = {str(row["part"]): (row["found"], row["n"]) for row in parts}
    unmapped = sum(int(str(row["found"])) for row in parts if str(row["part"]).startswith("unmapped"))
    return {
        "double records": (found["double records"], (true["double_leads"], true["people"])),
        "unmapped reasons": (unmapped, true["unmapped_reasons"]),
        **{name: (found[f"empty {name}"], (count, true["people"])) for name, count in true["empty"].items()},
    }


def kept_promises(company: Diagnosed) -> Told:
    """The counts behind an estimate are facts too."""
    return {
        key: (
            (row["due"], row["missed"]),
            (company.true("broken_sla", "cases", key), company.true("broken_sla", "missed", key)),
        )
        for row in company.finding("broken_sla").parts
        if (key := str(row["promise"])).startswith("sales.")
    }


def worked_leads(company: Diagnosed) -> Told:
    found = company.finding("unworked_leads")
    true = (company.true(found.sign, "unworked"), company.true(found.sign, "handoffs"))
    return {"unworked": ((len(found.records), found.n), true)}


FACTS: tuple[Callable[[Diagnosed], Told], ...] = (
    crossed_messages,
    unanswered_hand_raises,
    silent_sales,
    no_lead_process,
    top_of_funnel_kpis,
    unjoined_results,
    split_tools,
    dirty_data,
    kept_promises,
    worked_leads,
)


def wrong(company: Diagnosed) -> Iterator[str]:
    for fact in FACTS:
        for name, (found, true) in fact(company).items():
            if found != (pytest.approx(true) if isinstance(true, float) else true):
                yield f"{fact.__name__}, {name}: {found}, but it is {true}"


def estimates(company: Diagnosed) -> Iterator[tuple[str, float, float, float]]:
    """(what, low, true, high) of the estimates that so small a company allows."""
    for promise in ("sales.first_response", "sales.hand_raises"):
        row = part(company, "broken_sla", promise)
        true = company.true("broken_sla", "expected", promise) / company.true("broken_sla", "cases", promise)
        yield promise, float(str(row["low"])), true, float(str(row["high"]))
    found = company.finding("unworked_leads")
    true = company.true(found.sign, "expected") / company.true(found.sign, "handoffs")
    yield found.sign, found.low or 0, true, found.high or 0


@pytest.mark.parametrize("healthy", [False, True], ids=["planted", "healthy"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_fact_is_exact(companies: Companies, seed: int, healthy: bool) -> None:
    assert list(wrong(companies(seed, healthy=healthy))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_healthy_company_is_left_in_peace(companies: Companies, seed: int) -> None:
    findings = companies(seed, healthy=True).diagnosis.findings
    assert {finding.sign for finding in findings if finding.state == "flagged"} == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_planted_is_raised(companies: Companies, seed: int) -> None:
    """All facts that are past their bar, which a dozen won deals may not be, and the estimates with enough cases."""
    company = companies(seed)
    raised = {finding.sign for finding in company.diagnosis.findings if finding.state == "flagged"}
    facts = {name for name, sign in SIGNS.items() if sign.kind == "fact"} - {"unjoined_results"}
    assert raised >= facts | {"broken_sla", "unworked_leads"}


@pytest.mark.parametrize("healthy", [False, True], ids=["planted", "healthy"])
@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_the_broken_rows_are_rejected(companies: Companies, seed: int, healthy: bool) -> None:
    company = companies(seed, healthy=healthy)
    assert company.rejected == company.truth["broken_rows"]


def test_the_intervals_hold_the_true_sizes(companies: Companies) -> None:
    held = [(what, low <= true <= high) for seed in SEEDS for what, low, true, high in estimates(companies(seed))]
    assert binom.cdf(sum(hit for _, hit in held), len(held), 0.95) > 0.01, held


def test_another_companys_truth_would_be_told_apart(companies: Companies) -> None:
    """The comparison can fail."""
    mine, other = companies(1), companies(2)
    mixed = Diagnosed(mine.root, other.truth, mine.rejected, mine.setting, mine.diagnosis)
    assert len({line.partition(",")[0] for line in wrong(mixed)}) >= 8


@pytest.mark.parametrize("healthy", [False, True], ids=["planted", "healthy"])
def test_the_short_way_says_what_the_whole_pipeline_says(companies: Companies, healthy: bool) -> None:
    """So that intervals may be tested over many companies without writing their files."""
    company = companies(1, healthy=healthy)
    short = setting_of(simulate(plan_for(1, 3_000, 18, healthy)))
    for sign in ESTIMATES:
        whole, quick = company.finding(sign), SIGNS[sign].judge(short)
        assert (whole.n, whole.value, whole.low, whole.high) == pytest.approx(
            (quick.n, quick.value, quick.low, quick.high)
        ), sign
