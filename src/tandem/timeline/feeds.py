"""The feeds: kinds of fact that measures and signs stand on, in words that no tool owns.

What gives a feed in each tool (objects, columns, the setting or query that switches it on) is in the connectors'
`feeds.py`; `tandem doctor` and the needs table in the docs join the two.
"""

from __future__ import annotations

from typing import Final

FEEDS: Final[dict[str, str]] = {
    "people": "the persons both teams know, with e-mail and creation time",
    "accounts": "the companies they belong to",
    "second_tool": "the same buyers in the other team's tool, with owner or stage",
    "sources": "where a person came from first",
    "members": "who is in which team, with e-mail, manager and region",
    "lead_status_history": "every change of a lead's status or lifecycle stage, with its time",
    "owner_history": "every change of a lead's owner, with its time",
    "reasons": "why sales returned or disposed of a lead",
    "form_submissions": "forms that people sent, with time and form",
    "web_visits": "pages that people saw",
    "marketing_email": "each mail that marketing's tool sent, with its outcome",
    "sales_activity": "calls, mails and meetings of sales, with time of day and direction",
    "consent": "who opted out, and when",
    "campaign_members": "who was in which campaign and responded when",
    "campaign_costs": "what each campaign cost",
    "opportunities": "deals with amount, owner, opening and closing time and outcome",
    "opportunity_history": "every change of a deal's stage, with its time",
    "opportunity_roles": "which persons belong to which deal",
    "loss_reasons": "why deals were lost",
    "merges": "records that a tool merged or converted",
    "quotas": "targets per member or team and period (in the charter)",
    "kpi_map": "who owns which stage by which measure (in the charter)",
}
