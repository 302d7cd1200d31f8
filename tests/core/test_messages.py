"""The mails: the fact first, unknown never 0, every statement with its source, nothing foreign."""

import re
from datetime import UTC, date, datetime

import pytest

from truce import alerting, claims, messages, model

NAMES = {"TH": "Thailand", "KH": "Cambodia", "MY": "Malaysia"}
CONFLICT = model.Conflict("thailand-cambodia", "Thailand–Cambodia border conflict", "TH", "KH", "Asia/Bangkok")
DAY = date(2025, 12, 8)
ROOT = "<incident-7-root@truce>"


def an_incident(**changes) -> dict:
    return {
        "rule_code": "clash_two_voices",
        "rule_description": "A clash that two publishers report.",
        "incident_id": 7,
        "type": "artillery",
        "occurred_date": DAY,
        "occurred_precision": "day",
        "place": "Chong An Ma",
        "province": "Ubon Ratchathani; Preah Vihear",
        "source_actors": ["KH"],
        "status": "corroborated",
        "killed_low": None,
        "killed_best": None,
        "killed_high": None,
        "injured_low": None,
        "injured_best": None,
        "injured_high": None,
        "weapons": ["rocket_launcher"],
        "family_count": 3,
        "first_reported_at": datetime(2025, 12, 8, 1, tzinfo=UTC),
        "conflict_name": CONFLICT.name,
        "time_zone": "Asia/Bangkok",
        "side_a": "TH",
        "side_b": "KH",
    } | changes


def a_source(**changes) -> dict:
    return {
        "outlet": "Siam Ledger",
        "family": "siam",
        "side": "TH",
        "title": "Guns heard at the pass",
        "link": "https://siam.example/1",
        "published_at": datetime(2025, 12, 8, 1, 30, tzinfo=UTC),
        "assertion": "stated",
    } | changes


def a_claim(**changes) -> dict:
    return {"accuser": "TH", "accused": "KH", "act": "fired first", "response": "deny"} | changes


def an_alert(sources=(), violations=(), claims=(), grade="corroborated/?", root=None, **changes):
    return messages.incident_alert(an_incident(**changes), sources, violations, claims, grade, root, NAMES)


def killed(low, best, high) -> dict:
    return {"killed_low": low, "killed_best": best, "killed_high": high}


# ------------------------------------------------------------------ an incident


def test_the_subject_says_what_where_when_and_how_sure():
    assert an_alert(**killed(1, 1, None)).subject == (
        "[Truce] Artillery near Chong An Ma, 8 Dec 2025, at least 1 killed (corroborated, 3 voices)"
    )


def test_the_subject_of_a_clash_without_place_or_toll_makes_neither_up():
    subject = an_alert(place=None, province=None, status="alleged", family_count=1).subject

    assert subject == "[Truce] Artillery on the border, 8 Dec 2025 (alleged, 1 voice)"


def test_the_fact_comes_first_and_then_how_sure_it_is():
    first, second, *_ = [line for line in an_alert().body_text.splitlines() if line]

    assert first.startswith("Artillery near Chong An Ma")
    assert second.startswith("* How sure: corroborated")


@pytest.mark.parametrize(
    ("toll", "told"),
    [
        ((None, None, None), "no figure for killed"),
        ((1, 1, None), "at least 1 killed"),
        ((1, 3, None), "at least 1 killed, most often 3"),
        ((2, 2, 2), "2 killed"),
        ((1, 2, 3), "1 to 3 killed"),
        ((0, 0, 0), "0 killed"),  # somebody said that nobody died: that is a figure
    ],
)
def test_a_toll_says_no_more_than_is_known(toll, told):
    body = " ".join(an_alert(**killed(*toll)).body_text.split())

    assert f"Killed and injured: {told}; no figure for injured." in body


def test_an_unknown_toll_is_never_a_zero():
    alert = an_alert(grade="corroborated/?")

    assert not re.search(r"\b0 (killed|injured)", alert.body_text + alert.body_html + alert.subject)


def test_publishers_are_counted_once_each_and_by_side():
    sources = [
        a_source(),
        a_source(outlet="Siam Radio"),  # the same owner: the same voice
        a_source(outlet="Isan Today", family="isan"),
        a_source(outlet="Wire", family="wire", side=None),
    ]

    body = " ".join(an_alert(sources).body_text.split())

    assert "3 independent publishers (2 Thailand, 0 Cambodia, 1 third party)" in body


def test_the_press_of_a_state_that_is_no_side_counts_as_third():
    body = " ".join(an_alert([a_source(side="MY")]).body_text.split())

    assert "(0 Thailand, 0 Cambodia, 1 third party)" in body


def test_an_undetermined_shooter_is_said_to_be_undetermined():
    assert "By whom: undetermined." in an_alert(source_actors=[]).body_text


def test_two_shooters_are_both_named_as_countries_not_as_codes():
    body = an_alert(source_actors=["TH", "KH"]).body_text

    assert "By whom: Thailand and Cambodia" in body
    assert not re.search(r"\b(TH|KH)\b", body)


def test_a_broken_ceasefire_is_told_with_its_reason():
    body = " ".join(an_alert(violations=[{"reason": "Breaks point 1 of X."}]).body_text.split())

    assert "Breaks point 1 of X." in body and "no ceasefire" not in body


def test_a_clash_under_no_ceasefire_says_so():
    assert "no ceasefire with a clause against it was in force" in an_alert().body_html


def test_a_claim_stands_beside_its_answer():
    body = " ".join(an_alert(claims=[a_claim()]).body_text.split())

    assert "Thailand accuses Cambodia: “fired first” — denied." in body


def test_a_claim_of_nobody_known_is_still_told():
    body = " ".join(an_alert(claims=[a_claim(accuser=None, response="silence")]).body_text.split())

    assert "somebody accuses Cambodia: “fired first” — no answer heard." in body


def test_every_source_is_given_with_outlet_title_link_and_the_time_where_it_happened():
    sources = [a_source(assertion="alleged"), a_source(outlet="Wire", side=None, link=None)]

    body = an_alert(sources).body_text

    assert "Sources (times of Asia/Bangkok)" in body
    assert "8 Dec 08:30  Siam Ledger, Thailand (alleges)\n    Guns heard at the pass\n" in body
    assert "    https://siam.example/1\n" in body
    assert body.index("Siam Ledger") < body.index("Wire")


def test_the_rule_stands_at_the_foot():
    assert "because of the rule: A clash that two publishers" in an_alert().body_text


# ------------------------------------------------------------------ threads


def test_the_first_mail_of_an_incident_opens_a_thread():
    alert = an_alert()

    assert (alert.kind, alert.thread_id) == ("incident", None)
    assert re.fullmatch(r"<[a-z0-9-]+@[a-z0-9.]+>", alert.message_id)


def test_an_update_answers_in_the_thread_and_begins_with_what_is_new():
    alert = an_alert(root=ROOT, **killed(2, 2, None))

    assert (alert.kind, alert.thread_id) == ("update", ROOT)
    assert alert.subject.startswith("Re: [Truce] Artillery near Chong An Ma")
    assert alert.body_text.startswith("New: now corroborated; at least 2 killed.")


def test_the_same_alert_is_the_same_message_and_another_grade_is_another():
    assert an_alert() == an_alert()
    assert an_alert().message_id != an_alert(grade="verified/?").message_id
    assert an_alert().message_id != an_alert(incident_id=8).message_id
    assert an_alert().message_id != an_alert(rule_code="any_clash").message_id


# ------------------------------------------------------------------ what comes from outside

HOSTILE = '</p><script>alert("1")</script><img src=x onerror=alert(2)>'


def hostile_alert(**changes):
    sources = [a_source(title=HOSTILE, outlet=HOSTILE, link='https://x.example/"><script>')]
    return an_alert(sources, [{"reason": HOSTILE}], [a_claim(act=HOSTILE)], place=HOSTILE, **changes)


def test_text_from_outside_stays_text():
    html = hostile_alert().body_html

    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html and 'href="https://x.example/&quot;' in html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", " https://x", "//x.example", "", None])
def test_only_web_addresses_become_links(link):
    assert "<a " not in an_alert([a_source(link=link)]).body_html


def test_a_mail_loads_nothing_from_anywhere():
    html = an_alert([a_source()], claims=[a_claim()]).body_html

    assert re.findall(r"(?:src|srcset|background|data)=", html) == []
    assert "url(" not in html and "<link" not in html and "@import" not in html
    assert re.findall(r'href="([^"]*)"', html) == ["https://siam.example/1"]


def test_the_plain_text_is_narrow_enough_for_any_reader_except_for_addresses():
    words = "a long headline that goes on and on " * 8
    alert = an_alert(
        [a_source(title=words, link="https://x.example/" + "a" * 120)],
        [{"reason": words}],
        [a_claim(act=words)],
        rule_description=words,
        root=ROOT,
    )

    lines = [line for line in alert.body_text.splitlines() if "https://" not in line]

    assert max(map(len, lines)) <= 78


# ------------------------------------------------------------------ no word is missing


def test_every_code_that_a_row_may_hold_has_its_words():
    assert set(messages.TYPES) == set(model.CLASH_TYPES)
    assert set(messages.STATUSES) == set(alerting.LADDER)
    assert set(messages.RESPONSES) == set(claims.RESPONSES)
    assert set(messages.PRECISIONS) == {precision.value for precision in model.Precision}


# ------------------------------------------------------------------ the digest


def the_numbers(**changes) -> dict:
    names = ("clashes", "violations_alleged", "violations_corroborated", "talks_held", "claims")
    return (
        {name: 0 for name in names}
        | {f"week_{name}": 0 for name in names}
        | {"entries_side_a": 12, "entries_side_b": 9, "entries_third": 4}
        | changes
    )


def a_week(**changes) -> dict:
    return {
        "week_start_date": DAY,
        "clashes": 2,
        "violations_alleged": 1,
        "violations_corroborated": 0,
        "talks_held": 1,
        "claims": 1,
    } | changes


def a_digest(incidents=(), meetings=(), claims=(), weeks=(), ceasefires=(), conflict=CONFLICT, feeds=(), **numbers):
    return messages.digest(
        conflict,
        DAY,
        the_numbers(**numbers),
        incidents,
        meetings,
        claims,
        weeks,
        ceasefires,
        NAMES,
        feeds,
    )


def test_the_digest_begins_with_violations_versus_talks():
    alert = a_digest(violations_alleged=1, violations_corroborated=2, talks_held=2, clashes=4)

    assert alert.body_text.startswith("8 Dec 2025: 3 violations versus 2 talks held")
    assert "3 violations" in alert.subject and "2 talks held" in alert.subject


def test_alleged_and_corroborated_violations_are_never_one_number_in_the_table():
    rows = a_digest(violations_alleged=1, week_violations_corroborated=5).body_text.splitlines()

    assert "violations, corroborated    0       5" in rows
    assert "violations, alleged         1       0" in rows


def test_a_quiet_day_says_so_and_who_was_heard():
    body = a_digest().body_text

    assert "quiet" in body.splitlines()[0] + body.splitlines()[1]
    assert "Thailand: 12 entries" in body and "Third parties: 4 entries" in body


def test_a_day_on_which_neither_side_was_heard_is_not_called_quiet():
    body = a_digest(entries_side_a=0, entries_side_b=0).body_text

    assert "quiet" not in body and "no data, which is not calm" in body.split("\n\n")[0]


def test_feeds_that_told_nothing_are_named_by_what_is_the_matter():
    feeds = [{"outlet": f"Outlet {n}", "state": "silent"} for n in range(8)] + [{"outlet": "The Post", "state": "gone"}]
    body = " ".join(a_digest(feeds=feeds).body_text.split())

    assert "published nothing for unusually long: Outlet 0, Outlet 1" in body and "Outlet 5 and 2 more" in body
    assert "Gone for good, says their server: The Post" in body
    assert "unusually long" not in a_digest().body_text


def test_a_loud_day_is_not_called_quiet():
    assert "quiet" not in a_digest(clashes=1).body_text
    assert "quiet" not in a_digest(violations_alleged=1).body_text  # a breach without a shot


def test_the_silence_of_a_side_is_no_data_and_not_calm():
    body = " ".join(a_digest(entries_side_b=0, clashes=1).body_text.split())

    assert "Cambodia: 0 entries heard from its press: no data, which is not calm" in body


def test_the_digest_names_incidents_meetings_claims_and_ceasefires():
    incident = an_incident(is_violation=True, **killed(1, 1, None))
    meeting = {
        "meeting_date": date(2025, 12, 24),
        "venue": "Chanthaburi",
        "type": "GBC",
        "status": "announced",
        "participants": ["TH", "KH"],
    }
    ceasefire = {
        "name": "the Kuala Lumpur declaration",
        "state": "suspended",
        "state_from_at": datetime(2025, 11, 10, tzinfo=UTC),
        "effective_at": None,
        "clause_count": 4,
    }

    alert = a_digest([incident], [meeting], [a_claim()], ceasefires=[ceasefire])
    body = " ".join(alert.body_text.split())

    assert "Chong An Ma: artillery, corroborated, at least 1 killed, 3 voices — VIOLATION" in body
    assert "24 Dec 2025, Chanthaburi: GBC, announced (Thailand, Cambodia)" in body
    assert "Thailand accuses Cambodia: “fired first” — denied." in body
    assert "the Kuala Lumpur declaration: suspended since 10 Nov 2025" in body


def test_a_meeting_without_day_or_venue_gets_neither():
    meeting = {
        "meeting_date": None,
        "venue": None,
        "type": "regional_body",
        "status": "overdue",
        "participants": [],
    }

    assert "* no day named: regional body, overdue ()" in a_digest(meetings=[meeting]).body_text


def test_a_breach_without_a_shot_is_named_in_words():
    incident = an_incident(type="access_denied", is_violation=True)

    assert "access denied, corroborated" in a_digest([incident]).body_text


def test_a_heading_without_anything_under_it_is_left_out():
    body = a_digest().body_text

    assert not re.search(r"^(Incidents|Meetings|Claims|Ceasefires)$", body, re.MULTILINE)


def test_the_digest_carries_the_chart_where_there_are_weeks_to_draw():
    drawn, bare = a_digest(weeks=[a_week()]), a_digest()

    assert drawn.chart_spec["$schema"].endswith("v5.json")
    assert re.findall(r'src="([^"]*)"', drawn.body_html) == ["cid:chart@truce"]
    assert bare.chart_spec is None and "<img" not in bare.body_html


def test_one_conflict_has_one_digest_a_day():
    other = model.Conflict("israel-lebanon", "Israel–Lebanon", "IL", "LB", "Asia/Beirut")

    assert a_digest().message_id == a_digest(clashes=3).message_id
    assert a_digest().message_id != a_digest(conflict=other).message_id
    assert (a_digest().kind, a_digest().digest_date) == ("digest", DAY)
    assert a_digest().grade != a_digest(conflict=other).grade  # else the outbox takes one of them
