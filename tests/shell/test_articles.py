"""Articles are fetched as their hosts allow, and read instead of the summary where they say more."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from rows_for_tests import add, add_entry, run
from stand_ins import NOON, Answer, rss

from truce import articles, jobs, store, wiring
from truce.articles import Manners
from truce.fetching import Fetcher
from truce.reading_apart import ReadingRoom

TITLE = "Two soldiers killed near Chong Bok"
SUMMARY = "Thai and Cambodian soldiers exchanged fire near Chong Bok."
STORY = (
    "Thai and Cambodian soldiers exchanged fire near Chong Bok on Wednesday, killing two soldiers.",
    "The army said that the exchange of fire lasted for ten minutes and that both sides then withdrew.",
    "Officers of both armies spoke by telephone in the evening and agreed to keep their troops back.",
)
HTML = {"Content_Type": "text/html; charset=utf-8"}
CHECK = "evidence_not_in_text"


def page(*paragraphs: str) -> Answer:
    story = "".join(f"<p>{text}</p>" for text in paragraphs)
    return Answer(f"<html><body><article>{story}</article></body></html>".encode(), headers=HTML)


class FakeClock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(scope="module")
def room():
    with ReadingRoom() as running:
        yield running


class Reader:
    """The job on the line's database, with a clock of its own; notes when each address was asked."""

    def __init__(self, owner, line, room) -> None:
        self.owner, self.line, self.room, self.clock = owner, line, room, FakeClock()
        self.asked: list[tuple[float, str]] = []
        self.now = NOON

    def give(self, path: str, answer: Answer) -> None:
        def noted(request) -> Answer:
            self.asked.append((self.clock.seconds, request.path))
            return answer

        self.line.site.answers[path] = noted

    def entry(self, path: str = "/a", **fields) -> int:
        link = path if "://" in path else f"http://{self.line.site.host}{path}"
        given = {"title": TITLE, "summary": SUMMARY, "published_at": NOON, "seen_at": NOON, "changed_at": NOON}
        entry_id = add_entry(self.owner, feed_code="a", link=link, **given | fields)
        self.owner.commit()
        return entry_id

    def read(self, conn=None, **options) -> dict[str, int]:
        allowed = frozenset({self.line.site.host})
        manners = Manners(Fetcher("tests", allowed), clock=self.clock, sleep=self.clock.sleep)
        return articles.read_articles(
            conn or self.line.conn, Fetcher("tests", allowed), manners, self.room, self.now, **options
        )

    def rows(self, columns: str = "outcome, attempt_count, http_status") -> list[tuple]:
        found = run(self.owner, f"select {columns} from article_texts order by entry_id, version_number")
        self.owner.rollback()
        return found


@pytest.fixture
def reader(conn, line, room):
    line.add_feed(conn, "a")
    run(conn, "update feeds set full_text = true where feed_code = 'a'")
    conn.commit()
    line.now = NOON
    return Reader(conn, line, room)


# ------------------------------------------------------------------ read


def test_an_article_is_coded_instead_of_its_summary_and_evidence_stands_in_it(reader, conn):
    entry_id = reader.entry()
    reader.line.code()
    reader.give("/a", page(*STORY))

    counts = reader.read()
    read = reader.line.code()

    assert counts == {"asked": 1, "read": 1, "failed": 0, "without_text": 0, "left": 0}
    assert read == 1
    assert reader.rows("outcome, version_number, made_version") == [("read", 1, 2)]
    standing = run(
        conn,
        "select readings.version_number, low from reports join readings using (reading_id) "
        "join tolls using (report_id) where superseded_at is null and category = 'killed' and entry_id = %s",
        entry_id,
    )
    assert standing == [(2, 2)]
    assert run(conn, wiring.checks()[CHECK]) == []
    assert run(conn, "select summary from entries where entry_id = %s", entry_id) == [(SUMMARY,)]


def test_evidence_that_is_in_the_summary_only_is_not_evidence_of_the_article(reader, conn):
    reader.entry()
    reader.give("/a", page(*STORY))
    reader.read()
    reader.line.code()
    run(conn, "update article_texts set text = 'Something else.'")

    assert run(conn, wiring.checks()[CHECK]) != []


def test_a_text_is_dropped_after_the_days_it_is_kept_and_what_was_read_of_it_stays(reader, conn):
    reader.entry()
    reader.give("/a", page(*STORY))
    reader.read()
    reader.line.code()
    killed = "select low from tolls join reports using (report_id) where category = 'killed' and superseded_at is null"

    assert dropped(reader, days=400) == 0
    assert dropped(reader, days=401) == 1
    assert dropped(reader, days=402) == 0
    assert reader.rows("outcome, text") == [("read", None)]
    assert run(conn, killed) == [(2,)]
    assert run(conn, wiring.checks()[CHECK]) == []
    assert store.standing_readings(conn) == []  # its labels are of a text that is gone
    conn.rollback()
    assert reader.read()["asked"] == 0


def test_a_later_codebook_reads_the_summary_where_the_text_is_gone_and_evidence_stands_in_it(reader, conn):
    entry_id = reader.entry(title="At Chong Bok", summary="Shots: Thai and Cambodian soldiers exchanged fire.")
    reader.give("/a", page(*STORY))
    reader.read()
    reader.line.code()
    dropped(reader, days=401)
    later = replace(wiring.codebook(), version="later")

    assert jobs.code_new_entries(reader.line.conn, later, NOON + timedelta(days=402)) == 1
    standing = run(
        conn,
        "select version_number, jsonb_array_length(evidence) > 0 from reports join readings using (reading_id) "
        "where superseded_at is null and entry_id = %s",
        entry_id,
    )
    assert standing == [(2, True)]
    assert run(conn, wiring.checks()[CHECK]) == []
    run(conn, "update entry_versions set summary = 'Something else.'")
    assert run(conn, wiring.checks()[CHECK]) != []


def dropped(reader, days: int) -> int:
    with wiring.database(role="owner") as owner:
        return jobs.drop_old_documents(owner, NOON + timedelta(days=days), 400)


def test_an_analyst_reads_no_article(reader):
    with wiring.database(role="analyst") as analyst, pytest.raises(Exception, match="permission denied"):
        run(analyst, "select * from article_texts")


def test_nothing_is_asked_twice(reader):
    reader.entry()
    reader.give("/a", page(*STORY))

    reader.read()
    reader.now += timedelta(hours=12)

    assert reader.read()["asked"] == 0
    assert [path for _, path in reader.asked] == ["/a"]


def test_an_edited_entry_asks_for_its_article_again_but_not_for_ever(reader, conn):
    entry_id = reader.entry()
    reader.give("/a", page(*STORY))
    for edit in range(6):
        reader.read()
        run(conn, "update entries set version_number = version_number + 1, summary = %s", f"{SUMMARY} {edit}")
        run(conn, "insert into entry_versions select entry_id, version_number, title, summary, %s, %s from entries",
            NOON, str(edit))  # fmt: skip
        conn.commit()

    assert len(reader.asked) == articles.MOST_VERSIONS
    assert [row[0] for row in reader.rows("entry_id")] == [entry_id] * articles.MOST_VERSIONS


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"published_at": NOON - timedelta(days=4)}, True),
        ({"changed_at": NOON + timedelta(days=1), "seen_at": NOON + timedelta(days=1)}, True),
        ({}, False),
    ],
)
def test_old_entries_those_of_later_and_those_of_other_feeds_are_left(reader, conn, fields, marked):
    run(conn, "update feeds set full_text = %s where feed_code = 'a'", marked)
    reader.entry(**fields)

    assert reader.read()["asked"] == 0


def test_no_feed_is_marked_as_shipped(conn):
    assert run(conn, "select count(*) from feeds where full_text") == [(0,)]


# ------------------------------------------------------------------ politely


def test_what_robots_txt_disallows_is_not_asked_for_and_that_is_remembered(reader):
    reader.entry()
    reader.give("/robots.txt", Answer(b"User-agent: *\nDisallow: /a\n"))
    reader.give("/a", page(*STORY))

    counts = reader.read()
    reader.now += timedelta(hours=12)
    reader.read()

    assert counts["without_text"] == 1 and reader.rows("outcome") == [("disallowed",)]
    assert [path for _, path in reader.asked] == ["/robots.txt"]


def test_a_redirect_to_what_is_disallowed_is_not_followed(reader):
    reader.entry()
    reader.give("/robots.txt", Answer(b"User-agent: *\nDisallow: /b\n"))
    reader.give("/a", Answer(status=302, headers={"Location": "/b"}))
    reader.give("/b", page(*STORY))

    reader.read()

    assert "/b" not in [path for _, path in reader.asked]
    assert reader.rows("outcome, detail")[0][1].endswith("its robots.txt disallows this address")


def test_requests_to_one_host_are_spaced_by_what_it_asks_for(reader):
    for path in ("/a", "/b", "/c"):
        reader.entry(path, guid=path)
        reader.give(path, page(*STORY))
    reader.give("/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 20\n"))

    reader.read()

    assert reader.asked[0][1] == "/robots.txt"
    assert [seconds for seconds, _ in reader.asked] == [0, 20, 40, 60]


def test_without_a_wish_five_seconds_lie_between(reader):
    for path in ("/a", "/b"):
        reader.entry(path, guid=path)
        reader.give(path, page(*STORY))

    reader.read()

    assert [seconds for seconds, _ in reader.asked] == [5, 10]


def test_what_cannot_be_reached_in_time_is_left_for_the_next_run_and_not_counted_as_tried(reader):
    for path in ("/a", "/b", "/c"):
        reader.entry(path, guid=path)
        reader.give(path, page(*STORY))
    reader.give("/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 200\n"))

    assert reader.read()["left"] == 2
    assert sorted(reader.rows("attempt_count, outcome")) == [(0, "failed"), (0, "failed"), (1, "read")]
    assert reader.read()["read"] == 1


def test_a_host_that_refuses_one_article_is_asked_for_no_other(reader):
    for path in ("/a", "/b", "/c"):
        reader.entry(path, guid=path)
        reader.give(path, Answer(status=403))

    reader.read()
    reader.now += timedelta(hours=12)
    reader.read()

    assert len(reader.asked) == 1
    assert reader.rows("outcome") == [("refused",)] * 3


def test_a_host_that_asks_for_a_pause_gets_it_for_its_feeds_too(reader, conn):
    for path in ("/a", "/b"):
        reader.entry(path, guid=path)
        reader.give(path, Answer(status=429, headers={"Retry_After": "7200"}))

    reader.read()
    reader.now += timedelta(minutes=100)
    reader.read()

    assert len(reader.asked) == 1
    assert run(conn, "select host, until_at from paused_hosts") == [
        (reader.line.site.host, NOON + timedelta(seconds=7200))
    ]


def test_a_request_says_who_asks_and_for_what(reader):
    reader.entry()

    reader.read()

    (headers,) = [headers for path, headers in reader.line.site.seen if path == "/a"]
    assert headers["User-Agent"].startswith("Truce/") and headers["Accept"].startswith("text/html")


# ------------------------------------------------------------------ failures keep the summary


def test_a_missing_article_is_asked_for_once(reader):
    reader.entry()
    reader.give("/a", Answer(status=404))

    for _ in range(5):
        reader.read()
        reader.now += timedelta(hours=8)

    assert len(reader.asked) == 1 and reader.rows() == [("refused", 1, 404)]


def test_a_failing_server_is_asked_three_times_ever_later(reader):
    reader.entry()
    reader.give("/a", Answer(status=500))
    for _ in range(40):
        reader.read()
        reader.now += timedelta(minutes=15)

    assert len(reader.asked) == 3 and reader.rows() == [("failed", 3, 500)]


def test_a_host_without_an_answer_for_robots_txt_is_tried_again_later(reader):
    reader.entry()
    reader.give("/robots.txt", Answer(status=503))
    reader.give("/a", page(*STORY))

    reader.read()
    reader.now += timedelta(hours=1)
    reader.give("/robots.txt", Answer(status=404))
    reader.read()

    assert reader.rows("outcome, attempt_count") == [("read", 2)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (page(), "no_article"),
        (page("Two killed."), "no_longer"),
        (page("Buy our newest kettle, it boils water within a minute. " * 4), "not_its"),
        (Answer(b"%PDF-1.7", headers={"Content_Type": "application/pdf"}), "not_html"),
        (Answer(b"<p>" + b"x" * 3_100_000, headers=HTML), "refused"),
        (Answer(status=302, headers={"Location": "http://10.1.2.3/a"}), "refused"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "refused"),
    ],
)
def test_where_there_is_no_article_the_reading_of_the_summary_stays(reader, conn, answer, outcome):
    reader.entry()
    reader.line.code()
    before = run(conn, "select report_id, superseded_at from reports order by 1")
    conn.rollback()
    reader.give("/a", answer)

    reader.read()

    assert reader.rows("outcome, text") == [(outcome, None)]
    assert reader.line.code() == 0
    assert before and run(conn, "select report_id, superseded_at from reports order by 1") == before


def test_a_redirect_into_a_private_network_is_refused(reader):
    reader.entry()
    reader.give("/a", Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}))

    reader.read()

    assert "not on the public internet" in reader.rows("detail")[0][0]


def test_a_link_into_a_private_network_is_refused(reader):
    reader.entry("http://192.168.0.1/a")

    reader.read()

    assert "not on the public internet" in reader.rows("detail")[0][0]


# ------------------------------------------------------------------ at once, and killed


def test_two_runs_at_once_fetch_once(reader):
    for number in range(4):
        reader.entry(f"/{number}", guid=str(number))
        reader.give(f"/{number}", page(*STORY))
    counts = []

    def run_one() -> None:
        with wiring.database(role="loader") as other:
            counts.append(reader.read(other))

    with ReadingRoom() as second:
        threads = [threading.Thread(target=run_one) for _ in range(2)]
        reader.room, first = second, reader.room
        threads[0].start()
        reader.room = first
        threads[1].start()
        for thread in threads:
            thread.join(60)

    assert sum(one["read"] for one in counts) == 4
    assert sorted(path for _, path in reader.asked) == ["/0", "/1", "/2", "/3"]


def test_what_a_killed_run_had_taken_is_free_when_its_lease_ends(reader, conn):
    entry_id = reader.entry()
    reader.give("/a", page(*STORY))
    add(conn, "article_texts", entry_id=entry_id, version_number=1, next_at=NOON + timedelta(minutes=15))
    conn.commit()

    early = reader.read()["asked"]
    reader.now += timedelta(minutes=15)

    assert (early, reader.read()["read"]) == (0, 1)


def test_an_entry_edited_while_its_article_is_fetched_keeps_its_new_summary(reader, conn):
    reader.entry()

    def edited(request) -> Answer:
        run(conn, "update entries set version_number = 2")
        run(conn, "insert into entry_versions select entry_id, 2, title, summary, %s, 'x' from entries", NOON)
        conn.commit()
        return page(*STORY)

    reader.line.site.answers["/a"] = edited
    reader.read()

    assert reader.rows("version_number, outcome") == [(1, "edited")]


def test_the_job_of_the_dag_reads_an_article(reader, conn):
    reader.entry()
    reader.give("/a", page(*STORY))
    fetchers = [Fetcher("tests", frozenset({reader.line.site.host})) for _ in range(2)]

    assert jobs.read_articles(reader.line.conn, *fetchers, NOON, host_seconds=0)["read"] == 1


def test_a_feed_to_an_article_to_a_report(reader, conn):
    """The whole line: the summary is reported at once, what only the article says with the next run."""
    link = f"http://{reader.line.site.host}/story"
    item = (
        f"<item><guid>g</guid><title>{TITLE}</title><link>{link}</link><description>{SUMMARY}</description>"
        f"<pubDate>{NOON:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
    )
    reader.line.site.answers["/a"] = Answer(rss(item))
    reader.give("/story", page(*STORY))
    first = reader.line.run()
    reader.now = reader.line.now

    reader.read()
    reader.line.site.answers["/a"] = Answer(rss(item))
    second = reader.line.run()

    assert (first["new"], first["read"], second["new"], second["changed"], second["read"]) == (1, 1, 0, 0, 1)
    assert run(conn, "select killed_low, report_count from incidents where status <> 'withdrawn'") == [(2, 1)]
