"""Mails owed: they wait, are tried again, and arrive once; whatever dies, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg2
import pytest
from psycopg2.extras import Json
from rows_for_tests import add, run
from stand_ins import CLASH, NOON, SHELLING, Line, contents, item, power_cut

from truce import jobs, wiring
from truce.mailing import Mailer

MINUTE = timedelta(minutes=1)


@pytest.fixture
def owed(conn):
    """Two mails in the outbox."""
    for number in (1, 2):
        add(conn, "alerts", incident_id=add(conn, "incidents"), subject=f"Mail {number}",
            message_id=f"<{number}@truce>", queued_at=NOON + number * MINUTE,
            next_attempt_at=NOON)  # fmt: skip
    conn.commit()
    return conn


def send(mailer, minutes: float = 5) -> dict:
    """One run of the send job with the rights the DAG gives it, some minutes after noon."""
    with wiring.database(role="alerter") as alerter:
        return jobs.send_queued_alerts(alerter, mailer, NOON + minutes * MINUTE)


def outbox(conn, columns: str) -> list[tuple]:
    found = run(conn, f"select {columns} from alerts order by alert_id")
    conn.rollback()
    return found


def ids(postbox) -> list[str]:
    return [message["Message-ID"] for message in postbox.messages]


# ------------------------------------------------------------------ sending


def test_mails_are_sent_oldest_first_marked_and_never_sent_again(owed, postbox):
    assert send(postbox.mailer()) == {"sent": 2, "failed": 0, "waiting": 0}
    assert send(postbox.mailer(), 500) == {"sent": 0, "failed": 0, "waiting": 0}

    assert ids(postbox) == ["<1@truce>", "<2@truce>"]
    sent = (NOON + 5 * MINUTE, 1, None)
    assert outbox(owed, "sent_at, attempt_count, last_error") == [sent, sent]


def test_without_a_mail_server_mails_wait_untouched(owed):
    before = outbox(owed, "*")

    assert send(None) == {"sent": 0, "failed": 0, "waiting": 2}
    assert outbox(owed, "*") == before


def test_a_refused_mail_is_tried_later_and_arrives_once_as_the_same_mail(owed, postbox):
    postbox.refusing = True
    assert send(postbox.mailer())["failed"] == 2
    postbox.refusing = False
    soon, later = send(postbox.mailer(), 5.5), send(postbox.mailer(), 7)

    assert (soon["sent"], later["sent"]) == (0, 2)
    assert ids(postbox) == ["<1@truce>", "<2@truce>"]
    assert outbox(owed, "attempt_count, last_error") == [(2, None), (2, None)]


def test_a_mail_server_that_stays_away_is_asked_less_and_less_often(owed):
    away = Mailer("127.0.0.1", 9, "truce@example.org", ("duty@example.org",), timeout=2)
    waits, minutes = [], 5.0
    for _ in range(11):
        send(away, minutes)
        ((next_attempt_at, error),) = outbox(owed, "next_attempt_at, last_error")[:1]
        waits.append((next_attempt_at - NOON) / MINUTE - minutes)
        minutes += waits[-1]

    assert [round(wait) for wait in waits] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert "did not take the mail" in error and "TRUCE_SMTP_HOST" in error


def test_a_recipient_nobody_knows_does_not_make_the_others_get_it_again(owed, postbox):
    postbox.unknown = frozenset({"gone@example.org"})
    mailer = postbox.mailer("duty@example.org", "gone@example.org")

    done = [send(mailer, minutes) for minutes in (5, 60, 600)]

    assert [counts["sent"] for counts in done] == [2, 0, 0]
    assert ids(postbox) == ["<1@truce>", "<2@truce>"]
    assert all("gone@example.org" in error for (error,) in outbox(owed, "last_error"))


def test_a_chart_that_cannot_be_drawn_holds_up_no_mail(owed, postbox):
    run(owed, "update alerts set chart_spec = %s where message_id = '<1@truce>'", Json({"mark": 5}))
    owed.commit()

    assert send(postbox.mailer())["sent"] == 2
    assert ids(postbox) == ["<1@truce>", "<2@truce>"]


def test_two_senders_at_once_send_each_mail_once(owed, postbox):
    for number in range(3, 9):
        add(owed, "alerts", incident_id=add(owed, "incidents"), message_id=f"<{number}@truce>",
            next_attempt_at=NOON)  # fmt: skip
    owed.commit()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(send, [postbox.mailer()] * 2))

    assert sum(counts["sent"] for counts in done) == 8
    assert sorted(ids(postbox)) == [f"<{number}@truce>" for number in range(1, 9)]


def test_a_power_cut_between_sending_and_marking_repeats_one_mail_under_its_own_name(owed, postbox):
    with power_cut(owed, "alerts", "update", after=2), pytest.raises(psycopg2.Error):
        send(postbox.mailer())

    assert send(postbox.mailer(), 6)["sent"] == 1
    assert ids(postbox) == ["<1@truce>", "<2@truce>", "<2@truce>"]


# ------------------------------------------------------------------ power cuts on the way there


@pytest.mark.parametrize(
    ("table", "event", "after"),
    [
        ("readings", "insert", 2),
        ("reports", "insert", 2),
        ("incidents", "insert", 1),
        ("claims", "update", 1),
        ("reports", "update", 2),
        ("violations", "insert", 1),
        ("alerts", "insert", 1),
    ],
)
def test_a_power_cut_anywhere_leaves_the_next_run_to_do_it_all_once(conn, line, table, event, after):
    for code, side in (("thai", "TH"), ("other", None)):
        line.add_feed(conn, code, side=side)
        line.site.publish(code, item("a", CLASH), item("b", SHELLING))

    with power_cut(conn, table, event, after), pytest.raises(psycopg2.Error):
        line.run()
    with wiring.database(role="loader") as loader:
        again = Line(loader, line.site, line.now)
        again.run()
        rest = again.run()

    assert rest == {"new": 0, "changed": 0, "read": 0, "grouped": 0, "alerts": 0}
    counts = {name: len(rows) for name, rows in contents(conn).items()}
    assert counts | {"tolls": 2} == {
        "entries": 4, "entry_versions": 4, "quarantined_entries": 0, "readings": 4, "reports": 6,
        "tolls": 2, "incidents": 1, "meetings": 0, "claims": 1, "violations": 1, "alerts": 1,
    }  # fmt: skip


def test_a_task_that_dies_leaves_all_or_nothing_of_its_batch(conn, line):
    line.add_feed(conn, "one")
    line.site.publish("one", item("a", CLASH), item("b", SHELLING))
    line.fetch()
    before = contents(conn)

    with power_cut(conn, "reports", after=3), pytest.raises(psycopg2.Error):
        line.code()

    assert contents(conn) == before
