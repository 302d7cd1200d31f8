"""Local servers that speak the real protocols, and the line's jobs pointed at them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rows_for_tests import add, run

from truce import jobs, wiring
from truce.fetching import Fetcher
from truce.mailing import Catcher, Mailer
from truce.polling_round import AT_ONCE, Parse

# ------------------------------------------------------------------ documents

NOON = datetime(2025, 9, 10, 12, tzinfo=UTC)  # while the Putrajaya ceasefire was in force
CLASH = "Thai and Cambodian soldiers exchanged fire near Chong Bok, killing two soldiers."
SHELLING = "Cambodia's army accused Thailand of shelling a village near Chong Bok on Wednesday."
DENIAL = "Thailand denied that its troops had shelled a village near Chong Bok on Wednesday."
TALKS = "The General Border Committee of Thailand and Cambodia met in Koh Kong on Wednesday."
RICE = "The price of rice rose a little."


def item(guid: str, summary: str, title: str = "News", moment: datetime | None = NOON) -> str:
    date = f"<pubDate>{moment:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if moment else ""
    return (
        f'<item><guid isPermaLink="false">{guid}</guid><title>{title}</title>{date}'
        f"<description>{summary}</description></item>"
    )


def rss(*items: str) -> bytes:
    document = f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'
    return document.encode()


# ------------------------------------------------------------------ the web


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A web server of this machine; a test changes `answers` as it goes, path by path."""

    host: str = ""
    answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer]] = field(default_factory=dict)
    seen: list[tuple[str, dict]] = field(default_factory=list)  # path and headers of each request

    def publish(self, feed_code: str, *items: str, **headers: str) -> None:
        """An outlet's feed. News of soldiers ends in a word of its own: two outlets with one text are one voice."""
        word = f" Desk {feed_code[::-1]}.</description>"
        own = [item.replace("</description>", word) if "soldiers" in item else item for item in items]
        self.answers[f"/{feed_code}"] = Answer(rss(*own), headers=headers)


@contextmanager
def web() -> Iterator[Site]:
    site = Site()

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append((self.path, dict(self.headers)))
            answer = site.answers.get(self.path, Answer(status=404))
            answer = answer(self) if callable(answer) else answer
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    site.host = f"127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


# ------------------------------------------------------------------ mail


class Postbox(Catcher):
    """A mail server that keeps what it takes, and takes nothing while it is in a bad mood."""

    refusing = False
    unknown: frozenset[str] = frozenset()  # recipients it has never heard of

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address in self.unknown:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.refusing:
            return "451 come back later"
        return await super().handle_DATA(server, session, envelope)

    def mailer(self, *recipients: str) -> Mailer:
        recipients = recipients or ("duty@example.org",)
        return Mailer("127.0.0.1", self.port, "truce@example.org", recipients, timeout=5)

    @property
    def messages(self) -> list:
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(self.folder.glob("*.eml"))
        ]


# ------------------------------------------------------------------ the line


@dataclass
class Line:
    """The jobs, with the rights the DAGs give them, at a moment the test moves on."""

    conn: object  # a loader's
    site: Site
    now: datetime = NOON

    def add_feed(self, owner, code: str, family: str | None = None, side: str | None = None) -> None:
        add(owner, "feeds", feed_code=code, url=f"http://{self.site.host}/{code}",
            family=family or code, side=side)  # fmt: skip
        owner.commit()

    def fetch(self, minutes: float = 20, parse: Parse | None = None) -> dict[str, int]:
        """Poll what is due, some minutes after the poll before."""
        self.now += timedelta(minutes=minutes)
        fetcher = Fetcher("tests", frozenset({self.site.host}), deadline_seconds=5)
        return jobs.fetch_due_feeds(self.conn, fetcher, self.now, 300, AT_ONCE, parse)

    def code(self) -> int:
        return jobs.code_new_entries(self.conn, wiring.codebook(), self.now)

    def group(self) -> dict[str, int]:
        return jobs.group_new_reports(self.conn, wiring.codebook(), self.now)

    def alert(self) -> int:
        return jobs.queue_alerts(self.conn, self.now)

    def run(self) -> dict[str, int]:
        """Fetch, code, group and alert once; what each of them did."""
        fetched = self.fetch()
        return {
            "new": fetched["new"],
            "changed": fetched["changed"],
            "read": self.code(),
            "grouped": self.group()["reports"],
            "alerts": self.alert(),
        }


def feed(conn, *columns: str, code: str = "one") -> tuple:
    """Columns of a feed as they stand."""
    (row,) = run(conn, f"select {', '.join(columns)} from feeds where feed_code = %s", code)
    conn.rollback()
    return row


def contents(owner) -> dict[str, list]:
    """Every row of every table the line writes, but for the log of polls and the polling plan."""
    tables = (
        "entries", "entry_versions", "quarantined_entries", "readings", "reports", "tolls",
        "incidents", "meetings", "claims", "violations", "alerts",
    )  # fmt: skip
    found = {name: run(owner, f"select {name}::text from {name} order by 1") for name in tables}
    owner.rollback()
    return found


@contextmanager
def power_cut(owner, table: str, event: str = "insert", after: int = 1) -> Iterator[None]:
    """While this lasts, the database session dies at the n-th row of a table, as by kill -9."""
    run(owner, "create sequence power_cut_count")
    run(owner, "grant usage on sequence power_cut_count to public")
    run(
        owner,
        "create function power_cut() returns trigger language plpgsql security definer as $$ begin "
        f"if nextval('power_cut_count') >= {after} then "
        "perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$",
    )
    run(owner, f"create trigger power_cut after {event} on {table} "
               "for each row execute function power_cut()")  # fmt: skip
    owner.commit()
    yield
    run(owner, f"drop trigger power_cut on {table}")
    run(owner, "drop function power_cut()")
    run(owner, "drop sequence power_cut_count")
    owner.commit()
