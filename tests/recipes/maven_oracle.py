"""Maven's numbers from the CSV files in pandas and plain Python."""

from __future__ import annotations

from functools import cache
from math import exp, log, sqrt
from typing import Any

import pandas as pd
from tests.recipes import olist_oracle
from tests.recipes.asking import sample_data
from tests.recipes.reckoning import Z, at_least, cents, holm, median_interval, quantile, share_columns, times
from tests.recipes.walking import Key

Rows = dict[Key, dict[str, Any]]
QUARTER = 365.25 / 4


@cache
def deals() -> pd.DataFrame:
    """One row per opportunity with manager, region, product and sector as the guide reconciles them."""
    folder = sample_data("maven_crm")
    pipeline = pd.read_csv(folder / "sales_pipeline.csv", keep_default_na=False)
    teams = pd.read_csv(folder / "sales_teams.csv").rename(columns={"regional_office": "region"})
    accounts = pd.read_csv(folder / "accounts.csv", keep_default_na=False)[["account", "sector"]]
    found = pipeline.merge(teams, on="sales_agent", how="left", validate="many_to_one")
    found = found.merge(accounts, on="account", how="left", validate="many_to_one")
    found["product"] = found["product"].replace("GTXPro", "GTX Pro")
    found["sector"] = found["sector"].fillna("").replace("technolgy", "technology")
    found["industry"] = found["sector"]
    found["opened"] = pd.to_datetime(found["engage_date"])
    found["closed"] = pd.to_datetime(found["close_date"])
    found["days"] = (found["closed"] - found["opened"]).dt.days
    found["amount"] = pd.to_numeric(found["close_value"])
    return found


def end() -> pd.Timestamp:
    """The day of the last event."""
    return max(deals()["opened"].max(), deals()["closed"].max())


def won(group: pd.DataFrame) -> pd.DataFrame:
    return group[group["deal_stage"] == "Won"]


def outcomes(group: pd.DataFrame) -> dict[str, Any]:
    """Counts, win rate with its interval, and the money won."""
    wins, losses = len(won(group)), int((group["deal_stage"] == "Lost").sum())
    counts = {"opportunities": len(group), "won": wins, "lost": losses, "open": len(group) - wins - losses}
    return {**counts, **share_columns("win_rate", wins, wins + losses), "amount_won": cents(won(group)["amount"].sum())}


def win_loss(by: str) -> Rows:
    names = pd.Series("", deals().index) if by == "source" else deals()[by]
    return {(str(name),): outcomes(group) for name, group in deals().groupby(names.replace("", "(none)"))}


def closed_loop() -> Rows:
    nothing = dict.fromkeys(("cycles", "handoffs", "sal", "sql"), 0) | dict.fromkeys(("pipeline", "cost", "roi"))
    timed = [float(d) for d in won(deals())["days"]]
    return {("(none)",): {**outcomes(deals()), **nothing, "median_days": quantile(timed, 0.5)}}


def sourced_influenced() -> Rows:
    return {("(all)", "all"): {**outcomes(deals()), "pipeline": None, "share_won": 1.0}}


def sales_velocity(by: str) -> Rows:
    quarter = deals()["opened"].dt.to_period("Q").map(lambda q: "(none)" if pd.isna(q) else f"{q.year}-Q{q.quarter}")
    names = pd.Series("(all)", index=deals().index) if not by else quarter.astype(object).fillna("(none)")
    return {(str(name),): _velocity(group) for name, group in deals().groupby(names)}


def _velocity(group: pd.DataFrame) -> dict[str, Any]:
    """Opportunities × win rate × value ÷ cycle; the interval by the delta method on the logarithm."""
    told, wins = outcomes(group), won(group)
    if not len(wins):
        return {**told, **dict.fromkeys(("mean_value", "mean_days", "velocity", "low", "high"))}
    value, days, n = wins["amount"].mean(), wins["days"].mean(), len(wins)
    velocity = len(group) * told["win_rate"] * value / days
    relative = pd.DataFrame({"value": wins["amount"] / value, "days": wins["days"] / days})
    of_ratio = (relative["value"] - relative["days"]).var(ddof=1) / n
    half = Z * sqrt((1 - told["win_rate"]) / n + of_ratio)
    money = {"mean_value": value, "velocity": velocity, "low": velocity * exp(-half), "high": velocity * exp(half)}
    return {**told, **{k: f"{amount:.2f}" for k, amount in money.items()}, "mean_days": days}


def quota_attainment() -> Rows:
    wins = won(deals()).assign(period=won(deals())["closed"].dt.to_period("Q"))
    named = wins.assign(member="maven:user:" + wins["sales_agent"])
    found: Rows = {}
    for member_of in (named, named.assign(member="(all)")):
        for (period, member), group in member_of.groupby(["period", "member"]):
            length = (period.end_time - period.start_time).days + 1
            late = group[(period.end_time.normalize() - group["closed"]).dt.days < length // 10]
            found[f"{period.year}-Q{period.quarter}", str(member)] = {
                **dict.fromkeys(("quota", "attainment", "pace")), "won": len(group), "elapsed": 1.0,
                "amount_won": cents(group["amount"].sum()), "last_tenth": late["amount"].sum() / group["amount"].sum(),
            }  # fmt: skip
    return found


def buying_cycle() -> Rows:
    timed = [float(d) for d in won(deals())["days"]]
    waiting = deals()[~deals()["deal_stage"].isin(["Won", "Lost"])]
    ages = (end() - waiting["opened"].dropna()).dt.days
    told = times(timed)
    older, median = int((ages > told["median_days"]).sum()), told["median_days"] or 0.0
    return {
        ("(all)",): {
            **told, "won": len(timed), "open": len(waiting), "open_older": older, "share_older": older / len(ages),
            "quota_days": QUARTER, "cycle_ratio": median / QUARTER, "faults": 0,
        }
    }  # fmt: skip


def data_quality() -> Rows:
    n, closed, wins = len(deals()), int(deals()["closed"].notna().sum()), len(won(deals()))
    checks: dict[Key, tuple[int, int]] = {
        ("maven", "opportunity", "", "closed_before_opened"): (closed, int((deals()["days"] < 0).sum())),
        ("maven", "account", "", "rejected_rows"): (85, 0),
        ("maven", "member", "", "rejected_rows"): (35, 0),
        ("maven", "opportunity", "", "rejected_rows"): (n, 0),
        ("maven", "opportunity", "", "without_account"): (n, int((deals()["account"] == "").sum())),
        ("maven", "opportunity", "", "without_person"): (n, n),
        ("maven", "opportunity", "", "won_without_amount"): (wins, int(won(deals())["amount"].isna().sum())),
    }
    return {key: {"rows": rows, "bad": bad, "share": bad / rows} for key, (rows, bad) in checks.items()}


def quota_against_cycle() -> dict[str, Any]:
    """The sector that a quarter fits worst, of the deals won in 2017: by the sign test's p-value after Holm."""
    year = won(deals())[won(deals())["closed"].dt.year == 2017]
    sectors = [(str(name), [float(d) for d in g["days"]]) for name, g in year.groupby("sector") if len(g) >= 30]
    tested = []
    for name, days in sectors:
        ratio = QUARTER / max(quantile(days, 0.5) or 0.0, 0.5)
        bound = min((0.67, 1.5), key=lambda b, ratio=ratio: abs(log(ratio / b)))  # type: ignore[misc]
        past = [d > QUARTER / bound if bound < 1 else d < QUARTER / bound for d in days]
        untied = sum(d != QUARTER / bound for d in days)
        low, high = median_interval(days) or (0.0, 0.0)
        told = {
            "value": ratio, "threshold": bound, "n": len(days), "low": QUARTER / high, "high": QUARTER / max(low, 0.5)
        }  # fmt: skip
        tested.append((at_least(sum(past), untied), name, told))
    adjusted = holm([p for p, _, _ in tested])
    _, _, name, told = min((a, p, name, told) for a, (p, name, told) in zip(adjusted, tested, strict=True))
    months = [f"2017-{month:02}" for month in range(7, 13)]
    own = year[year["sector"] == name]
    return {**told, "trend": [_month_of(own, month) for month in months]}


def _month_of(wins: pd.DataFrame, month: str) -> list[Any]:
    days = [float(d) for d in wins.loc[wins["closed"].dt.strftime("%Y-%m") == month, "days"]]
    return [month, QUARTER / max(quantile(days, 0.5) or 0.0, 0.5) if days else None, len(days)]


def diagnose() -> Rows:
    rows = olist_oracle.unjudged()
    rows["quota_against_cycle",] |= quota_against_cycle()
    return rows
