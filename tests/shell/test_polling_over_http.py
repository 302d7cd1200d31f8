"""Good manners and hard cases of polling, end to end: real HTTP, real TLS, a real database. docs/POLLING.md lists
which test shows which behaviour."""

import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from rows_for_tests import run
from stand_ins import RICE, TALKS, Answer, Line, contents, feed, item, rss

from truce import cli, fetching, jobs, polling_round, store, wiring
from truce.errors import FeedError
from truce.fetching import Fetcher
from truce.model import Feed
from truce.parsing import parse_feed
from truce.polling_round import AT_ONCE, GENTLY

FEED = Feed("one", "One", "", "en", "one")
DAY = 24 * 60
PLUGINS = Path(fetching.__file__).parents[1]


def outcomes(conn) -> list[tuple]:
    found = run(conn, "select feed_code, outcome from fetches order by fetch_id")
    conn.rollback()
    return found


def redirect(status: int, to: str) -> Answer:
    return Answer(status=status, headers={"Location": to})


# ------------------------------------------------------------------ bodies and validators


def test_a_document_is_kept_once_as_it_came(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), ETag="1")
    line.fetch()
    line.fetch()

    rows = run(conn, "select body_hash, size_bytes, packed, headers->>'etag' from bodies")
    ((body_hash, size, packed, etag),) = rows
    document = site.answers["/one"].body
    assert (store.unpacked(packed), size, etag) == (document, len(document), "1")
    assert run(conn, "select distinct body_hash from fetches") == [(body_hash,)]


def test_the_same_document_is_not_parsed_again(conn, line, site, monkeypatch):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE))
    line.fetch()
    before = contents(conn)

    def never(*_):
        raise AssertionError("parsed again")

    fetcher = Fetcher("tests", frozenset({site.host}))
    line.now += timedelta(hours=1)
    feeds = store.due_feeds(line.conn, line.now, 600, 10)
    counts = polling_round.run_round(line.conn, feeds, fetcher, never, line.now, 240, AT_ONCE)

    assert counts["failed"] == 0 and outcomes(conn)[-1] == ("one", "same_body")
    assert contents(conn) == before


def test_after_eight_days_the_whole_document_is_asked_for(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), ETag="1")
    line.fetch()
    site.answers["/one"] = Answer(status=304)
    line.fetch(7 * DAY)
    line.fetch(2 * DAY)

    assert ["If-None-Match" in headers for _, headers in site.seen] == [False, True, False]


def test_the_host_is_told_nothing_but_who_we_are(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), Set_Cookie="who=you; path=/")
    line.fetch()
    line.fetch()

    for _, headers in site.seen:
        assert "Cookie" not in headers and "Referer" not in headers
        assert headers["User-Agent"].startswith("Truce/") and "+tests" in headers["User-Agent"]


# ------------------------------------------------------------------ hosts that want to be left alone


def test_a_429_stops_every_feed_of_its_host_and_no_other(conn, line, site):
    for code in ("one", "two", "three"):
        line.add_feed(conn, code)
        site.answers[f"/{code}"] = Answer(status=429, headers={"Retry-After": "3600"})
    elsewhere = site.host.replace("127.0.0.1", "localhost")
    line.add_feed(conn, "other")
    run(conn, "update feeds set url = %s where feed_code = 'other'", f"http://{elsewhere}/other")
    conn.commit()
    site.publish("other", item("a", RICE))
    fetcher = Fetcher("tests", frozenset({site.host, elsewhere}))
    pace = replace(AT_ONCE, per_host=1)

    def poll():
        feeds = store.due_feeds(line.conn, line.now, 600, 10)
        return polling_round.run_round(line.conn, feeds, fetcher, parse_feed, line.now, 240, pace)

    poll()
    line.now += timedelta(minutes=40)
    again = poll()
    line.now += timedelta(minutes=21)
    asked = len(site.seen)
    poll()

    assert again["feeds"] == 1
    assert [path for path, _ in site.seen[:asked]].count("/other") == 2
    assert asked == 3, "one 429 and the other host's feed, twice"
    assert len(site.seen) > asked, "after the pause the host is asked again"


def test_a_host_is_asked_in_turn_with_a_pause_between(site):
    for number in range(3):
        site.publish(f"feed-{number}", item("a", RICE))
    feeds = [replace(FEED, feed_code=f"feed-{n}", url=f"http://{site.host}/feed-{n}") for n in range(3)]
    moments = []

    def note(*about):
        moments.append(datetime.now(UTC))
        return parse_feed(*about)

    fetcher = Fetcher("tests", frozenset({site.host}))
    found = list(polling_round.polled(feeds, fetcher.fetch, note, replace(GENTLY, host_seconds=0.2)))

    assert len(found) == 3
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert all(gap > timedelta(seconds=0.15) for gap in gaps)


def test_a_host_of_the_operators_own_is_not_spared(conn, line, site):
    """A demo whose feeds all came from one host of this machine once took half an hour."""
    for number in range(8):
        line.add_feed(conn, f"feed-{number}")
        site.publish(f"feed-{number}", item("a", RICE))
    line.now += timedelta(minutes=20)
    began = time.monotonic()
    counts = jobs.fetch_due_feeds(line.conn, Fetcher("tests", frozenset({site.host})), line.now, 300, GENTLY)

    assert counts["new"] == 8
    assert time.monotonic() - began < 7, "one second between two requests would make it seven"


# ------------------------------------------------------------------ moved and gone


def test_a_permanent_move_is_followed_and_kept_after_three_days(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("new", item("a", RICE))
    site.answers["/one"] = redirect(301, "/hop")
    site.answers["/hop"] = redirect(308, "/new")

    urls = []
    for _ in range(4):
        line.fetch(1.1 * DAY)
        urls.append(feed(conn, "moved_url")[0])
    before = len(site.seen)
    line.fetch(DAY)

    assert urls == [None, None, None, f"http://{site.host}/new"]
    assert [path for path, _ in site.seen[before:]] == ["/new"]
    assert feed(conn, "url", "host") == (f"http://{site.host}/one", site.host)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_move_for_now_is_never_kept(conn, line, site, status):
    line.add_feed(conn, "one")
    site.publish("new", item("a", RICE))
    site.answers["/one"] = redirect(301, "/hop")
    site.answers["/hop"] = redirect(status, "/new")
    for _ in range(5):
        line.fetch(2 * DAY)

    assert feed(conn, "moved_url", "moving_to") == (None, None)


def test_a_feed_that_is_gone_is_asked_no_more_and_a_check_tells_of_it(conn, line, site):
    line.add_feed(conn, "one")
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))
    site.answers["/one"] = Answer(status=410)
    line.fetch()
    line.fetch(30 * DAY)

    assert [path for path, _ in site.seen].count("/one") == 1
    assert [row[0] for row in run(conn, wiring.checks()["feeds_gone"])] == ["one"]


# ------------------------------------------------------------------ what feeds do with their items


def test_an_entry_that_is_edited_at_every_poll_is_followed_fifty_times(conn, line, site):
    line.add_feed(conn, "one")
    for number in range(store.MOST_VERSIONS + 5):
        site.publish("one", item("ticker", f"Rice costs {number} riel."))
        line.fetch()

    assert run(conn, "select max(version_number), count(*) from entry_versions") == [(store.MOST_VERSIONS,) * 2]
    assert outcomes(conn)[-1] == ("one", "fresh")


def test_guids_that_change_all_at_once_are_no_news(conn, line, site):
    line.add_feed(conn, "one")

    def items(prefix: str) -> list[str]:
        return [
            item(f"{prefix}-{n}", f"{RICE} {n}").replace("<title>", f"<link>http://x.example/{n}</link><title>")
            for n in range(4)
        ]

    site.publish("one", *items("old"))
    assert line.fetch()["new"] == 4
    site.publish("one", *items("new"))
    counts = line.fetch()

    assert (counts["new"], counts["changed"]) == (0, 0)
    assert run(conn, "select guid from entries order by 1") == [(f"new-{n}",) for n in range(4)]
    site.publish("one", *items("new"), item("fresh", TALKS))
    assert line.fetch()["new"] == 1


def test_a_guid_used_again_for_another_item_adds_it_and_keeps_the_first(conn, line, site):
    line.add_feed(conn, "one")
    first = item("live", RICE, "The price of rice").replace("<title>", "<link>http://x.example/rice</link><title>")
    later = item("live", TALKS, "Generals meet in Koh Kong", line.now + timedelta(hours=3)).replace(
        "<title>", "<link>http://x.example/talks</link><title>"
    )
    site.publish("one", first)
    line.fetch()
    site.publish("one", later)
    counts = [line.fetch(4 * 60), line.fetch(60)]

    assert [(c["new"], c["changed"]) for c in counts] == [(1, 0), (0, 0)]
    assert run(conn, "select title from entries order by entry_id") == [
        ("The price of rice",),
        ("Generals meet in Koh Kong",),
    ]


# ------------------------------------------------------------------ leases


def test_what_a_poller_brings_after_its_lease_was_lost_is_refused(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), ETag="slow")
    line.now += timedelta(minutes=20)
    slow = store.due_feeds(line.conn, line.now, 600, 10)
    line.conn.commit()
    with wiring.database(role="loader") as other:
        site.publish("one", item("b", RICE), ETag="quick")
        assert Line(other, site, line.now).fetch(11)["new"] == 1

    fetcher = Fetcher("tests", frozenset({site.host}))
    site.publish("one", item("a", RICE), ETag="slow")
    counts = polling_round.run_round(line.conn, slow, fetcher, parse_feed, line.now, 240, AT_ONCE)

    assert counts["new"] == 0
    assert run(conn, "select guid from entries") == [("b",)]
    assert feed(conn, "etag") == ("quick",)


def test_a_storm_of_restarts_asks_once_per_interval(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE))
    for _ in range(20):
        with wiring.database(role="loader") as loader:
            Line(loader, site, line.now).fetch(0)

    assert len(site.seen) == 1


def test_when_nothing_answers_it_is_held_against_no_feed(conn, line, site):
    line.add_feed(conn, "one")
    run(conn, "update feeds set url = 'http://127.0.0.1:9/' where feed_code = 'one'")
    conn.commit()
    for _ in range(5):
        with pytest.raises(FeedError, match="Is this machine online"):
            line.fetch()

    assert feed(conn, "error_weight", "error_count") == (0, 5)


# ------------------------------------------------------------------ where we may go


@contextmanager
def resolving(monkeypatch, **names: list[str]):
    """While this lasts these names resolve to these addresses, a new one each time they are asked for."""
    real, asked = socket.getaddrinfo, dict.fromkeys(names, 0)

    def answer(host, port, *arguments, **options):
        name = host.replace(".", "_").replace("-", "_") if isinstance(host, str) else host
        if name not in names:
            return real(host, port, *arguments, **options)
        addresses = names[name]
        address = addresses[min(asked[name], len(addresses) - 1)]
        asked[name] += 1
        return real(address, port, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", answer)
        yield asked


def test_a_name_that_changes_its_mind_between_check_and_use_leads_nowhere(site, monkeypatch):
    port = site.host.rpartition(":")[2]
    with resolving(monkeypatch, rebind_example=["127.0.0.1", "8.8.8.8"]) as asked:
        got = Fetcher("x", deadline_seconds=3).fetch(replace(FEED, url=f"http://rebind.example:{port}/"))

    assert got.is_refused and "not on the public internet" in got.detail
    assert asked["rebind_example"] == 1, "resolved once: what was checked is what is connected to"
    assert not site.seen


def test_names_and_paths_in_any_script_are_asked_for(site, monkeypatch):
    port = site.host.rpartition(":")[2]
    name = "xn--12c1fe0br.xn--o3cw4h"
    site.answers["/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7?q=%E0%B9%91"] = Answer(rss(item("a", RICE)))
    with resolving(monkeypatch, **{name.replace("-", "_").replace(".", "_"): ["127.0.0.1"]}):
        fetcher = Fetcher("x", frozenset({f"{name}:{port}"}))
        got = fetcher.fetch(replace(FEED, url=f"http://{name.encode().decode('idna')}:{port}/ข่าว?q=๑"))

    assert got.outcome == "fresh", got.detail


NAME_IN_THAI = b"xn--12c1fe0br".decode("idna")


def test_the_environment_names_no_proxy_for_us(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.publish("one", item("a", RICE))

    assert Fetcher("x", frozenset({site.host})).fetch(replace(FEED, url=f"http://{site.host}/one")).outcome == "fresh"


def test_a_proxy_that_the_operator_names_is_used(site):
    site.answers["http://news.example/feed"] = Answer(rss(item("a", RICE)))
    fetcher = Fetcher("x", proxy=f"http://{site.host}")

    assert fetcher.fetch(replace(FEED, url="http://news.example/feed")).outcome == "fresh"
    assert site.seen[0][0] == "http://news.example/feed"


# ------------------------------------------------------------------ TLS


@contextmanager
def tls_site(folder: Path):
    """An https server with a certificate for localhost by an authority of our own; gives its host."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    (folder / "both.pem").write_bytes(pem + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))  # fmt: skip

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = rss(item("a", RICE))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_certificate_of_no_authority_we_know_is_refused(tmp_path):
    with tls_site(tmp_path) as host:
        got = Fetcher("x", frozenset({host})).fetch(replace(FEED, url=f"https://{host}/"))
        trusted = Fetcher("x", frozenset({host}), ca_file=str(tmp_path / "ca.pem"))
        other_name = host.replace("localhost", "127.0.0.1")
        wrong = Fetcher("x", frozenset({other_name}), ca_file=str(tmp_path / "ca.pem"))

        assert got.outcome == "failed" and "ertificate" in got.detail
        assert trusted.fetch(replace(FEED, url=f"https://{host}/")).outcome == "fresh"
        assert "ertificate" in wrong.fetch(replace(FEED, url=f"https://{other_name}/")).detail


# ------------------------------------------------------------------ memory

BOMB = """
import sys
sys.path.insert(0, sys.argv[1])
from truce.fetching import Fetcher
from truce.model import Feed
fetcher = Fetcher("x", frozenset({sys.argv[2]}))
got = fetcher.fetch(Feed("one", "One", f"http://{sys.argv[2]}/bomb", "en", "one"))
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(got.outcome, int(status["VmHWM"].split()[0]) // 1024)
"""


def test_a_gzip_bomb_costs_less_than_a_hundred_megabytes(site):
    bomb = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = b"".join(bomb.compress(bytes(1_000_000)) for _ in range(500)) + bomb.flush()
    site.answers["/bomb"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    command = [sys.executable, "-c", BOMB, str(PLUGINS), site.host]

    outcome, megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert outcome == "failed" and int(megabytes) < 100


# ------------------------------------------------------------------ asked by hand


def test_a_feed_can_be_asked_again_at_once(conn, line, site, capsys):
    line.add_feed(conn, "one")
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))
    site.answers["/one"] = Answer(status=410)
    line.fetch()
    assert cli.main(["feeds", "revive", "nobody"]) == 1
    assert "no feed 'nobody'" in capsys.readouterr().err

    assert cli.main(["feeds", "revive", "one"]) == 0
    site.publish("one", item("a", RICE))
    line.fetch(0)

    assert feed(conn, "gone_at", "error_count") == (None, 0)


def test_the_list_of_feeds_says_which_side_is_not_heard(conn, line, site, capsys):
    line.add_feed(conn, "one", side="TH")
    line.add_feed(conn, "two", side="KH")
    site.publish("one", item("a", RICE, moment=line.now))
    site.answers["/two"] = Answer(status=500)
    line.fetch()

    assert cli.main(["feeds"]) == 0
    told = capsys.readouterr().out
    assert "TH: 1 of 1 feeds fresh\n" in told
    assert "KH: 0 of 1 feeds fresh: no data from it, which is not calm (1 failing)" in told
