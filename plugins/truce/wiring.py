"""Open the real database, web and mail. The only file that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2
import psycopg2.errors

from truce import service
from truce.embedded import Server
from truce.errors import DatabaseNotSetUp, DatabaseUnreachable, TruceError
from truce.fetching import Fetcher
from truce.lexicon import Codebook, read_codebook
from truce.mailing import Mailer
from truce.reading_apart import ReadingRoom

PROJECT = Path(__file__).resolve().parents[2]
SQL = PROJECT / "sql"
CODEBOOK = Path(__file__).resolve().parent / "codebook"
LESSONS = CODEBOOK.parent / "lessons"  # what the model is trained from
LIVE = "truce"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says; README.md lists the names."""

    database_url: str | None
    data_folder: Path
    contact: str
    mail_from: str
    mail_to: tuple[str, ...]
    smtp_host: str
    smtp_port: int
    smtp_user: str | None
    smtp_password: str | None
    smtp_starttls: bool
    allowed_hosts: frozenset[str]
    interval_seconds: int
    ca_file: str | None = None
    proxy: str | None = None
    keep_days: int = 400


def settings() -> Settings:
    """The settings as the environment has them now; raises TruceError for one that makes no sense."""
    read = os.environ.get
    return Settings(
        database_url=read("TRUCE_DATABASE_URL") or None,
        data_folder=Path(read("TRUCE_DATA_FOLDER") or PROJECT / ".data").resolve(),
        contact=read("TRUCE_CONTACT") or "contact not set",
        mail_from=read("TRUCE_MAIL_FROM") or "truce@localhost",
        mail_to=tuple(a.strip() for a in (read("TRUCE_MAIL_TO") or "").split(",") if a.strip()),
        smtp_host=read("TRUCE_SMTP_HOST") or "",
        smtp_port=_number("TRUCE_SMTP_PORT", 25),
        smtp_user=read("TRUCE_SMTP_USER") or None,
        smtp_password=read("TRUCE_SMTP_PASSWORD") or None,
        smtp_starttls=read("TRUCE_SMTP_STARTTLS", "").lower() in ("1", "true", "yes"),
        allowed_hosts=frozenset((read("TRUCE_ALLOWED_HOSTS") or "").split()),
        interval_seconds=_number("TRUCE_POLL_SECONDS", 900),
        ca_file=read("TRUCE_CA_FILE") or None,
        proxy=read("TRUCE_PROXY") or None,
        keep_days=_number("TRUCE_KEEP_DAYS", 400),
    )


def _number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit():
        raise TruceError(f"{name}={text!r} is no whole number; unset it for the default {default}.")
    return int(text)


def set_variables(values: dict[str, str]) -> None:
    """Set environment variables for this process and its children (demo and tests)."""
    os.environ.update(values)


def inherited() -> dict[str, str]:
    """A copy of the environment, for the processes we start."""
    return dict(os.environ)


def server() -> Server:
    """The embedded PostgreSQL of this project's data folder (started by whoever needs it)."""
    return Server(settings().data_folder / "postgres")


def database_url(name: str | None = None) -> str:
    """The URL of a database: a URL as it is, a name on our server, or the live one for None.

    Without TRUCE_DATABASE_URL this starts the embedded PostgreSQL if it is down.
    """
    if name and "://" in name:
        return name
    given = settings().database_url
    if given:
        return given if name in (None, LIVE) else _with_database(given, name)
    running = server()
    running.start()
    return running.url(name or LIVE)


def without_password(url: str) -> tuple[str, str | None]:
    """A URL that may be shown in a list of processes, and its password for the environment."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, None
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}@{host}")), unquote(parts.password)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def database(name: str | None = None, role: str | None = None, as_known_on: datetime | None = None) -> Iterator:
    """An open connection, closed at the end; `role` is owner, loader, alerter or analyst. With a moment
    `as_known_on` the views show what was known then.

    Transactions are the caller's (`with conn:`). Raises DatabaseUnreachable, and DatabaseNotSetUp
    where a statement finds a table or column missing.
    """
    options = "-c timezone=UTC" + (f" -c role=truce_{role}" if role else "")
    if role == "analyst":
        options += " -c statement_timeout=60s -c default_transaction_read_only=on"
    if as_known_on:
        options += f" -c search_path=as_known,public -c truce.as_known_on={as_known_on.isoformat()}"
    conn = _connected(database_url(name), options=options)
    try:
        yield conn
    except (psycopg2.errors.UndefinedTable, psycopg2.errors.UndefinedColumn) as error:
        raise DatabaseNotSetUp(
            f"The database {conn.info.dbname} is not set up for this version "
            f"({error.diag.message_primary}). Run: truce migrate --database {conn.info.dbname}"
        ) from error
    finally:
        conn.close()


def _connected(url: str, **options):
    try:
        return psycopg2.connect(url, connect_timeout=10, **options)
    except psycopg2.OperationalError as error:
        raise DatabaseUnreachable(_unreachable(url, error)) from error


def _unreachable(url: str, error: Exception) -> str:
    parts = urlsplit(url)
    reason = str(error).strip().splitlines()[-1]
    return (
        f"PostgreSQL does not let us in at {parts.hostname}:{parts.port or 5432}{parts.path}: "
        f"{reason}. Is it running (make status), is the database set up (truce migrate), "
        "is TRUCE_DATABASE_URL right?"
    )


def create_database(name: str, anew: bool = False, lasting: bool = True) -> None:
    """Make a database on our server unless it is there; `anew` drops it first. One that need not
    outlive a power cut (`lasting=False`: the demo's) does not wait for the disk at each commit."""
    conn = _connected(database_url("postgres"))
    try:
        conn.autocommit = True
        with conn.cursor() as cursor:
            if anew:
                cursor.execute(f'drop database if exists "{name}" with (force)')
            cursor.execute("select from pg_database where datname = %s", (name,))
            if cursor.fetchone() is None:
                cursor.execute(f'create database "{name}"')
            if not lasting:
                cursor.execute(f'alter database "{name}" set synchronous_commit = off')
    finally:
        conn.close()


@cache
def codebook() -> Codebook:
    return read_codebook(CODEBOOK)


def fetcher() -> Fetcher:
    chosen = settings()
    return Fetcher(chosen.contact, chosen.allowed_hosts, ca_file=chosen.ca_file, proxy=chosen.proxy)


def reading_room() -> ReadingRoom:
    """Where strangers' documents are read, in processes that can be ended."""
    return ReadingRoom()


def archive_room() -> ReadingRoom:
    """The same for files of history, which may be five times as large as what a feed may answer with."""
    return ReadingRoom(seconds=30, megabytes=1_000, processes=1)


def mailer() -> Mailer | None:
    """The mail server, or None where none is set: then mails wait in the outbox."""
    chosen = settings()
    if not chosen.smtp_host or not chosen.mail_to:
        return None
    return Mailer(
        host=chosen.smtp_host,
        port=chosen.smtp_port,
        user=chosen.smtp_user,
        password=chosen.smtp_password,
        starttls=chosen.smtp_starttls,
        sender=chosen.mail_from,
        recipients=chosen.mail_to,
        timeout=30,
    )


def now(said: str | None = None) -> datetime:
    """The moment a run stands at: the one it was given (a simulated calendar), else the clock."""
    if not said:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise TruceError(f"{said!r} is no moment; write 2025-12-08T06:00:00+00:00.") from error
    if moment.tzinfo is None:
        raise TruceError(f"{said!r} has no time zone; write for example 2025-12-08T06:00:00+00:00.")
    return moment.astimezone(UTC)


def moment_of(dag_run) -> datetime:
    """The moment a DAG run stands at: its conf may name one under "now"."""
    return now(((dag_run.conf if dag_run else None) or {}).get("now"))


def sql_files(folder: str) -> dict[str, str]:
    """The queries of a folder of sql/, by name: trends, checks."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((SQL / folder).glob("*.sql"))}


def checks() -> dict[str, str]:
    return sql_files("checks")


def airflow_environment(airflow_url: str, home: Path | None = None) -> dict[str, str]:
    """What Airflow's processes need to find their database, our DAGs, our plugins and our settings."""
    ours = {name: value for name, value in os.environ.items() if name.startswith("TRUCE_")}
    ours["TRUCE_DATA_FOLDER"] = str(settings().data_folder)
    return ours | service.airflow_environment(home or settings().data_folder / "airflow", airflow_url)
