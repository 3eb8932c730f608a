"""Olist's numbers from the two CSV files in pandas and plain Python."""

from __future__ import annotations

from functools import cache
from math import exp, expm1
from typing import Any

import pandas as pd
from scipy.stats import t as student
from tests.recipes.asking import sample_data
from tests.recipes.reckoning import pair_ratio, quantile, reached, row, share_columns, times
from tests.recipes.walking import Key

Rows = dict[Key, dict[str, Any]]
THRESHOLDS = {
    "crossed_messages": 0.5, "broken_sla": 0.05, "unworked_leads": 0.2, "unanswered_hand_raises": 0.05,
    "silent_sales": 0.9, "no_lead_process": 0.1, "slow_sources": 1.25, "mql_as_success": 0.1,
    "top_of_funnel_kpis": 0.5, "unjoined_results": 0.8, "split_tools": 0.05, "dirty_data": 0.05,
    "quota_against_cycle": 1.5,
}  # fmt: skip
"""The bars that the signs' guide states; both charters leave them as they are."""


@cache
def leads() -> pd.DataFrame:
    """One row per lead: source, first (day), won (moment or NaT), days (whole ones), rep."""
    folder = sample_data("olist_funnel")
    mqls = pd.read_csv(folder / "olist_marketing_qualified_leads_dataset.csv", keep_default_na=False)
    deals = pd.read_csv(folder / "olist_closed_deals_dataset.csv", usecols=["mql_id", "won_date", "sr_id"])
    found = mqls.merge(deals, on="mql_id", how="left", validate="one_to_one")
    found["source"] = found["origin"].replace("", "(none)")
    found["first"] = pd.to_datetime(found["first_contact_date"])
    found["won"] = pd.to_datetime(found["won_date"])
    found["days"] = (found["won"].dt.normalize() - found["first"]).dt.days
    return found


def won() -> pd.DataFrame:
    return leads()[leads()["won"].notna()]


def end() -> pd.Timestamp:
    """The day of the last event."""
    return leads()["won"].max().normalize()


def by_source() -> list[tuple[str, pd.DataFrame]]:
    return [(str(source), group) for source, group in leads().groupby("source")]


def funnel(horizon: int) -> Rows:
    found: Rows = {}
    for source, group in by_source():
        mature = group[(end() - group["first"]).dt.days >= horizon]
        in_time, customers = int((mature["days"] <= horizon).sum()), int(group["won"].notna().sum())
        common = {"entered": len(group), "mature": len(mature)}
        found[source, "mql"] = common | {
            "reached": len(group), "still_open": 0, **share_columns("rate", len(mature), len(mature))
        }  # fmt: skip
        found[source, "customer"] = common | {
            "reached": customers, "still_open": len(group) - customers, **share_columns("rate", in_time, len(mature))
        }  # fmt: skip
    return found


def stage_time(sliced: bool) -> Rows:
    groups = by_source() if sliced else [("(all)", leads())]
    return {(source, "mql", "customer"): _stage_time(group) for source, group in groups}


def _stage_time(group: pd.DataFrame) -> dict[str, Any]:
    lags = group["days"].dropna()
    timed = [float(d) for d in lags if d >= 0]
    waiting = [float(d) for d in (end() - group.loc[group["won"].isna(), "first"]).dt.days]
    return {
        **row(n=len(group), converted=len(lags), lost=0, open=len(waiting), faults=int((lags < 0).sum())),
        **times(timed),
        **{f"reached_{day}": reached(timed, waiting, day) for day in (30, 60, 90)},
    }


def wins_only(customers: int) -> dict[str, Any]:
    """What every table of deals tells of a file that holds won deals without amount only."""
    outcomes = {"opportunities": customers, "open": 0, "won": customers, "lost": 0, "amount_won": None}
    return {**outcomes, **share_columns("win_rate", customers, customers)}


def win_loss(sliced: bool) -> Rows:
    groups = by_source() if sliced else [("(none)", leads())]
    return {(name,): wins_only(int(group["won"].notna().sum())) for name, group in groups}


def closed_loop() -> Rows:
    told = {"sal": 0, "sql": 0, "pipeline": "0.00", "median_days": None, "cost": None, "roi": None}
    return {
        (source,): {**told, **wins_only(int(g["won"].notna().sum())), "cycles": len(g), "handoffs": len(g)}
        for source, g in by_source()
    }


def sourced_influenced() -> Rows:
    return {("(all)", "all"): {**wins_only(len(won())), "pipeline": "0.00", "share_won": None}}


def sales_velocity() -> Rows:
    unknown = dict.fromkeys(("mean_value", "mean_days", "velocity", "low", "high"))
    return {("(all)",): {**wins_only(len(won())), **unknown}}


def sales_velocity_by_quarter() -> Rows:
    return {("(none)",): sales_velocity()[("(all)",)]}


def acceptance() -> Rows:
    customers = len(won())
    timed = [float(d) for d in won()["days"] if d >= 0]
    counts = row(handoffs=len(leads()), accepted=customers, undecided=len(leads()) - customers, disposed=customers)
    none = dict.fromkeys(("returned", "returned_without_reason", "recycled", "disqualified", "undisposed"), 0)
    return {
        ("(all)",): {
            **counts, **none, "qualified": customers, "disposed_without_reason": customers,
            **share_columns("rate", customers, customers), "coverage": customers / len(leads()),
            "median_days": quantile(timed, 0.5), "median_disposal_days": 0.0,
        }
    }  # fmt: skip


def first_response() -> Rows:
    counts = row(handoffs=len(leads()), assigned=0, answered=0, clockless=0)
    ended = row(waiting=len(leads()) - len(won()), never_answered=len(won()))
    names = ("median_minutes", "q1_minutes", "q3_minutes", "low", "high", "median_queue_minutes")
    return {("(all)", "handoff"): {**counts, **ended, **dict.fromkeys(names)}}


def quota_attainment() -> Rows:
    deals = won().assign(period=won()["won"].dt.to_period("Q"))
    named = deals.assign(member="olist:user:" + deals["sr_id"])
    found: Rows = {}
    for member_of in (named, named.assign(member="(all)")):
        for (period, member), group in member_of.groupby(["period", "member"]):
            begun = (end() - period.start_time).days + 1
            unknown = dict.fromkeys(("amount_won", "quota", "attainment", "pace", "last_tenth"))
            name = f"{period.year}-Q{period.quarter}"
            elapsed = min(1.0, begun / ((period.end_time - period.start_time).days + 1))
            found[name, str(member)] = {**unknown, "won": len(group), "elapsed": elapsed}
    return found


def buying_cycle() -> Rows:
    unknown = (
        "median_days", "q1_days", "q3_days", "low", "high", "open_older", "share_older", "quota_days", "cycle_ratio"
    )  # fmt: skip
    return {("(all)",): {**dict.fromkeys(unknown), "won": len(won()), "open": 0, "faults": 0}}


def bridge() -> Rows:
    everybody = dict.fromkeys(("leads", "recorded", "decided"), len(leads()))
    return {("both",): everybody, ("(all)",): everybody}


def data_quality() -> Rows:
    people, customers = len(leads()), len(won())
    monthly = leads()["first"].dt.strftime("%Y-%m").value_counts()
    whole = [month for month in monthly.index if month != "2017-06"]  # leads begin on 14 June
    checks: dict[Key, tuple[int, int]] = {
        ("(all)", "move", "", "backdated_moves"): (people + customers, 0),
        ("(all)", "opportunity", "", "closed_before_first_contact"): (customers, int((won()["days"] < 0).sum())),
        ("olist", "opportunity", "", "closed_before_opened"): (customers, 0),
        ("(all)", "person", "", "duplicates"): (people, people - leads()["mql_id"].nunique()),
        ("olist", "person", "source", "empty_field"): (people, int((leads()["origin"] == "").sum())),
        ("(all)", "cycle", "", "open_cycles"): (people, people - customers),
        ("olist", "deal", "", "rejected_rows"): (customers, 0),
        ("olist", "lead", "", "rejected_rows"): (people, 0),
        ("(all)", "cycle", "", "volume_jump"): (len(whole), sum(_jumps(monthly, month) for month in whole)),
        ("olist", "opportunity", "", "without_account"): (customers, 0),
        ("olist", "opportunity", "", "without_person"): (customers, 0),
        ("olist", "opportunity", "", "won_without_amount"): (customers, customers),
    }
    return {key: {"rows": n, "bad": bad, "share": bad / n} for key, (n, bad) in checks.items()}


def _jumps(monthly: pd.Series, month: str) -> bool:
    """A month that more than doubles the month before, and whose whole quarter stays above that."""
    before = (pd.Period(month) - 1).strftime("%Y-%m")
    after = [monthly.get((pd.Period(month) + i).strftime("%Y-%m"), 0) for i in range(3)]
    return bool(before in monthly and before != "2017-06" and min(after) > 2 * monthly[before])


# --- signs ------------------------------------------------------------------------------------------------------


def slow_sources() -> dict[str, Any]:
    """The source whose ratio's lower end is highest, of the deals won from October 2017 to September 2018."""
    dealt = won()[won()["origin"] != ""].sort_values(["won", "first"])
    dealt = dealt.assign(half=(dealt.groupby("source").cumcount() + 1) % 2)
    deals = dealt[dealt["days"] >= 0]
    year = deals[(deals["won"] >= "2017-10-01") & (deals["won"] < "2018-10-01")]
    large = sorted(source for source, group in year.groupby("source") if len(group) >= 30)
    longest = (year["won"].dt.normalize() - leads()["first"].min()).dt.days
    year = year.assign(seen=list(zip(year["days"].astype(float), longest.astype(float), strict=True)))
    days = {
        (source, half): list(year.loc[(year["source"] == source) & (year["half"] == half), "seen"])
        for source in large
        for half in (0, 1)
    }
    found = []
    for source in large:
        fastest = [
            min(
                (o for o in large if o != source),
                key=lambda o, half=half: (quantile([d for d, _ in days[o, half]], 0.5), o),
            )  # type: ignore[misc]
            for half in (0, 1)
        ]
        own, other = days[source, 0] + days[source, 1], days[fastest[0], 1] + days[fastest[1], 0]
        found.append((pair_ratio(own, other), source, sorted(set(fastest)), len(own)))
    (value, low, high), source, names, n = max(found, key=lambda one: one[0][1])
    months = [f"2018-{month:02}" for month in range(5, 11)]
    trend = [_month_of(deals, source, names, month) for month in months]
    return row(value=value, low=low, high=high, n=n, trend=trend)


def _month_of(deals: pd.DataFrame, source: str, names: list[str], month: str) -> list[Any]:
    inside = deals[deals["won"].dt.strftime("%Y-%m") == month]
    own, other = inside[inside["source"] == source]["days"], inside[inside["source"].isin(names)]["days"]
    enough = min(len(own), len(other)) >= 5 and other.median() > 0
    return [month, own.median() / other.median() if enough else None, len(own)]


def mql_as_success() -> dict[str, Any]:
    """Growth a year of handoffs per win: Poisson with the intercept taken out, its slope found by bisection."""
    lags = [float(d) for d in won()["days"] if d >= 0]
    follow_up = min(365, max(30, round(quantile(lags, 0.75) or 0)))
    month = leads()["first"].dt.strftime("%Y-%m")
    in_time = leads()["days"].between(0, follow_up)
    handed = month.value_counts().sort_index().drop("2017-06")
    wins = in_time.groupby(month).sum().reindex(handed.index)
    x = [(i - (len(handed) - 1) / 2) / 12 for i in range(len(handed))]
    slope, error = _poisson_trend(x, [float(k) for k in wins], [float(n) for n in handed])
    reach = float(student.ppf(0.975, len(x) - 2)) * error
    trend = [[m, int(handed[m]) / int(wins[m]) if wins[m] else None, int(handed[m])] for m in handed.index[-6:]]
    return row(
        value=expm1(-slope), low=expm1(-slope - reach), high=expm1(-slope + reach), n=int(wins.sum()), trend=trend
    )


def _poisson_trend(x: list[float], y: list[float], exposure: list[float]) -> tuple[float, float]:
    """Slope and standard error (quasi-Poisson, dispersion at least 0.25) of y ~ exposure × exp(a + b x)."""

    def means(slope: float) -> list[float]:
        weights = [e * exp(slope * a) for e, a in zip(exposure, x, strict=True)]
        return [sum(y) * w / sum(weights) for w in weights]

    low, high = -50.0, 50.0
    for _ in range(200):
        slope = (low + high) / 2
        excess = sum(a * (k - m) for a, k, m in zip(x, y, means(slope), strict=True))
        low, high = (slope, high) if excess > 0 else (low, slope)
    mean = means(slope)
    middle = sum(m * a for m, a in zip(mean, x, strict=True)) / sum(mean)
    known = sum(m * (a - middle) ** 2 for m, a in zip(mean, x, strict=True))
    pearson = sum((k - m) ** 2 / m for k, m in zip(y, mean, strict=True)) / (len(x) - 2)
    return slope, (max(0.25, pearson) / known) ** 0.5


def dirty_data() -> dict[str, Any]:
    empty = int((leads()["origin"] == "").sum())
    return row(value=empty / len(leads()), n=len(leads()), low=None, high=None, trend=[])


def unjudged() -> Rows:
    nothing = row(value=None, n=0, low=None, high=None, trend=[], cost_low=None, cost_high=None)
    return {(sign,): {**nothing, "threshold": bar} for sign, bar in THRESHOLDS.items()}


def diagnose() -> Rows:
    rows = unjudged()
    for judge in (slow_sources, mql_as_success, dirty_data):
        rows[(judge.__name__,)] |= judge()
    return rows
