"""What was kept as it came can be read again: documents, and entries that could not be stored."""

from datetime import timedelta

import pytest
from hostile_documents import HOSTILE
from rows_for_tests import run
from stand_ins import CLASH, RICE, Answer, item, rss

from truce import archive, cli, jobs, parsing, wiring
from truce.errors import UnknownName
from truce.reading_apart import ReadingRoom


@pytest.fixture
def refusing(conn, line, site):
    """A feed of three items, of which PostgreSQL refuses one for now."""
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), item("bad", CLASH), item("c", RICE))
    run(conn, "alter table entries add constraint for_now check (guid <> 'bad')")
    conn.commit()
    return line


def waiting(conn) -> list[tuple]:
    found = run(conn, "select attempt_count, stored_at is null from quarantined_entries")
    conn.rollback()
    return found


def test_a_refused_entry_waits_with_its_reason_and_document_while_the_rest_is_stored(conn, refusing):
    counts = refusing.fetch()

    assert (counts["new"], counts["refused"]) == (2, 1)
    rows = run(conn, "select reason, body_hash, content from quarantined_entries")
    ((reason, body_hash, content),) = rows
    assert "for_now" in reason and CLASH in content
    assert CLASH.encode() in archive.document(conn, body_hash)


def test_a_retry_stores_it_when_the_reason_is_gone_and_once(conn, refusing):
    refusing.fetch()
    assert archive.retried(refusing.conn, None, refusing.now) == {"stored": 0, "waiting": 1}
    run(conn, "alter table entries drop constraint for_now")
    conn.commit()

    assert archive.retried(refusing.conn, "another", refusing.now) == {"stored": 0, "waiting": 0}
    assert archive.retried(refusing.conn, "one", refusing.now) == {"stored": 1, "waiting": 0}
    assert archive.retried(refusing.conn, None, refusing.now) == {"stored": 0, "waiting": 0}
    assert run(conn, "select count(*) from entries where guid = 'bad'") == [(1,)]
    assert waiting(conn) == [(2, False)]


def test_documents_are_read_again_after_the_parser_has_learnt(conn, line, site, monkeypatch):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), item("b", CLASH))
    whole = parsing.parse_feed

    def half(*about):
        parsed = whole(*about)
        return parsing.ParsedFeed(parsed.entries[:1], parsed.title, parsed.problems)

    monkeypatch.setattr(jobs.parsing, "parse_feed", half)
    first = line.now + timedelta(minutes=20)
    assert line.fetch()["new"] == 1
    monkeypatch.setattr(jobs.parsing, "parse_feed", whole)

    counts = archive.read_again(line.conn, parsing.parse_feed)

    assert counts == {"documents": 1, "unreadable": 0, "new": 1, "changed": 0, "refused": 0}
    assert run(conn, "select seen_at from entries where guid = 'b'") == [(first,)]
    assert archive.read_again(line.conn, parsing.parse_feed, "one")["new"] == 0
    assert archive.read_again(line.conn, parsing.parse_feed, "another")["documents"] == 0


def test_a_document_that_is_no_feed_is_kept_too_and_said_to_be_unreadable(conn, line, site):
    line.add_feed(conn, "one")
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))
    site.answers["/one"] = Answer(b"<html>Back soon</html>", headers={"Content-Type": "text/html"})
    line.fetch()

    assert archive.read_again(line.conn, parsing.parse_feed)["unreadable"] == 1


def test_a_document_that_costs_too_much_does_not_keep_back_the_others(conn, line, site, monkeypatch, capsys):
    monkeypatch.setattr(wiring, "reading_room", lambda: ReadingRoom(seconds=1))
    line.add_feed(conn, "bad")
    line.add_feed(conn, "good")
    site.answers["/bad"] = Answer(HOSTILE["100,000 nested items"]())
    site.publish("good", item("a", RICE))
    with wiring.reading_room() as room:
        line.fetch(parse=room.parse)

    assert cli.main(["archive", "read-again"]) == 0
    assert "2 documents, 1 unreadable" in capsys.readouterr().out


def test_documents_are_dropped_after_the_days_they_are_kept(conn, line, site):
    line.add_feed(conn, "one")
    site.answers["/one"] = Answer(rss(item("a", RICE)))
    line.fetch()
    ((body_hash,),) = run(conn, "select body_hash from bodies")
    conn.rollback()

    with wiring.database(role="owner") as owner:
        assert jobs.drop_old_documents(owner, line.now + timedelta(days=400), 400) == 0
        assert jobs.drop_old_documents(owner, line.now + timedelta(days=401), 400) == 1
    with pytest.raises(UnknownName, match="no document"):
        archive.document(conn, body_hash)
    assert run(conn, "select (select count(*) from entries), (select count(*) from fetches)") == [(1, 0)]


def test_the_verbs_say_what_there_is(conn, refusing, capsys):
    assert cli.main(["quarantine"]) == 0
    assert "Nothing is in quarantine" in capsys.readouterr().out
    refusing.fetch()

    assert cli.main(["quarantine"]) == 0
    assert "violates check constraint" in capsys.readouterr().out
    assert cli.main(["quarantine", "retry"]) == 0
    assert "0 stored, 1 wait on" in capsys.readouterr().out
    assert cli.main(["archive", "--format", "csv"]) == 0
    body_hash = capsys.readouterr().out.splitlines()[1].split(",")[0]
    assert cli.main(["archive", "show", "nothing"]) == 1
    assert "truce archive" in capsys.readouterr().err
    assert len(body_hash) == 64
    assert cli.main(["archive", "read-again"]) == 0
    assert "1 documents" in capsys.readouterr().out
