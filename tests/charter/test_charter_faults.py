"""Each fault a charter can have is told at its place, with what to write instead."""

from __future__ import annotations

import pytest
from tests.charter.charters import SMALL, faults_of, with_part

# part of a charter (¦ marks where the fault is told) · message · mend
FAULTS = [
    (
        'scoring: {fit: {demo: {when: "free_mail", points: ¦forty}}}',
        "points of `demo` must be a whole number from -1000 to 1000, not 'forty'.",
        "Write 40?",
    ),
    (
        "kpis: {mql: {owner: ¦marketng, measure: handoffs}}",
        "owner of `mql`: 'marketng' is no owner.",
        "Did you mean `marketing`?",
    ),
    ("¦kpi: {}", "there is no key `kpi`.", "Did you mean `kpis`?"),
    ("kpis: {¦mqk: {owner: sales, measure: speed}}", "there is no stage `mqk`.", "Did you mean `mql`?"),
    (
        "sla: {sales: {¦first_respons: {within: 1 days}}}",
        "there is no key `first_respons` in sales of `sla`.",
        "Did you mean `first_response`?",
    ),
    (
        "sla: {sales: {first_response: {within: ¦4 busines hours}}}",
        "within of `first_response` must be a duration such as 14 days or 2 business hours, not '4 busines hours'.",
        None,
    ),
    ("sla: {sales: {first_response: {within: ¦4hours}}}", None, "Write 4 hours?"),
    (
        "sla: {sales: {first_response: {within: ¦2 business weeks}}}",
        "within of `first_response` must be in business minutes, hours or days, not '2 business weeks'.",
        None,
    ),
    (
        "sla: {sales: {first_response: {within: 4 hours, for: ¦0.95}}}",
        "for of `first_response` must be a share from 0% to 100%, not '0.95'.",
        "Write 95%?",
    ),
    ("sla: {sales: {first_response: {within: 4 hours, for: ¦120%}}}", None, None),
    ("sla: {sales: {¦acceptance: {for: 95%}}}", "acceptance of `sales` needs the key `within`.", "Add `within: …`."),
    ("sla: {sales: {attempts: {at_least: 2, over: ¦3 channels, within: 5 days}}}", None, "Write 2 channels?"),
    (
        "business_hours: {days: ¦mon-fry, from: '09:00', to: '17:00'}",
        None,
        "Write mon-fri, or a list such as [mon, wed].",
    ),
    (
        "business_hours: {days: mon, from: '09:00', to: ¦'08:00'}",
        "to of `business_hours` must be later than `from`, not '08:00'.",
        None,
    ),
    (
        "business_hours: {days: mon, from: ¦9am, to: '17:00'}",
        "from of `business_hours` must be a time of day, not '9am'.",
        None,
    ),
    ("business_hours: {days: mon, from: '9:00', to: '17:00', holidays: ¦Netherlands}", None, "Write NL?"),
    ("business_hours: {days: mon, from: '9:00', to: '17:00', holidays: ¦XQ}", None, "Write one like NL."),
    ("in_force_from: ¦2026-02-30", None, "Write it like 2026-10-01."),
    (
        "teams: {sales: {members: {bo: {capacity: ¦12 per month}}}}",
        "capacity of `bo` must be per week, not '12 per month'.",
        "Write 12 per week?",
    ),
    (
        "teams: {sales: {members: {bo: {manager: ¦eve}, eva: {name: Eva}}}}",
        "manager of `bo`: there is no member `eve`.",
        "Did you mean `eva`?",
    ),
    ("teams: {sales: {members: {bo: {time_zone: ¦Europe/Amsterdan}}}}", None, "Did you mean Europe/Amsterdam?"),
    (
        "teams: {marketing: {members: {bo: {}}}, sales: {members: {¦bo: {}}}}",
        "`bo` is a member of both teams.",
        "Give each member one key.",
    ),
    ("quotas: {period: quarter, by_member: {¦bo: 100}}", "there is no member `bo`.", None),
    (
        "crosswalk: {crm: {lead_status: {New: ¦mqll}}}",
        "New of `lead_status`: 'mqll' is no stage.",
        "Did you mean `mql`?",
    ),
    (
        "crosswalk: {crm: {¦lead_statuss: {}}}",
        "there is no key `lead_statuss` in crm of `crosswalk`.",
        "Did you mean `lead_status`?",
    ),
    (
        "crosswalk: {crm: {lead_status: {New: mql, ¦NEW: sal}}}",
        "'NEW' and 'New' are the same: case does not count.",
        None,
    ),
    ("crosswalk: {believe: {mql: ¦hubspto}, hubspot: {}}", None, "Did you mean `hubspot`?"),
    ("fields: {size: {one_of: [small, ¦small]}}", "'small' is listed twice.", None),
    ("fields: {¦fit: {text: any}}", "`fit` cannot be declared: every charter has it already.", None),
    ("fields: {¦Size: {text: any}}", "'Size' is no name: names are lower-case letters, digits and _.", "Write size?"),
    ("fields: {size: {one_of: [s], words: {x: ¦m}}}", "x of `words`: 'm' is no word of this field.", None),
    (
        "scoring: {activity: {open: {on: ¦email.opened, points: 1}}}",
        "`open` scores opened mail, and machines open mail.",
        "Score email.clicked instead.",
    ),
    (
        "scoring: {activity: {page: {on: ¦page.view, points: 1}}}",
        "on of `page`: 'page.view' is no kind of event.",
        "Did you mean `page.viewed`?",
    ),
    ("scoring: {activity: {page: {on: page.viewed, points: 8, at_most: ¦4 per day}}}", None, "Write 8 per day?"),
    (
        'scoring: {fit: {x: {when: "¦fit > 3", points: 1}}}',
        "when of `x`: `fit` cannot be used here: it is what these rules make.",
        None,
    ),
    (
        "scoring: {fit: {x: {when: \"¦form = 'demo'\", points: 1}}}",
        "when of `x`: `form` cannot be used here: it is a fact of an event, and this rule has no `on:`.",
        None,
    ),
    (
        'scoring: {grade: {fit: {A: "fit >= 50", B: ¦"fit >= 60", C: otherwise}}}',
        None,
        "Go from the best to the worst.",
    ),
    ('scoring: {grade: {fit: ¦{A: "fit >= 50"}}}', "fit of `grade` says nothing about the rest.", None),
    ("rules_of_engagement: {a: {when: \"stage = ¦'mqq'\", marketing: any, sales: any}}", None, None),
    (
        'rules_of_engagement: {a: {when: "free_mail", marketing: ¦[any, nurture], sales: any}}',
        "marketing of `a`: `any` stands alone.",
        None,
    ),
    (
        'rules_of_engagement: {a: {when: "free_mail", marketing: any, sales: any, over: ¦b}}',
        "over of `a`: 'b' is no rule of engagement.",
        None,
    ),
    (
        'never: [¦"nobody may send nurture and free_mail"]',
        None,
        "Write it like \"marketing may send nurture and stage = 'mql'\".",
    ),
    ('never: ["marketing may send ¦nurtur and free_mail"]', "'nurtur' is no purpose.", "Did you mean `nurture`?"),
    ('never: ["marketing may send nurture and ¦fre_mail"]', None, "Did you mean `free_mail`?"),
    (
        "incentives: {sales: {weights: ¦{revenue: 80%, margin: 10%}}}",
        "the weights of `sales` add up to 90%, not 100%.",
        None,
    ),
    ("incentives: {sales: {weights: {¦revenues: 100%}}}", "`revenues` is no metric.", "Did you mean `revenue`?"),
    (
        "routing: {otherwise: {to: ¦member bo}}\nteams: {sales: {members: {bob: {}}}}",
        "to of `otherwise`: 'member bo' is nobody in sales.",
        "Did you mean `member bob`?",
    ),
    ("rates: {¦EURO: {2026-01-01: 1.1}}", "'EURO' is no other ISO 4217 currency.", None),
    ("thresholds: {broken_sla: ¦often}", "broken_sla of `thresholds` must be a number, not 'often'.", None),
]


@pytest.mark.parametrize(("part", "message", "mend"), FAULTS)
def test_a_fault_is_told_at_its_place_with_its_mend(part: str, message: str | None, mend: str | None) -> None:
    before = (SMALL + part).partition("¦")[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    found = faults_of(with_part(part.replace("¦", "")))
    here = [fault for fault in found if (fault.line, fault.column) == (line, column)]
    assert here, [str(fault) for fault in found]
    assert message is None or here[0].message == message
    assert mend is None or here[0].mend == mend


JOURNEY_FAULTS = [
    (
        "moves: {a: {from: ¦laed, to: mql, on: sales.accepted}}",
        "from of `a`: 'laed' is no stage.",
        "Did you mean `lead`?",
    ),
    ("moves: {a: {from: lead, to: mql, on: ¦sales.acepted}}", "on of `a`: 'sales.acepted' is no kind of event.", None),
    ("moves: {a: ¦{from: lead, to: mql}}", "a of `moves` never happens: it has neither `on` nor `when`.", None),
    ("moves: {a: {from: lead, to: ¦[mql, sal], on: page.viewed}}", None, "Write mql?"),
    ("moves: {a: {from: lead, to: mql, on: page.viewed, reason: ¦maybe}}", None, None),
    ("cool_down: {¦mql to sal: 3 days}", "'mql to sal' is no way from stage to stage.", None),
    ("cool_down: {¦nurtur -> mql: 3 days}", "there is no stage `nurtur`.", "Did you mean `nurture`?"),
    ("cool_down: {nurture -> mql: ¦3}", None, "Write 3 days?"),
    ("cool_down: {nurture -> mql: 3 days, except: ¦raise}", None, None),
    ("late: {mql: {after: 3 days, then: ¦punish}}", "then of `mql`: 'punish' is no consequence.", None),
    ("final: ¦[customers]", None, "Did you mean `customer`?"),
]


@pytest.mark.parametrize(("part", "message", "mend"), JOURNEY_FAULTS)
def test_a_fault_of_the_journey_is_told_at_its_place(part: str, message: str | None, mend: str | None) -> None:
    column = part.index("¦") + 3
    found = faults_of(with_part("  " + part.replace("¦", "")))
    here = [f for f in found if f.line == 6 and (f.column == column or part.startswith("final"))]
    assert here, [str(fault) for fault in found]
    assert message is None or here[0].message == message
    assert mend is None or here[0].mend == mend
