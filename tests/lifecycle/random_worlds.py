"""Random charters and random histories, for the kernel and the interpreter to agree upon."""

# ruff: noqa: E501, UP031

from __future__ import annotations

from random import Random
from typing import Any

from stories import at, charter, deal, key, said

from tandem.charter.model import Charter
from tandem.lifecycle.inputs import AccountFile, Act, LeadRecord, Role, Staff, World
from tandem.vocabulary import EVENT_KINDS

BEGIN, END = at("2026-01-05 00:00"), at("2026-06-30 00:00")
STAGES = ("lead", "mql", "sal", "sql", "opportunity", "customer", "nurture", "disqualified")
STATUSES = ("New", "Working", "Qualified", "Nurture", "Bad", "Junk", "Lead", "Won", "What")
FORMS, PATHS = ("demo", "contact", "Paper", ""), ("/pricing/eu", "/PRICING", "/blog/x", "/blog", "")
TITLES, COUNTRIES = ("VP Sales", "Clerk", "vp", "", "Director"), ("NL", "nl", "België", "")
NUMBERS, DATES = ("12", "250", "1,500", "nan", "many", "250.5"), ("2026-03-01", "2026-13-01", "2025-12-31")
TRUTHS, REASONS = ("yes", "no", "perhaps"), ("No budget", "Not now", "Other", "")


def random_charter(rng: Random) -> Charter:
    """A charter that reads without faults."""
    return charter(_text(rng))


def _text(rng: Random) -> str:
    zone = rng.choice(("Europe/Amsterdam", "America/New_York", "Asia/Kolkata"))
    has_mql_first = rng.random() < 0.1
    stages = [s for s in STAGES if s in ("lead", "mql") or rng.random() < 0.9]
    stages = stages[1:] if has_mql_first else stages
    words = {"New": "mql", "Working": "sal", "Qualified": "sql", "Nurture": "nurture", "Bad": "disqualified"}
    words |= {"Junk": "ignore", "Lead": "lead", "Won": "customer"}
    crosswalk = ", ".join(f"{k}: {v if v in stages else 'ignore'}" for k, v in words.items())
    lines = [
        'charter: Random', 'version: "7"', f"time_zone: {zone}", "currency: EUR",
        'business_hours: {days: mon-fri, from: "09:00", to: "17:30"}',
        "teams: {sales: {members: {anna: {name: Anna}, bram: {name: Bram}}}, marketing: {members: {mia: {name: Mia}}}}",
        "crosswalk:",
        *(["  believe: {mql: crm}"] if rng.random() < 0.3 and "mql" in stages else []),
        f"  crm: {{lead_status: {{{crosswalk}}}, return_reason: {{No budget: budget, Not now: timing, Other: ignore}}, "
        "opportunity_stage: {Open: open, Won: won, Lost: lost}, budget: {field: Budget, Yes: \"yes\", No: \"no\"}}",
        "  mailer: {lifecycle_stage: {lead: %s, mql: mql}, purpose: {news: newsletter, push: nurture}}" % stages[0],
        "fields:",
        '  seniority: {one_of: [low, vp], from: title, words: {"vp%": vp, "%": low}}',
        "  employees: {number: any, of: account}", "  country: {text: any}", "  score: {number: any, from: Points}",
        "  since: date", "  partner: boolean",
        "scoring:", "  fit:", *(f"    f{n}: {{when: \"{_test(rng, stages, 'fit')}\", points: {rng.choice((-40, 10, 30, 50))}}}" for n in range(rng.randint(1, 4))),
        "  activity:", f"    half_life: {rng.choice(('14 days', '36 hours', '1 week', '3 hours'))}",
        *_activity(rng, stages),
        *(['  grade: {fit: {A: "fit >= 50", B: "fit >= 10", C: otherwise}, activity: {1: "activity >= 60", 2: otherwise}}'] if rng.random() < 0.7 else []),
    ]  # fmt: skip
    graded = "grade" in lines[-1]
    lines += ["lifecycle:", f"  stages: [{', '.join(stages)}]", "  moves:", *_moves(rng, stages, graded)]
    lines += _cool_downs(rng, stages)
    if rng.random() < 0.7:
        lines += ["routing:", f'  first: {{when: "{_test(rng, stages, "route")}", to: member anna}}']
        lines += ["  otherwise: {to: team}"] if rng.random() < 0.5 else []
    lines += ["rules_of_engagement:", f"  grace: {rng.choice(('1 hour', '2 days', '10 minutes'))}"]
    lines += [
        f"  a: {{when: \"{_test(rng, stages, 'engage')}\", marketing: [operational, newsletter], sales: any}}",
        f"  b: {{when: \"{_test(rng, stages, 'engage')}\", marketing: {rng.choice(('none', 'any', '[event_if_owner_agrees]'))}, sales: any{rng.choice(('', ', over: [a]'))}}}",
        "  opted_out: {when: \"consent = 'withdrawn'\", marketing: none, sales: none, over: [a, b]}",
    ]  # fmt: skip
    return "\n".join(lines)


def _leaf(rng: Random, stages: list[str], use: str) -> str:
    facts = [
        "seniority = 'vp'", "seniority <> 'vp'", "seniority is unknown", "employees between 100 and 1000",
        "employees > 12", "employees is unknown", "country = 'nl'", "country like 'bel%'", "country in ('NL', 'be')",
        "not country like '%l'", "score < 250.5", "score <> 12", "score in (12, 1500)", "since >= '2026-01-01'",
        "since is unknown", "partner", "not partner", "free_mail", "budget = 'yes'", "budget is unknown",
        "consent = 'withdrawn'", "consent is unknown", "account_has_open_deal", "account_kind = 'customer'",
        "account_owner_known",
    ]  # fmt: skip
    event = [
        "form = 'demo'", "form <> 'paper'", "path like '/pricing%'", "path like '%x'", "path like '%log%'",
        "campaign is unknown", "channel = 'web'", "asset = 'a'", "outcome = 'connected'", "reason is unknown",
        "purpose = 'news'",
    ]  # fmt: skip
    moving = [
        f"stage = '{rng.choice(stages)}'", f"stage in ('{stages[0]}', '{stages[-1]}')", "days_in_stage >= 3",
        "days_in_stage < 10", "days_since_two_way > 5", "days_since_two_way is unknown", "hand_raise",
        "account_activity >= 60", "account_people_active >= 2",
    ]  # fmt: skip
    made = [f"activity >= {rng.choice((5, 30, 60))}", f"fit >= {rng.choice((0, 10, 50))}", "activity < 10", "fit < 30"]
    pools = {
        "fit": facts * 2 + moving[:1], "act": facts + event * 4, "on": made + facts[:9] + event * 2 + moving,
        "when": made * 4 + facts[:6] + moving * 2, "route": made + facts + moving, "engage": moving * 2 + facts[20:] + made,
    }  # fmt: skip
    return rng.choice(pools[use])


def _test(rng: Random, stages: list[str], use: str) -> str:
    parts = [_leaf(rng, stages, use) for _ in range(rng.choice((1, 1, 2, 3)))]
    text = rng.choice((" and ", " or ")).join(parts)
    return f"not ({text})" if rng.random() < 0.15 else text


def _activity(rng: Random, stages: list[str]) -> list[str]:
    kinds = ("form.submitted", "page.viewed", "email.clicked", "call.made", "field.changed", "campaign.responded")
    found = []
    for n in range(rng.randint(2, 6)):
        points = rng.choice((-10, 1, 4, 8, 15, 40))
        cap = f", at_most: {max(points, 1) * rng.choice((1, 2, 3))} per day" if rng.random() < 0.5 else ""
        when = f', when: "{_test(rng, stages, "act")}"' if rng.random() < 0.6 else ""
        found.append(f"    a{n}: {{on: {rng.choice(kinds)}, points: {points}{when}{cap}}}")
    return found


def _moves(rng: Random, stages: list[str], graded: bool) -> list[str]:
    found = []
    kinds = (
        "form.submitted",
        "meeting.held",
        "opportunity.opened",
        "opportunity.closed",
        "email.clicked",
        "page.viewed",
    )
    for n in range(rng.randint(2, 5)):
        source = rng.sample(stages, rng.randint(1, min(3, len(stages))))
        to = rng.choice(("mql", rng.choice(stages)))
        test = _test(rng, stages, "when") + (" and grade = 'A'" if graded and rng.random() < 0.2 else "")
        test = f"({test.removesuffix(' and grade = ' + repr('A'))})" if " or " in test else test
        found.append(f'    w{n}: {{from: [{", ".join(source)}], to: {to}, when: "{test}"}}')
    for n in range(rng.randint(1, 4)):
        source = rng.sample(stages, rng.randint(1, min(4, len(stages))))
        when = f', when: "{_test(rng, stages, "on")}"' if rng.random() < 0.6 else ""
        to = rng.choice(("mql", rng.choice(stages)))
        found.append(f"    o{n}: {{from: [{', '.join(source)}], to: {to}, on: {rng.choice(kinds)}{when}}}")
    after = [s for s in stages if s not in ("mql",)]
    found.append(f"    accept: {{from: mql, to: {rng.choice(after)}, on: sales.accepted}}")
    found.append(
        f"    back: {{from: [mql, {after[-1]}], to: {rng.choice(after)}, on: sales.returned{rng.choice(('', ', when: ' + chr(34) + 'reason = ' + chr(39) + 'budget' + chr(39) + chr(34)))}}}"
    )
    found.append(f"    dispose: {{from: [{', '.join(after)}], to: [{', '.join(after)}], on: sales.disposed}}")
    return found


def _cool_downs(rng: Random, stages: list[str]) -> list[str]:
    waits = ("3 days", "2 business days", "30 business minutes", "5 business hours", "1 month", "1 week")
    pairs = [(s, "mql") for s in stages if s != "mql" and rng.random() < 0.4]
    listed = ", ".join(f"{s} -> {t}: {rng.choice(waits)}" for s, t in pairs)
    return [f"  cool_down: {{{listed}{rng.choice(('', ', except: o0'))}}}"] if pairs else []


def random_world(rng: Random, accounts: int, events: int) -> tuple[World, list[AccountFile]]:
    """Account files in the order of bucket and account, and what is true of them all."""
    ids = sorted(key(f"account {n} {rng.random()}") for n in range(accounts))
    world = World(
        END, "Europe/Amsterdam",
        members={"anna": Staff("sales"), "bram": Staff("sales"), "mia": Staff("marketing"), "q": Staff("sales", role="queue")},
        campaigns={"c1": ("news", "Spring"), "c2": ("", "push")},
        tracked=frozenset({("crm", "status"), ("crm", "owner")}) if rng.random() < 0.7 else frozenset(),
    )  # fmt: skip
    files = [_file(rng, id, bucket, events // accounts) for bucket, id in enumerate(ids)]
    _join_persons(rng, files)
    return world, files


def _join_persons(rng: Random, files: list[AccountFile]) -> None:
    """Some leads of different accounts are one person."""
    first = [file.leads[0] for file in files]
    for one, other in zip(first[::2], first[1::2], strict=False):
        if rng.random() < 0.7:
            other.person, one.others, other.others = one.person, True, True


def _file(rng: Random, account: bytes, bucket: int, events: int) -> AccountFile:
    leads = sorted(key(f"{account.hex()} {n}") for n in range(rng.choice((1, 1, 2, 3))))
    names = [account.hex()[:8] + str(n) for n in range(rng.choice((0, 0, 1, 2)))]
    records = [_lead(rng, lead) for lead in leads]
    acts = [_act(rng, rng.choice([*leads, leads[0]]), n, names) for n in range(events)]
    acts.sort(key=lambda a: (a.at, EVENT_KINDS[a.kind].rank, a.tool, a.event))
    deals = [_deal(rng, name, leads) for name in names]
    own = [
        said("employees", rng.choice(NUMBERS)),
        said("type", rng.choice(("Customer", "x", ""))),
        said("owner", rng.choice(("", "anna"))),
    ]
    return AccountFile(account, bucket, acts, records, deals, own)


def _lead(rng: Random, lead: bytes) -> LeadRecord:
    values = {
        "title": TITLES, "country": COUNTRIES, "Points": NUMBERS, "since": DATES, "partner": TRUTHS, "status": STATUSES,
        "owner": ("anna", "q", ""), "consent": ("given", "withdrawn"), "Budget": ("Yes", "No", "x"),
        "created_at": (str(BEGIN + rng.randrange(10**13)), ""),
    }  # fmt: skip
    chosen = [said(name, rng.choice(options)) for name, options in values.items() if rng.random() < 0.6]
    if rng.random() < 0.3:
        chosen.append(said("lifecycle_stage", rng.choice(("lead", "mql", "x")), tool="mailer"))
        chosen.append(said("title", rng.choice(TITLES), tool="mailer")._replace(wins=False))
    created = BEGIN + rng.randrange(END - BEGIN) if rng.random() < 0.8 else None
    return LeadRecord(lead, lead, None, created, rng.random() < 0.3, 1, chosen)


def _deal(rng: Random, name: str, leads: list[bytes]) -> Any:
    roles = [Role(lead, lead, "buyer", None, "role") for lead in rng.sample(leads, rng.randint(1, len(leads)))]
    times = sorted(rng.randrange(BEGIN, END) for _ in range(2))
    made = deal(name, won=rng.choice((None, True, False)), roles=roles + roles[:1] * (rng.random() < 0.2))
    made.stage = rng.choice(("", "Open", "Won", "Lost"))
    made.opened_at = times[0] if rng.random() < 0.7 else None
    made.closed_at = times[1] if rng.random() < 0.7 else None
    return made


_KINDS = (
    ("page.viewed", 8), ("form.submitted", 5), ("email.sent", 6), ("email.clicked", 4), ("email.opened", 2),
    ("field.changed", 6), ("call.made", 2), ("meeting.held", 1), ("email.replied", 1), ("owner.assigned", 2),
    ("sales.accepted", 1), ("sales.returned", 1), ("sales.disposed", 1), ("consent.changed", 1), ("email.bounced", 1),
    ("email.unsubscribed", 0.3), ("campaign.responded", 1), ("note.logged", 0.5), ("opportunity.closed", 0.5),
)  # fmt: skip


def _act(rng: Random, lead: bytes, number: int, deals: list[str]) -> Act:
    kind = rng.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])[0]
    known = EVENT_KINDS[kind]
    when = (
        rng.randrange(BEGIN, END) // 10**9 * 10**9
        if rng.random() < 0.5
        else BEGIN + rng.randrange(2000) * 7_200_000_000
    )
    what: dict[str, Any] = dict.fromkeys(Act._fields, "")
    what |= {
        "event": key(f"{lead.hex()} {number}"), "at": when, "whole_day": rng.random() < 0.1, "kind": kind,
        "tool": rng.choice(("crm", "crm", "mailer")), "team": str(known.team), "direction": str(known.direction),
        "channel": known.channel, "automatic": rng.random() < 0.1, "bot": rng.random() < 0.1, "lead": lead,
        "opportunity": None, "form": rng.choice(FORMS), "path": rng.choice(PATHS), "campaign": rng.choice(("c1", "c2", "")),
        "asset": rng.choice(("a", "")), "purpose": rng.choice(("news", "push", "odd", "")) if kind == "email.sent" else "",
    }  # fmt: skip
    if kind == "email.sent" and rng.random() < 0.2:
        what["team"] = "sales"
    if kind == "field.changed":
        field, options = rng.choice((
            ("status", STATUSES), ("status", STATUSES), ("title", TITLES), ("Country", COUNTRIES), ("points", NUMBERS),
            ("since", DATES), ("consent", ("given", "withdrawn", "x")), ("return_reason", REASONS), ("Budget", ("Yes", "No")),
            ("unread", ("1", "2")),
        ))  # fmt: skip
        what |= {"field": field, "old": rng.choice(options), "new": rng.choice(options), "reason": rng.choice(REASONS)}
    if kind == "owner.assigned":
        what |= {"new": rng.choice(("anna", "bram", "mia", "q", "")), "old": rng.choice(("anna", ""))}
    if kind == "consent.changed":
        what["new"] = rng.choice(("given", "withdrawn"))
    if kind == "email.bounced":
        what["outcome"] = rng.choice(("hard", "soft"))
    if kind == "call.made":
        what["outcome"] = rng.choice(("connected", "no_answer"))
    if kind.startswith("sales."):
        what |= {"outcome": rng.choice((*STAGES, "", "odd")), "reason": rng.choice(REASONS)}
    if kind == "opportunity.closed":
        what |= {"outcome": rng.choice(("won", "lost", "")), "opportunity": key(rng.choice(deals)) if deals else None}
    return Act(**what)
