"""The measures once more in plain Python or pandas, written another way than the product's SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.analytics.cuts import END, STAGES

Row = dict[str, Any]
PATH = STAGES[:6]


def sample_data() -> Path:
    """The folder of public data sets beside the repository; skips the test where it is absent."""
    default = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("TANDEM_SAMPLE_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"public sample data is not at {folder}; set TANDEM_SAMPLE_DATA to where it is")
    return folder


def lag(start: datetime, start_whole: bool, end: datetime, end_whole: bool) -> float:
    """Days between two instants; whole calendar days when either is a date only."""
    if start_whole or end_whole:
        return float((end.date() - start.date()).days)
    return (end - start).total_seconds() / 86400


def owners(cut: dict[str, list[Row]]) -> dict[str, str]:
    """Deal → the one cycle that it counts with."""
    found: dict[str, str] = {}
    for deal in cut["deal"]:
        claims = [c for c in cut["cycle"] if c.get("opportunity") == deal["opportunity"]]
        own = [c for c in claims if c["lead"] == deal.get("lead")] or claims
        if own:
            first = min(c["entered_at"] for c in own)
            tied = [c["cycle"] for c in own if c["entered_at"] == first]
            found[deal["opportunity"]] = _smallest_key(tied)
    return found


def _smallest_key(names: list[str]) -> str:
    from tests.analytics.cuts import key

    return min(names, key=key)


def steps(cut: dict[str, list[Row]], cycle: Row) -> dict[str, tuple[datetime, bool, bool]]:
    """Stage → (when, whole day, skipped) of one cycle, deals included where they count with it."""
    seen = {
        r["stage"]: (r["at"], bool(r.get("whole_day")), bool(r.get("skipped")))
        for r in cut["reach"]
        if r["id"] == cycle["cycle"]
    }
    seen[cycle["entry_stage"]] = (cycle["entered_at"], _first_whole(cut, cycle), False)
    deal = next((d for d in cut["deal"] if d["opportunity"] == cycle.get("opportunity")), None)
    if deal and owners(cut)[deal["opportunity"]] == cycle["cycle"]:
        seen["opportunity"] = (deal["opened_at"], deal["opened_whole_day"], False)
        if deal["outcome"] == "won":
            seen["customer"] = (deal["closed_at"], deal["closed_whole_day"], False)
    for i, stage in enumerate(PATH):
        later = [seen[s] for s in PATH[i + 1 :] if s in seen]
        if stage not in seen and later:
            moment, whole, _ = min(later, key=lambda step: step[:2])
            seen[stage] = (moment, whole, True)
    return seen


def _first_whole(cut: dict[str, list[Row]], cycle: Row) -> bool:
    told = [
        bool(r.get("whole_day"))
        for r in cut["reach"]
        if r["id"] == cycle["cycle"] and r["stage"] == cycle["entry_stage"]
    ]
    return min([*told, bool(cycle.get("entered_whole_day"))])


def slice_of(cut: dict[str, list[Row]], unit: Row, by: str, kind: str = "cycle") -> str:
    """The slice that a unit falls into."""
    if not by:
        return "(all)"
    if by in ("source", "owner", "campaign", "loss_reason"):
        return unit.get(by) or "(none)"
    name = unit["cycle" if kind == "cycle" else "opportunity"]
    values = [d["value"] for d in cut["dimension"] if (d["unit"], d["id"], d["dimension"]) == (kind, name, by)]
    return (values[0] if values else "") or "(none)"


def funnel(cut: dict[str, list[Row]], by: str, horizon: int = 90) -> dict[tuple[str, str], Row]:
    """(slice, stage) → entered, reached, mature, rate, still_open."""
    rows: dict[tuple[str, str], Row] = {}
    for cycle in cut["cycle"]:
        if cycle["number"] != 1:
            continue
        seen = steps(cut, cycle)
        deal = next((d for d in cut["deal"] if d["opportunity"] == cycle.get("opportunity")), None)
        elsewhere = deal is not None and owners(cut)[deal["opportunity"]] != cycle["cycle"]
        whole = bool(cycle.get("entered_whole_day"))
        mature = lag(cycle["entered_at"], whole, END, False) >= horizon
        for stage in PATH:
            row = rows.setdefault(
                (slice_of(cut, cycle, by), stage),
                {"entered": 0, "reached": 0, "mature": 0, "in_time": 0, "still_open": 0},
            )
            row["entered"] += 1
            row["mature"] += mature
            if stage in seen:
                row["reached"] += 1
                row["in_time"] += mature and lag(cycle["entered_at"], whole, *seen[stage][:2]) <= horizon
            else:
                alive = cycle["outcome"] == "open" or (cycle["outcome"] == "sql" and stage in PATH[4:])
                row["still_open"] += alive and not elsewhere and not (deal and deal["outcome"] == "lost")
    for row in rows.values():
        row["rate"] = row["in_time"] / row["mature"] if row["mature"] else None
    return rows


def fates(cut: dict[str, list[Row]], by: str) -> Iterator[tuple[tuple[str, str, str], str, float]]:
    """(slice, from, to), status and days of every case that stage time follows."""
    cycles = [c for c in cut["cycle"] if c["number"] == 1]
    stories = {c["cycle"]: steps(cut, c) for c in cycles}
    real = [s for s in PATH if any(s in story and not story[s][2] for story in stories.values())]
    pairs = [(a, b, False) for a, b in pairwise(real)]
    if len(real) > 1 and real[-1] == "customer":
        pairs = [p for p in pairs if p[:2] != (real[0], "customer")] + [(real[0], "customer", True)]
    for cycle in cycles:
        story = stories[cycle["cycle"]]
        deal = next((d for d in cut["deal"] if d["opportunity"] == cycle.get("opportunity")), None)
        elsewhere = deal is not None and owners(cut)[deal["opportunity"]] != cycle["cycle"]
        for origin, to, whole_run in pairs:
            if elsewhere and to in ("opportunity", "customer"):
                continue
            if whole_run:
                start = (cycle["entered_at"], bool(cycle.get("entered_whole_day")))
            elif origin in story and not story[origin][2]:
                start = story[origin][:2]
            else:
                continue
            status, end = _fate(cycle, deal, story, to)
            yield (slice_of(cut, cycle, by), origin, to), status, lag(*start, *end)


def _fate(cycle: Row, deal: Row | None, story: dict[str, Any], to: str) -> tuple[str, tuple[datetime, bool]]:
    arrived = [story[s][:2] for s in PATH[PATH.index(to) :] if s in story]
    if arrived:
        return "converted", min(arrived, key=lambda step: step[:2])
    if cycle["outcome"] in ("disqualified", "recycled"):
        return "lost", (cycle["ended_at"], False)
    if deal and deal["outcome"] == "lost":
        return "lost", (deal["closed_at"], deal["closed_whole_day"])
    return "open", (END, False)


def incidence(cases: list[tuple[str, float]], day: float) -> float | None:
    """Aalen–Johansen by hand: at each day with an end, survival before × converted ÷ at risk."""
    if not cases:
        return None
    survival, share = 1.0, 0.0
    for t in sorted({d for _, d in cases if d <= day}):
        risk = sum(1 for _, d in cases if d >= t)
        converted = sum(1 for s, d in cases if d == t and s == "converted")
        lost = sum(1 for s, d in cases if d == t and s == "lost")
        share += survival * converted / risk
        survival *= 1 - (converted + lost) / risk
    return share


# --- public data sets -------------------------------------------------------------------------------------------


def olist() -> pd.DataFrame:
    """One row per marketing-qualified lead: mql_id, source, first_contact (date), won (timestamp or NaT), days."""
    folder = sample_data() / "olist_funnel"
    leads = pd.read_csv(folder / "olist_marketing_qualified_leads_dataset.csv", keep_default_na=False)
    deals = pd.read_csv(folder / "olist_closed_deals_dataset.csv", usecols=["mql_id", "won_date"])
    both = leads.merge(deals, on="mql_id", how="left", validate="one_to_one")
    both["source"] = both["origin"].where(both["origin"] != "", "(none)")
    both["first_contact"] = pd.to_datetime(both["first_contact_date"])
    both["won"] = pd.to_datetime(both["won_date"])
    both["days"] = (both["won"].dt.normalize() - both["first_contact"]).dt.days
    return both


def olist_end() -> date:
    """The day of the last event."""
    last = olist()["won"].max()
    return date(last.year, last.month, last.day)


def olist_funnel(horizon: int = 90) -> dict[tuple[str, str], Row]:
    """(source, stage) → entered, reached, mature, rate, still_open for the stages mql and customer."""
    found: dict[tuple[str, str], Row] = {}
    leads, end = olist(), pd.Timestamp(olist_end())
    for source, group in leads.groupby("source"):
        mature = group[(end - group["first_contact"]).dt.days >= horizon]
        won_in_time = int((mature["days"] <= horizon).sum())
        common = {"entered": len(group), "mature": len(mature)}
        won = int(group["won"].notna().sum())
        rate = won_in_time / len(mature) if len(mature) else None
        start_rate = 1.0 if len(mature) else None
        found[str(source), "mql"] = {**common, "reached": len(group), "rate": start_rate, "still_open": 0}
        found[str(source), "customer"] = {**common, "reached": won, "rate": rate, "still_open": len(group) - won}
    return found


def olist_stage_time(at: tuple[int, ...] = (30, 60, 90), by_source: bool = True) -> dict[str, Row]:
    """Source (or `(all)`) → n, converted, open, quartiles of days, faults and the share won by each day."""
    leads = olist() if by_source else olist().assign(source="(all)")
    end = pd.Timestamp(olist_end())
    found: dict[str, Row] = {}
    for source, group in leads.groupby("source"):
        lags = group["days"].dropna()
        timed = lags[lags >= 0]
        cases = [("converted", float(d)) for d in timed]
        cases += [("open", float(d)) for d in (end - group.loc[group["won"].isna(), "first_contact"]).dt.days]
        found[str(source)] = {
            "from": "mql",
            "to": "customer",
            "n": len(group),
            "converted": len(lags),
            "lost": 0,
            "open": int(group["won"].isna().sum()),
            "median_days": float(timed.median()),
            "q1_days": float(timed.quantile(0.25)),
            "q3_days": float(timed.quantile(0.75)),
            "faults": int((lags < 0).sum()),
            **{f"reached_{n}": incidence(cases, n) for n in at},
        }
    return found


def maven() -> pd.DataFrame:
    """One row per opportunity with its agent's manager and region; days for closed ones."""
    folder = sample_data() / "maven_crm"
    pipeline = pd.read_csv(folder / "sales_pipeline.csv", keep_default_na=False)
    deals = pipeline.merge(
        pd.read_csv(folder / "sales_teams.csv"), on="sales_agent", how="left", validate="many_to_one"
    )
    deals["days"] = (pd.to_datetime(deals["close_date"]) - pd.to_datetime(deals["engage_date"])).dt.days
    deals["value"] = pd.to_numeric(deals["close_value"])
    return deals


def maven_win_loss(by: str) -> dict[str, Row]:
    """`manager` | `regional_office` | `sales_agent` … → opportunities, counts, win_rate, amount_won (cents)."""
    found: dict[str, Row] = {}
    for value, group in maven().groupby(by):
        won, lost = (int((group["deal_stage"] == stage).sum()) for stage in ("Won", "Lost"))
        amount = group.loc[group["deal_stage"] == "Won", "value"].sum()
        found[str(value) or "(none)"] = {
            "opportunities": len(group),
            "won": won,
            "lost": lost,
            "open": len(group) - won - lost,
            "win_rate": won / (won + lost) if won + lost else None,
            "amount_won": round(float(amount) * 100),
        }
    return found
