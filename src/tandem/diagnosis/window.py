"""Which days a sign looks at: the last complete, matured quarter, and six months for the trend.

*Matured*: the sign's own follow-up has passed for every case of the window, so that all had the same time.
Dates are days of the charter's zone; windows are half-open [since, until).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, timedelta

from tandem.analytics.measure import Setting
from tandem.zones import zone_info

TREND_MONTHS = 6
FOLLOW_UP_DAYS = 30
"""How long a handed-over lead is followed before its case is judged."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that count (`since` … `until`) and the six months of the trend, oldest first ("2026-04")."""

    since: date
    until: date
    trend: tuple[str, ...]
    first: date
    """Where reading starts: the earlier of the window's and the trend's start."""
    last: date
    """Where reading ends."""

    def params(self) -> dict[str, object]:
        """`$first` and `$last`, the days a sign's SQL reads between."""
        return {"first": self.first, "last": self.last}

    @property
    def months(self) -> tuple[str, ...]:
        """The window's months."""
        return months_between(self.since, self.until)

    def note(self) -> str:
        """The window in words."""
        return f"Window: {self.since} to {self.until - timedelta(days=1)}."


def data_end(setting: Setting) -> date | None:
    """The day after the data's last day, in the charter's zone; None without data."""
    if setting.data_through is None:
        return None
    local = setting.data_through.replace(tzinfo=UTC).astimezone(zone_info(setting.charter.time_zone))
    return local.date() + timedelta(days=1)


def matured_before(setting: Setting, follow_up_days: int) -> date | None:
    """Cases of earlier days were followed for at least `follow_up_days`; None without data."""
    end = data_end(setting)
    return None if end is None else end - timedelta(days=follow_up_days)


def last_quarter(setting: Setting, follow_up_days: int = 0) -> Window | None:
    """The last calendar quarter that ended at least `follow_up_days` before the data's end; None without data."""
    return _window(setting, follow_up_days, quarters=1)


def last_year(setting: Setting, follow_up_days: int = 0) -> Window | None:
    """The last four complete, matured quarters: for times to win, of which one quarter holds too few."""
    return _window(setting, follow_up_days, quarters=4)


def _window(setting: Setting, follow_up_days: int, quarters: int) -> Window | None:
    matured = matured_before(setting, follow_up_days)
    if matured is None:
        return None
    month_end = matured.replace(day=1)
    until = month_end.replace(month=(month_end.month - 1) // 3 * 3 + 1)
    since = months_before(until, 3 * quarters)
    trend_start = months_before(month_end, TREND_MONTHS)
    return Window(since, until, months_between(trend_start, month_end), min(since, trend_start), month_end)


def months_before(day: date, months: int) -> date:
    """The first of the month `months` before `day`'s month."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def months_between(since: date, until: date) -> tuple[str, ...]:
    """The months from `since` to before `until`, as "YYYY-MM"."""
    found = []
    while since < until:
        found.append(f"{since:%Y-%m}")
        since = months_before(since, -1)
    return tuple(found)
