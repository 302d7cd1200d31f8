"""What polling costs, in one run: a round of 304s, a cold round beside plain requests + feedparser, loading.

    .venv/bin/python tests/bench/polling_speed.py [FOLDER of feed documents]

Servers and a scratch PostgreSQL run beside it on this machine. A benchmark, not a test: nothing is asserted.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))
FEEDS = 500
ROUNDS = 200
NOW = datetime(2025, 12, 8, 6, tzinfo=UTC)
BATCH = 1_000  # entries of one document in the load test
BATCHES = 50
LATENCY = 0.02  # seconds that a server takes to answer in the cold round


def main() -> None:
    documents = sorted(Path(sys.argv[1] if sys.argv[1:] else ROOT / "tests" / "feeds" / "sample").glob("*.xml"))
    folder = Path(tempfile.mkdtemp(prefix="truce-bench-"))
    from truce.embedded import Server

    server = Server(folder / "postgres", fsync=False)
    context = get_context("spawn")
    port = context.Queue()
    web = context.Process(target=serve, args=([d.read_bytes() for d in documents], port), daemon=True)
    web.start()
    try:
        os.environ |= {"TRUCE_DATA_FOLDER": str(folder), "TRUCE_DATABASE_URL": server.start()}
        host = f"127.0.0.1:{port.get()}"
        from truce import replaying, wiring

        replaying.set_up_database("bench")
        with wiring.database("bench") as conn:
            cold_round(conn, host, len(documents))
            rounds_of_304(conn, host)
            loading(conn)
    finally:
        web.terminate()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(server.folder, ignore_errors=True)


# ------------------------------------------------------------------ a web server of its own process


def serve(documents: list[bytes], port) -> None:
    """Answer /cold/N with a document after a moment, /304/N with 304."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Shop(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, number = self.path.strip("/").split("/")
            is_known = kind == "304" and self.headers.get("If-None-Match")
            body = b"" if is_known else documents[int(number) % len(documents)]
            if kind == "cold":
                time.sleep(LATENCY)
            self.send_response(304 if is_known else 200)
            self.send_header("ETag", f'"{number}"')
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_) -> None:
            return

    class Many(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

    shop = Many(("127.0.0.1", 0), Shop)
    port.put(shop.server_address[1])
    shop.serve_forever()


# ------------------------------------------------------------------ rounds


def add_feeds(conn, host: str, kind: str, count: int) -> None:
    with conn, conn.cursor() as cursor:
        cursor.execute("update feeds set is_enabled = false")
        cursor.execute(
            "insert into feeds (feed_code, outlet, url, language, family, source) "
            "select %s || '-' || n, 'Bench', 'http://' || %s || '/' || %s || '/' || n, 'en', 'f', 'a benchmark' "
            "from generate_series(0, %s - 1) as n",
            (kind, host, kind, count),
        )


def poll(conn, host: str, now: datetime) -> dict[str, int]:
    from truce import jobs
    from truce.fetching import Fetcher
    from truce.polling_round import AT_ONCE

    fetcher = Fetcher("bench", frozenset({host}))
    return jobs.fetch_due_feeds(conn, fetcher, now, 900, AT_ONCE)


def cold_round(conn, host: str, count: int) -> None:
    """Every document once for the first time: fetched, parsed, cleaned, stored, one commit a feed."""
    import feedparser
    import requests

    started = time.perf_counter()
    entries = 0
    for number in range(count):
        answer = requests.get(f"http://{host}/cold/{number}", timeout=30)
        entries += len(feedparser.parse(answer.content).entries)
    plain = time.perf_counter() - started
    add_feeds(conn, host, "cold", count)
    started = time.perf_counter()
    counts = poll(conn, host, NOW)
    ours = time.perf_counter() - started
    print(
        f"cold round of {count} feeds, {entries} entries, answers after {LATENCY * 1000:.0f} ms: "
        f"requests + feedparser {plain:.2f} s, ours with storing {counts['new']} entries {ours:.2f} s: "
        f"{plain / ours:.1f} times as fast"
    )


def rounds_of_304(conn, host: str) -> None:
    """Many feeds that have nothing new: processor time of this process, and memory over many rounds."""
    add_feeds(conn, host, "304", FEEDS)
    now = NOW + timedelta(days=1)
    poll(conn, host, now)
    costs, memory = [], []
    for _ in range(ROUNDS):
        now += timedelta(hours=7)  # longer than any of the documents asks to be left alone
        before = time.process_time()
        counts = poll(conn, host, now)
        costs.append(time.process_time() - before)
        memory.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6)
        assert counts["feeds"] == FEEDS and counts["new"] == 0, counts
    print(f"{FEEDS} feeds that answer 304: {statistics.median(costs):.2f} s of processor a round "
          f"({1000 * statistics.median(costs) / FEEDS:.1f} ms a feed)")  # fmt: skip
    print(f"memory after rounds 10, 100, {ROUNDS}: {memory[9]:.0f}, {memory[99]:.0f}, {memory[-1]:.0f} MB")


# ------------------------------------------------------------------ loading


def entries_of(batch: int, edition: str = "") -> list:
    from truce.model import Entry

    return [
        Entry(
            guid=f"{batch}-{number}", title=f"Shells hit post {number} of the border {edition}",
            summary="Soldiers heard shells at dawn. " * 30, link=f"https://x.example/{batch}/{number}",
            published_at=NOW, published_raw="8 Dec 2025", content_hash=f"{batch}-{number}-{edition}",
        )
        for number in range(BATCH)
    ]  # fmt: skip


def loading(conn) -> None:
    """Documents of a thousand entries: all new, 95 % as they were, all as they were; beside plain execute_values."""
    add_feeds(conn, "x.example", "load", 1)
    first = [entries_of(batch) for batch in range(BATCHES)]
    fresh = rate(lambda: store_all(conn, first))
    mixed = [[*b[:-50], *(replace(e, guid=f"late-{e.guid}") for e in b[-50:])] for b in first]
    before = wal(conn)
    mostly = rate(lambda: store_all(conn, mixed))
    between = wal(conn)
    unchanged = rate(lambda: store_all(conn, mixed))
    written = wal(conn) - between
    plain = rate(lambda: plain_load(conn, first))
    print(f"load, rows/s: all new {fresh:,.0f}; 95 % unchanged {mostly:,.0f}; all unchanged {unchanged:,.0f} "
          f"({written:,} bytes of log written); plain execute_values of as many {plain:,.0f}: "
          f"95 % unchanged is {mostly / plain:.1f} times as fast")  # fmt: skip
    assert before <= between


def store_all(conn, batches: list[list]) -> None:
    from truce import polling_round

    for entries in batches:
        with conn:
            polling_round.store_entries(conn, "load-0", entries, NOW, None)


def plain_load(conn, batches: list[list]) -> None:
    from psycopg2.extras import execute_values

    with conn, conn.cursor() as cursor:
        cursor.execute("create table plain (like entries including indexes including defaults including identity)")
    for entries in batches:
        with conn, conn.cursor() as cursor:
            execute_values(
                cursor,
                "insert into plain (feed_code, guid, title, summary, link, published_at, seen_at, changed_at, "
                "content_hash) values %s on conflict (feed_code, guid) do update set title = excluded.title, "
                "summary = excluded.summary, content_hash = excluded.content_hash",
                [("load-0", e.guid, e.title, e.summary, e.link, e.published_at, NOW, NOW, e.content_hash)
                 for e in entries],
                page_size=1000,
            )  # fmt: skip


def wal(conn) -> int:
    with conn, conn.cursor() as cursor:
        cursor.execute("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
        return cursor.fetchone()[0]


def rate(act) -> float:
    started = time.perf_counter()
    act()
    return BATCH * BATCHES / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
