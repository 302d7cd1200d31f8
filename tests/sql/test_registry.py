"""The registry says what the codebook's table says, with a source and a certainty for every row."""

from datetime import date, datetime, timedelta, timezone

import pytest
from rows_for_tests import CONFLICT, NOON, PUTRAJAYA, run

from truce import ceasefires, store
from truce.model import Incident, Range

LOCAL = timezone(timedelta(hours=7))
KUALA_LUMPUR = "th-kh-2025-10-26-kuala-lumpur"
DECEMBER = "th-kh-2025-12-27-gbc"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


# ------------------------------------------------------------------ feeds


def test_there_are_feeds_enough_in_the_three_languages(tx):
    counts = dict(run(tx, "select language, count(*) from feeds where is_enabled group by 1"))

    assert sum(counts.values()) >= 60
    assert min(counts[language] for language in ("en", "th", "km")) >= 10


@pytest.mark.parametrize(
    ("about", "condition"),
    [
        ("Thai outlets in Thai", "side = 'TH' and language = 'th'"),
        ("Thai outlets in English", "side = 'TH' and language = 'en'"),
        ("Cambodian outlets in Khmer", "side = 'KH' and language = 'km'"),
        ("Cambodian outlets in English", "side = 'KH' and language = 'en'"),
        ("regional outlets of neither side", "kind = 'regional' and side is null"),
        ("wires", "kind = 'wire' and side is null"),
        ("the UN and aid", "kind = 'un_aid'"),
    ],
)
def test_no_kind_of_voice_is_missing(tx, about, condition):
    heard = run(tx, f"select count(distinct family) from feeds where is_enabled and {condition}")

    assert heard[0][0] >= 3, about


def test_no_address_is_polled_twice(tx):
    twice = run(
        tx,
        "select rtrim(regexp_replace(url, '^https?://(www\\.)?', ''), '/'), count(*) from feeds "
        "group by 1 having count(*) > 1",
    )

    assert twice == []


def test_a_government_is_the_voice_of_its_own_side(tx):
    strays = run(
        tx,
        "select feed_code from feeds where kind = 'government' and side is distinct from country",
    )

    assert strays == []


# ------------------------------------------------------------------ sources


@pytest.mark.parametrize(
    "table",
    ["ceasefires", "clauses", "ceasefire_states", "commitments", "known_tolls"],
)
def test_every_row_names_a_source_with_its_date_and_how_sure_it_is(tx, table):
    rows = run(tx, f"select source, certainty from {table}")

    assert rows
    assert [source for source, _ in rows if " — " not in source and "20" not in source] == []
    assert {certainty for _, certainty in rows} <= {"high", "medium", "low"}


def test_a_row_that_is_not_sure_says_why(tx):
    silent = run(
        tx,
        "select ceasefire_code, from_at from ceasefire_states where certainty <> 'high' and doubt is null",
    )

    assert silent == []


def test_figures_that_contradict_each_other_are_both_kept(tx):
    counts = run(
        tx,
        "select low from known_tolls where category = 'killed' and side is null "
        "and as_of_at::date = '2025-12-27' order by low",
    )

    assert counts == [(47,), (101,)]


# ------------------------------------------------------------------ the life of each ceasefire


@pytest.mark.parametrize(
    ("code", "moment", "state", "by"),
    [
        (PUTRAJAYA, "2025-07-28T23:59:59", "announced", None),
        (PUTRAJAYA, "2025-07-29T00:00:00", "in_force", None),  # 28 July, 24:00
        (PUTRAJAYA, "2025-11-12T12:00:00", "in_force", None),  # suspended was the declaration
        (PUTRAJAYA, "2025-12-07T12:00:00", "in_force", None),
        (PUTRAJAYA, "2025-12-08T05:05:00", "collapsed", None),
        (KUALA_LUMPUR, "2025-10-25T23:00:00", None, None),
        (KUALA_LUMPUR, "2025-10-27T00:00:00", "in_force", None),
        (KUALA_LUMPUR, "2025-11-10T00:00:00", "in_force", None),
        (KUALA_LUMPUR, "2025-11-11T00:00:00", "suspended", "TH"),
        (KUALA_LUMPUR, "2025-12-08T05:05:00", "collapsed", None),
        (DECEMBER, "2025-12-27T11:59:59", "announced", None),
        (DECEMBER, "2025-12-27T12:00:00", "in_force", None),
        (DECEMBER, "2026-01-31T12:00:00", "in_force", None),
    ],
)
def test_a_ceasefire_stood_where_the_codebook_says(tx, code, moment, state, by):
    found = run(
        tx,
        "select state, by_actor from ceasefire_states where ceasefire_code = %s "
        "and tstzrange(from_at, to_at) @> %s::timestamptz",
        code,
        local(moment),
    )

    assert found == ([(state, by)] if state else [])


def test_ceasefires_bind_from_the_minute_the_codebook_gives(tx):
    effective = dict(run(tx, "select ceasefire_code, effective_at from ceasefires"))

    assert effective[PUTRAJAYA] == local("2025-07-29T00:00:00")
    assert effective[KUALA_LUMPUR].astimezone(LOCAL).date() == date(2025, 10, 26)
    assert effective[DECEMBER] == local("2025-12-27T12:00:00")


def test_calls_that_one_side_never_accepted_were_never_in_force(tx):
    found = run(
        tx,
        "select ceasefires.ceasefire_code, array_agg(state) from ceasefires "
        "join ceasefire_states using (ceasefire_code) "
        "where effective_at is null and conflict_code = %s group by 1",
        CONFLICT,
    )

    assert len(found) == 2
    assert all(states == ["never_in_force"] for _, states in found)


def test_a_state_begins_where_the_one_before_it_ends(tx):
    gaps = run(
        tx,
        "select ceasefire_code, from_at from (select *, lag(to_at) over (partition by "
        "ceasefire_code order by from_at) as before_to_at, row_number() over (partition by "
        "ceasefire_code order by from_at) as number from ceasefire_states) as states "
        "where number > 1 and before_to_at is distinct from from_at",
    )

    assert gaps == []


def test_the_minutes_of_7_august_are_there_point_by_point(tx):
    numbers = run(tx, "select clause_number from clauses where clause_number like 'GBC-2025-08-07/%'")

    assert len(numbers) >= 12


def test_the_mediators_and_the_parties_are_named(tx):
    found = run(
        tx,
        "select ceasefire_code, mediators, array_agg(actor_code order by actor_code) "
        "from ceasefires join ceasefire_parties using (ceasefire_code) "
        "where conflict_code = %s group by 1",
        CONFLICT,
    )
    mediators = {code: names for code, names, _ in found}

    assert "MY" in mediators[PUTRAJAYA]
    assert {"MY", "US"} <= set(mediators[KUALA_LUMPUR])
    assert all(parties == ["KH", "TH"] for _, _, parties in found)


# ------------------------------------------------------------------ what follows from it


def an_incident(day: str, kind: str) -> Incident:
    return Incident(
        incident_id=1, conflict_code=CONFLICT, type=kind, is_kinetic=kind == "artillery",
        occurred_date=date.fromisoformat(day), occurred_precision="day", place_code=None,
        where_precision=None, source_actors=("TH",), status="verified", killed=Range(),
        injured=Range(), weapons=(), summary="x", family_count=2, report_count=2,
        sides_heard=("TH", "KH"), first_reported_at=NOON, last_reported_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "kind", "broken"),
    [
        ("2025-07-24", "artillery", set()),
        ("2025-07-28", "artillery", set()),
        ("2025-07-29", "artillery", {(PUTRAJAYA, "1")}),
        ("2025-07-30", "reinforcement", set()),  # the minutes that forbid it came on 7 August
        ("2025-08-08", "reinforcement", {(PUTRAJAYA, "GBC-2025-08-07/03")}),
        ("2025-08-08", "crossing", {(PUTRAJAYA, "GBC-2025-08-07/02")}),  # the clause of fewer kinds of act
        ("2025-08-08", "airspace", {(PUTRAJAYA, "GBC-2025-08-07/04")}),
        ("2025-10-27", "artillery", {(PUTRAJAYA, "GBC-2025-08-07/01"), (KUALA_LUMPUR, "1")}),
        ("2025-11-12", "artillery", {(PUTRAJAYA, "GBC-2025-08-07/01")}),  # Thailand had suspended the other
        ("2025-12-08", "artillery", set()),
        ("2025-12-26", "artillery", set()),
        ("2025-12-28", "artillery", {(DECEMBER, "1")}),
    ],
)
def test_the_same_act_is_a_violation_only_while_a_clause_in_force_forbids_it(tx, day, kind, broken):
    registry = store.ceasefires(tx)
    conflict = store.conflicts(tx)[CONFLICT]

    found = ceasefires.violations_of(an_incident(day, kind), registry, conflict, None)

    assert {(v.ceasefire_code, v.clause_number) for v in found} == broken
