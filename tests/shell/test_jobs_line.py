"""From a feed to a queued mail: what is told once, twice, again, otherwise, and in which order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from rows_for_tests import PUTRAJAYA, run
from stand_ins import CLASH, DENIAL, NOON, RICE, SHELLING, TALKS, Line, contents, item

from truce import jobs, wiring

HOUR = timedelta(hours=1)
MINUTES = "GBC-2025-08-07/01"  # the point on the use of weapons, in the minutes that spell the ceasefire out
NOTHING = {"new": 0, "changed": 0, "read": 0, "grouped": 0, "alerts": 0}


@pytest.fixture
def outlets(conn, line):
    """Three outlets with an owner each: Thai, Cambodian, neither."""
    for code, side in (("thai", "TH"), ("khmer", "KH"), ("other", None)):
        line.add_feed(conn, code, side=side)
        line.site.publish(code)
    return line


def incidents(conn) -> list[tuple]:
    found = run(
        conn,
        "select type, occurred_date::text, place_code, status, killed_low, family_count, "
        "report_count from incidents order by incident_id",
    )
    conn.rollback()
    return found


def told(conn, columns: str, table: str) -> list[tuple]:
    found = run(conn, f"select {columns} from {table} order by 1")
    conn.rollback()
    return found


# ------------------------------------------------------------------ one, two, the same again


def test_two_outlets_that_tell_of_one_clash_make_one_incident_and_one_mail(conn, outlets, site):
    site.publish("thai", item("a", CLASH, "Two killed at Chong Bok"))
    site.publish("other", item("b", CLASH, "Fire at Chong Bok, two dead"))

    done = outlets.run()

    assert (done["new"], done["read"], done["alerts"]) == (2, 2, 1)
    assert incidents(conn) == [("small_arms", "2025-09-10", "chong-bok", "corroborated", 2, 2, 2)]
    ((subject, body),) = told(conn, "subject, body_text", "alerts")
    assert "Chong Bok" in subject and "corroborated" in subject
    assert "Two killed at Chong Bok" in body and "Fire at Chong Bok, two dead" in body


def test_running_it_all_again_adds_nothing(conn, outlets, site):
    site.publish("thai", item("a", CLASH), item("b", SHELLING), item("c", RICE))
    site.publish("khmer", item("a", CLASH), item("b", DENIAL), item("c", TALKS))
    outlets.run()
    before = contents(conn)

    again = outlets.run()

    assert before["reports"] and before["alerts"] and before["violations"]
    assert again == NOTHING
    assert contents(conn) == before


def test_one_outlet_alone_raises_no_alert_and_a_second_one_does_once(conn, outlets, site):
    site.publish("thai", item("a", CLASH))
    alone = outlets.run()
    site.publish("other", item("b", CLASH))
    joined = outlets.run()
    site.publish("khmer", item("c", RICE))
    after = outlets.run()

    assert [done["alerts"] for done in (alone, joined, after)] == [0, 1, 0]


def test_copies_of_one_wire_are_one_voice(conn, outlets, site):
    for code in ("thai", "other"):
        site.publish(code, item("a", f"CHONG BOK (AFP) - {CLASH}"))

    assert outlets.run()["alerts"] == 0
    assert incidents(conn)[0][5:] == (1, 2)


def test_a_higher_toll_is_told_in_the_same_thread(conn, outlets, site):
    for code in ("thai", "other"):
        site.publish(code, item("a", CLASH))
    outlets.run()
    for code in ("thai", "other"):
        site.publish(code, item("a", CLASH.replace("two", "five")))

    assert outlets.run()["alerts"] == 1

    (_, root, _), (kind, _, thread) = told(conn, "kind, message_id, thread_id", "alerts")
    assert (kind, thread) == ("update", root)
    assert told(conn, "killed_low, report_count", "incidents") == [(5, 2)]


# ------------------------------------------------------------------ edits


def test_an_edited_item_is_read_anew_and_its_incident_recomputed(conn, outlets, site):
    site.publish("thai", item("a", CLASH))
    outlets.run()
    site.publish("thai", item("a", CLASH.replace("two", "three")))

    assert outlets.run()["changed"] == 1

    assert told(conn, "version_number", "readings") == [(1,), (2,)]
    assert [row[4] for row in incidents(conn)] == [3]
    standing = told(conn, "superseded_at is null, low", "reports join tolls using (report_id)")
    assert standing == [(False, 2), (True, 3)]


def test_an_item_that_takes_it_back_withdraws_the_incident_and_its_violation(conn, outlets, site):
    site.publish("thai", item("a", CLASH))
    outlets.run()
    assert told(conn, "ceasefire_code, clause_number", "violations") == [(PUTRAJAYA, MINUTES)]
    site.publish("thai", item("a", RICE))

    outlets.run()

    assert [(row[3], row[6]) for row in incidents(conn)] == [("withdrawn", 0)]
    assert told(conn, "*", "violations") == []


# ------------------------------------------------------------------ claims, meetings, violations


def test_a_claim_is_answered_and_what_it_speaks_of_disputed(conn, outlets, site):
    site.publish("khmer", item("a", SHELLING))
    outlets.run()
    assert told(conn, "accuser, accused, response", "claims") == [("KH", "TH", "silence")]
    site.publish("thai", item("b", DENIAL, moment=NOON + HOUR / 4))

    outlets.run()

    assert told(conn, "accuser, accused, response", "claims") == [("KH", "TH", "deny")]
    assert [row[3] for row in incidents(conn)] == ["disputed"]


def test_a_meeting_is_announced_and_held_as_one(conn, outlets, site):
    site.publish("thai", item("a", PLAN))
    outlets.run()
    announced = told(conn, "type, status, meeting_date::text, place_code", "meetings")
    outlets.now = NOON + 48 * HOUR
    site.publish("khmer", item("b", TALKS.replace("Wednesday", "Friday"), moment=NOON + 47 * HOUR))

    outlets.run()

    assert announced == [("GBC", "announced", "2025-09-12", "kh-koh-kong")]
    assert told(conn, "type, status, report_count", "meetings") == [("GBC", "held", 2)]


def test_a_violation_says_which_clause_and_why(conn, outlets, site):
    site.publish("thai", item("a", CLASH))

    outlets.run()

    ((code, clause, reason),) = told(conn, "ceasefire_code, clause_number, reason", "violations")
    assert (code, clause) == (PUTRAJAYA, MINUTES)
    assert "Chong Bok" in reason and "No use of any kind of weapon" in reason


# ------------------------------------------------------------------ order, batches, codebooks

PLAN = "The Thai-Cambodian General Border Committee will meet in Koh Kong on 12 September."
ANSWERS = "accuser, accused, response, report_count, family_count"
TALKS_HELD = "type, status, meeting_date, place_code, report_count"
ITEMS = {"thai": item("a", CLASH), "other": item("b", CLASH), "khmer": item("c", SHELLING)}


@pytest.mark.parametrize("order", list(permutations(ITEMS)), ids="-".join)
def test_the_order_in_which_outlets_are_heard_does_not_matter(conn, outlets, site, order):
    for code in order:
        site.publish(code, ITEMS[code])
        outlets.run()

    assert incidents(conn) == [("small_arms", "2025-09-10", "chong-bok", "corroborated", 2, 3, 3)]
    assert told(conn, "accuser, accused, family_count", "claims") == [("KH", "TH", 1)]


def test_small_batches_give_what_a_large_one_gives(conn, outlets, site):
    for code in ITEMS:
        texts = enumerate((CLASH, SHELLING, DENIAL, TALKS, RICE))
        site.publish(code, *(item(str(number), text) for number, text in texts))
    outlets.run()
    at_once = incidents(conn), told(conn, ANSWERS, "claims"), told(conn, TALKS_HELD, "meetings")
    run(conn, "truncate readings, incidents, meetings, claims, alerts restart identity cascade")
    conn.commit()

    read = jobs.code_new_entries(outlets.conn, wiring.codebook(), outlets.now, limit=2)
    jobs.group_new_reports(outlets.conn, wiring.codebook(), outlets.now, limit=1)

    assert read == 15
    piecemeal = incidents(conn), told(conn, ANSWERS, "claims"), told(conn, TALKS_HELD, "meetings")
    assert piecemeal == at_once


def test_a_new_codebook_reads_the_archive_again_and_doubles_nothing(conn, outlets, site):
    for code in ITEMS:
        site.publish(code, ITEMS[code])
    outlets.run()
    before = incidents(conn)
    newer = replace(wiring.codebook(), version="newer")

    read = jobs.code_new_entries(outlets.conn, newer, outlets.now)
    jobs.group_new_reports(outlets.conn, newer, outlets.now)

    assert read == 3
    assert incidents(conn) == before
    assert outlets.alert() == 0
    standing = "reports join readings using (reading_id) where superseded_at is null"
    assert told(conn, "distinct codebook_version", standing) == [("newer",)]


def test_a_digest_is_queued_once_a_day(conn, outlets, site):
    site.publish("thai", item("a", CLASH))
    outlets.run()
    morning = NOON + 11 * HOUR  # 06:00 in Bangkok, the day after

    queued = [jobs.queue_digests(outlets.conn, moment) for moment in (morning, morning + HOUR)]

    assert queued == [1, 0]  # of the conflict whose press is polled
    assert jobs.queue_digests(outlets.conn, morning + 24 * HOUR) == 1


def test_two_at_once_code_and_group_everything_once(conn, outlets, site):
    for code in ITEMS:
        site.publish(code, *(item(f"{code}-{number}", CLASH) for number in range(8)))
    outlets.fetch()
    with wiring.database(role="loader") as other, ThreadPoolExecutor(2) as pool:
        lines = (outlets, Line(other, site, outlets.now))
        list(pool.map(Line.code, lines))
        grouped = list(pool.map(Line.group, lines))

    assert told(conn, "count(*)", "reports where superseded_at is null") == [(24,)]
    assert sum(count["reports"] for count in grouped) == 24
    assert [row[6] for row in incidents(conn)] == [24]


def test_a_changed_registry_is_held_against_every_incident(conn, line):
    line.add_feed(conn, "thai", side="TH")
    line.site.publish("thai", item("1", CLASH))
    line.run()
    broken = "select count(*) from violations"
    assert run(conn, broken) == [(1,)]
    run(conn, "update ceasefire_states set from_at = '2025-09-20' where state = 'in_force' and from_at < '2025-09-01'")
    conn.commit()
    line.run()
    assert run(conn, broken) == [(0,)], "it was not in force yet"
    run(conn, "update ceasefire_states set from_at = '2025-07-29' where from_at = '2025-09-20'")
    conn.commit()
    line.run()

    assert run(conn, broken) == [(1,)]
    assert run(conn, "select known_to is null from history where table_name = 'violations' order by known_from") == [
        (False,),
        (True,),
    ]


@pytest.mark.parametrize(
    ("finding", "status"),
    [
        ("ASEAN observers found no evidence of shelling by Thai troops of a village near Chong Bok.", "refuted"),
        ("ASEAN observers confirmed shelling by Thai troops of a village near Chong Bok.", "verified"),
    ],
)
def test_what_observers_found_settles_a_claim_and_its_incident(conn, line, finding, status):
    line.add_feed(conn, "khmer", side="KH")
    line.add_feed(conn, "far")
    line.site.publish(
        "khmer", item("1", SHELLING.replace("shelling a village", "shelling a village, killing a villager"))
    )
    line.run()
    assert run(conn, "select status, is_violation from incident_list") == [("alleged", True)]
    line.site.publish("far", item("1", finding))
    line.run()
    conn.rollback()

    assert run(conn, "select response from claim_list") == [("finding",)]
    assert run(conn, "select status from incident_list") == [(status,)]
    assert run(conn, "select count(*) from violation_list") == [(int(status == "verified"),)]
