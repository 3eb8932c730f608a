"""Every sign, in the order in which people read them: the conversation first, the data last."""

from __future__ import annotations

from typing import Final

from tandem.diagnosis import (
    broken_sla,
    crossed_messages,
    dirty_data,
    mql_as_success,
    no_lead_process,
    quota_against_cycle,
    silent_sales,
    slow_sources,
    split_tools,
    top_of_funnel_kpis,
    unanswered_hand_raises,
    unjoined_results,
    unworked_leads,
)
from tandem.diagnosis.sign import Sign

SIGNS: Final[dict[str, Sign]] = {
    sign.name: sign
    for sign in (
        crossed_messages.SIGN,
        broken_sla.SIGN,
        unworked_leads.SIGN,
        unanswered_hand_raises.SIGN,
        silent_sales.SIGN,
        no_lead_process.SIGN,
        slow_sources.SIGN,
        mql_as_success.SIGN,
        top_of_funnel_kpis.SIGN,
        unjoined_results.SIGN,
        split_tools.SIGN,
        dirty_data.SIGN,
        quota_against_cycle.SIGN,
    )
}
