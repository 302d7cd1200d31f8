"""`truce …`: every job, query and check from the shell."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from truce import archive_verbs, coding_verbs, feed_verbs, learning_verbs, review_verbs
from truce.errors import TruceError, UnknownName
from truce.verbs import add_verb, day, moment, show, takes_database, takes_format, takes_moment

EXPORTS = {  # name → view, order
    "reports": ("report_list", "published_at, report_id"),
    "incidents": ("incident_list", "occurred_date, incident_id"),
    "meetings": ("meeting_list", "meeting_date nulls last, meeting_id"),
    "claims": ("claim_list", "claimed_date, claim_id"),
    "violations": ("violation_list", "occurred_date, incident_id, ceasefire_code"),
    "ceasefires": ("ceasefire_list", "declared_at"),
    "commitments": ("commitment_list", "declared_at, ceasefire_code, commitment_number"),
    "decisions": ("decision_list", "decision_id"),
    "training-cases": ("training_case_list", "id"),
    "unresolved-places": ("unresolved_place_list", "reports desc, words, is_the_line"),
}
TABLE_COLUMNS = {  # what fits on a screen; csv and json hold everything
    "reports": "published_at feed_code label type assertion tense status occurred_date place title",
    "incidents": "incident_id occurred_date type status place killed_low killed_high late_killed injured_low "
    "voices is_violation summary",
    "meetings": "meeting_id type status meeting_date level topics venue participants mediators family_count summary",
    "claims": "claim_id claimed_date accuser accused act_kind response incident_id family_count act",
    "violations": "occurred_date type status place ceasefire clause_number by_actors summary",
    "ceasefires": "name state state_from_at state_by_actor clause_count violation_count certainty",
    "commitments": "ceasefire commitment_number promise obligated deadline_at outcome violations accusations evidence",
    "decisions": "decided_at reviewer kind group_id action field value other_id note",
    "training-cases": "id lang date title labels",
    "unresolved-places": "words reports feeds languages is_the_line last_published_at latest_title",
}
HOLDS_TEXTS = frozenset({"training-cases"})  # texts of others: not for analysts
ANALYST = "-c role=truce_analyst -c default_transaction_read_only=on -c statement_timeout=60s"
JOBS = ("fetch", "articles", "code", "group", "alert", "send", "digest", "audit")


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return the exit code: 0 done, 1 it failed and said why, 2 wrong usage."""
    options = parser().parse_args(arguments)
    try:
        code = options.act(options) or 0
        sys.stdout.flush()
        return code
    except TruceError as error:
        print(f"truce: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `truce export … | head` is no failure
        # Python writes what is left at its end, and would complain then
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("truce: stopped.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="truce",
        description="A ceasefire monitor: from news feeds to clashes, meetings, allegations, "
        "violations and alert mails.",
        epilog="Each verb has its own --help with examples.",
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for add in (
        *coding_verbs.VERBS, *learning_verbs.VERBS, *review_verbs.VERBS, *feed_verbs.VERBS, *archive_verbs.VERBS,
        _add_demo, _add_replay, _add_services, _add_migrate, _add_run, _add_trend, _add_export, _add_feeds,
        _add_check, _add_psql,
    ):  # fmt: skip
        add(verbs)
    return top


# ------------------------------------------------------------------ demo, replay


def _add_demo(verbs) -> None:
    verb = add_verb(
        verbs, "demo", _demo,
        "Run the real DAGs over the sample feeds, May to December 2025, and show the result.",
        "demo",
    )  # fmt: skip
    verb.add_argument("--quiet", action="store_true", help="no progress bar")


def _demo(options) -> None:
    from truce import demo

    demo.run(show_progress=not options.quiet)


def _add_replay(verbs) -> None:
    verb = add_verb(
        verbs, "replay", _replay,
        "Run the whole line over a folder of feed files with a feeds.csv, on a simulated clock.",
        "replay tests/feeds/sample",
        "replay my-folder --from 2025-12-01 --to 2025-12-31 --step 1h",
        "replay my-folder --database other_study",
    )  # fmt: skip
    verb.add_argument("folder", type=Path)
    verb.add_argument("--from", dest="start", type=moment, metavar="DAY", help="first day")
    verb.add_argument("--to", dest="end", type=moment, metavar="DAY", help="last moment")
    verb.add_argument("--step", type=_step, default=timedelta(hours=6), help="e.g. 15m, 6h, 1d")
    verb.add_argument("--quiet", action="store_true", help="no progress bar")
    takes_database(verb, "replay")


def _replay(options) -> None:
    from tqdm import tqdm

    from truce import replaying, store, wiring
    from truce.serving import FeedShelf

    shelf = FeedShelf(options.folder)
    moments = replaying.calendar(shelf, options.step, options.start, options.end)
    replaying.set_up_database(options.database)
    shown = tqdm(moments, unit="step", disable=options.quiet or not sys.stderr.isatty())
    totals = replaying.replay(options.database, shelf, shown)
    print(
        f"{len(moments)} steps from {moments[0]:%Y-%m-%d} to {moments[-1]:%Y-%m-%d}: "
        f"{totals['entries']} new entries, {totals['changed']} edited, {totals['read']} read, "
        f"{totals['alerts']} mails queued.\n"
    )
    with wiring.database(options.database, "analyst") as conn:
        window = _window(conn)
        print(f"{_title(conn, window)}\n")
        show(*store.query(conn, wiring.sql_files("trends")["weekly"], **window), "table")
    print(f"\nDatabase: {options.database}.  truce export incidents --database {options.database}")


def _step(text: str) -> timedelta:
    match = re.fullmatch(r"(\d+)\s*([mhd])", text)
    if not match or not 0 < int(match[1]) < 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no step; write 15m, 6h or 1d")
    return (
        int(match[1])
        * {
            "m": timedelta(minutes=1),
            "h": timedelta(hours=1),
            "d": timedelta(days=1),
        }[match[2]]
    )


def _window(conn, conflict_code: str | None = None) -> dict:
    """The conflict (by default the first whose press is polled, else the one that most is told of) and the days there
    are entries for, as trends take them."""
    from truce import store

    known = sorted(store.conflicts(conn))
    polled = [conflict.conflict_code for conflict in store.conflicts_polled(conn)]
    chosen = conflict_code or next(iter(polled), None) or store.run(conn, "conflict_told_of")
    if chosen not in known:
        raise UnknownName(f"There is no conflict {chosen!r}; there are: {', '.join(known)}.")
    _, rows = store.query(
        conn,
        "select coalesce(min(day), current_date), coalesce(max(day), current_date) "
        "from daily_trend where conflict_code = %(code)s",
        code=chosen,
    )
    return {"conflict_code": chosen, "from_date": rows[0][0], "to_date": rows[0][1]}


def _title(conn, window: dict) -> str:
    """What a table of a trend is about: a table without a name is read as that of another conflict."""
    from truce import store

    name = store.conflicts(conn)[window["conflict_code"]].name
    return f"{name}, {window['from_date']:%d %b %Y} to {window['to_date']:%d %b %Y}"


# ------------------------------------------------------------------ services, schema, jobs


def _add_services(verbs) -> None:
    for name, act, text in (
        ("up", _up, "Start PostgreSQL and Airflow here, polling the live feeds."),
        ("down", _down, "Stop what `up` started; nothing is left running."),
        ("status", _status, "What runs, where, and how the feeds are."),
    ):
        add_verb(verbs, name, act, text, name)


def _up(options) -> None:
    from truce import replaying, service, wiring

    replaying.set_up_database(None)
    wiring.create_database("airflow")
    chosen = wiring.settings()
    for line in service.start(chosen.data_folder, wiring.airflow_environment(wiring.database_url("airflow"))):
        print(line)


def _down(options) -> None:
    from truce import service, wiring

    for line in service.stop(wiring.settings().data_folder):
        print(line)
    if wiring.settings().database_url is None:
        wiring.server().stop()
        print("PostgreSQL is down.")


def _status(options) -> None:
    from truce import service, store, wiring

    for line in service.status(wiring.settings().data_folder):
        print(line)
    if wiring.settings().database_url is None and not wiring.server().is_running():
        print("PostgreSQL is down. Start everything with: make up")
        return
    with wiring.database(None, "analyst") as conn:
        _, rows = store.query(
            conn,
            "select count(*) filter (where is_enabled), count(*) filter (where error_count > 0 "
            "and is_enabled), max(last_fetched_at), max(newest_entry_at) from feed_health",
        )
        enabled, failing, last, newest = rows[0]
    print(f"Feeds: {enabled} polled, {failing} failing; last poll {last or 'never'}; ", end="")
    print(f"newest entry {newest or 'none yet'}.")


def _add_migrate(verbs) -> None:
    verb = add_verb(
        verbs, "migrate", _migrate,
        "Make the database if it is missing; apply migrations, views, roles and seeds.",
        "migrate", "migrate --database study",
    )  # fmt: skip
    takes_database(verb)
    verb.add_argument("--with", dest="beside", metavar="NAME", help="also make this empty database beside it")


def _migrate(options) -> None:
    from truce import replaying, wiring

    replaying.set_up_database(options.database)
    if options.beside:
        wiring.create_database(options.beside)
    print("The database has the schema and the seeds of this version.")


def _add_run(verbs) -> None:
    verb = add_verb(
        verbs, "run", _run, "Run one job of the line by hand.",
        "run fetch", "run digest --now 2025-12-09T06:00:00+07:00",
    )  # fmt: skip
    verb.add_argument("job", choices=JOBS)
    verb.add_argument("--now", help="moment to stand at, with a zone (default: the clock)")
    takes_database(verb)


def _run(options) -> None:
    from truce import jobs, wiring

    now = wiring.now(options.now)
    role = "alerter" if options.job == "send" else "loader"
    with wiring.database(options.database, role) as conn:
        result = {
            "fetch": lambda: _fetched(conn, now),
            "articles": lambda: jobs.read_articles(conn, wiring.fetcher(), wiring.fetcher(), now),
            "code": lambda: {"read": jobs.code_new_entries(conn, wiring.codebook(), now)},
            "group": lambda: jobs.group_new_reports(conn, wiring.codebook(), now),
            "alert": lambda: {"queued": jobs.queue_alerts(conn, now)},
            "send": lambda: jobs.send_queued_alerts(conn, wiring.mailer(), now),
            "digest": lambda: {"queued": jobs.queue_digests(conn, now)},
            "audit": lambda: jobs.check_all(conn, wiring.checks()) or {"failed": 0},
        }[options.job]()
    print(", ".join(f"{count} {name}" for name, count in result.items()))


def _fetched(conn, now) -> dict[str, int]:
    from truce import jobs, wiring

    with wiring.reading_room() as room:
        return jobs.fetch_due_feeds(conn, wiring.fetcher(), now, wiring.settings().interval_seconds, parse=room.parse)


# ------------------------------------------------------------------ asking


def _add_trend(verbs) -> None:
    verb = add_verb(
        verbs, "trend", _trend,
        "Print a trend: weekly, daily, weekly_constant_panel, daily_constant_panel, ceasefires, places, killed, "
        "claims, agreement.",
        "trend weekly", "trend daily --from 2025-12-01 --format csv", "trend killed --database demo",
    )  # fmt: skip
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--conflict", metavar="CODE")
    verb.add_argument("--from", dest="start", type=day, metavar="DAY")
    verb.add_argument("--to", dest="end", type=day, metavar="DAY")
    takes_moment(verb)
    takes_format(verb)
    takes_database(verb)


def _trend(options) -> None:
    from truce import store, wiring

    text = _one_of(wiring.sql_files("trends"), options.name, "trend")
    with wiring.database(options.database, "analyst", options.as_known_on) as conn:
        window = _analyst_window(conn, options)
        if options.format == "table":
            print(f"{_title(conn, window)}\n")
        show(*store.query(conn, text, **window), options.format)


def _analyst_window(conn, options) -> dict:
    window = _window(conn, options.conflict)
    given = {"from_date": options.start, "to_date": options.end}
    return window | {name: day for name, day in given.items() if day}


def _one_of(known: dict, name: str, noun: str):
    if name not in known:
        raise UnknownName(f"There is no {noun} {name!r}; there are: {', '.join(sorted(known))}.")
    return known[name]


def _add_export(verbs) -> None:
    verb = add_verb(
        verbs, "export", _export, "Write out what Truce holds.",
        "export incidents", "export reports --format jsonl > reports.jsonl",
        "export claims --format csv --database demo", "export unresolved-places",
        "export incidents --as-known-on 2025-12-10",
    )  # fmt: skip
    verb.add_argument("kind", choices=sorted(EXPORTS))
    takes_moment(verb)
    takes_format(verb)
    takes_database(verb)


def _export(options) -> None:
    from truce import store, wiring

    view, order = EXPORTS[options.kind]
    role = "reviewer" if options.kind in HOLDS_TEXTS else "analyst"
    with wiring.database(options.database, role, options.as_known_on) as conn:
        columns, rows = store.select(conn, view, order)
    if options.format == "table":
        columns, rows = _narrowed(columns, rows, TABLE_COLUMNS[options.kind].split())
    show(columns, rows, options.format)


def _narrowed(columns: list[str], rows: list, wanted: list[str]) -> tuple[list[str], list]:
    places = [columns.index(name) for name in wanted]
    return wanted, [[row[place] for place in places] for row in rows]


def _add_feeds(verbs) -> None:
    verb = add_verb(
        verbs, "feeds", _feeds, "How the feeds are, by what polling brought; or try now which answer and parse.",
        "feeds", "feeds check", "feeds check --language km --format csv", "feeds revive khmer-times",
        "feeds discover https://www.khmertimeskh.com", "feeds export-opml > feeds.opml",
        "feeds import-opml feeds.opml --language km --side KH >> sql/seeds/feeds.csv",
    )  # fmt: skip
    actions = ("list", "check", "revive", *feed_verbs.ACTIONS)
    verb.add_argument("action", nargs="?", choices=actions, default="list")
    verb.add_argument(
        "feed_code", nargs="?", metavar="CODE|FILE|URL", help="the feed to revive, the list to import, or the site"
    )
    feed_verbs.takes_registry_fields(verb)
    verb.add_argument("--language", metavar="LANG")
    takes_format(verb)
    takes_database(verb)


def _feeds(options) -> int | None:
    from truce import feed_check, store, wiring

    if options.action in feed_verbs.ACTIONS:
        return feed_verbs.act(options)
    if options.action == "revive":
        _revive(options)
        return None
    with wiring.database(options.database, "loader") as conn:
        feeds = store.rows(conn, "polled_feeds")
        if options.language:
            _one_of({row["language"]: row for row in feeds}, options.language, "feed in the language")
            feeds = [row for row in feeds if row["language"] == options.language]
        found = store.rows(conn, "feeds_health", language=options.language) if options.action == "list" else []
    if options.action == "check":
        show(*feed_check.checked(feeds, wiring.fetcher(), wiring.now()), options.format)
        return None
    show(list(found[0]) if found else ["feed_code"], [list(feed.values()) for feed in found], options.format)
    if options.format == "table":
        for line in feed_check.coverage(found):
            print(line)
    return None


def _revive(options) -> None:
    from truce import store, wiring

    with wiring.database(options.database, "loader") as conn, conn:
        if store.run(conn, "revive_feed", feed_code=options.feed_code) is None:
            raise UnknownName(f"There is no feed {options.feed_code!r}; `truce feeds` lists those that are polled.")
    print(f"{options.feed_code} is due now; its errors are forgotten.")


def _add_check(verbs) -> None:
    verb = add_verb(
        verbs, "check", _check, "Run the checks that must find nothing.", "check",
        "check feeds_unanswered --format csv",
    )  # fmt: skip
    verb.add_argument("name", nargs="?")
    takes_format(verb)
    takes_database(verb)


def _check(options) -> int:
    from truce import jobs, store, wiring

    checks = wiring.checks()
    with wiring.database(options.database, "loader") as conn:
        if options.name:
            columns, rows = store.query(conn, _one_of(checks, options.name, "check"))
            show(columns, rows, options.format)
            return 1 if rows else 0
        failed = jobs.failed_checks(conn, checks)
    show(["check", "rows_found"], [[name, failed.get(name, 0)] for name in checks], options.format)
    return 1 if failed else 0


def _add_psql(verbs) -> None:
    verb = add_verb(
        verbs, "psql", _psql, "Open psql as an analyst: read-only, on the views.",
        "psql", 'psql --database demo -c "select * from weekly_trend"',
    )  # fmt: skip
    verb.add_argument("-c", dest="command", metavar="SQL", help="run this and leave")
    verb.add_argument("--owner", action="store_true", help="with all rights instead")
    takes_database(verb)


def _psql(options) -> int:
    from truce import wiring

    url, password = wiring.without_password(wiring.database_url(options.database))
    command = [
        str(wiring.server().psql),
        url,
        *(["-c", options.command] if options.command else []),
    ]
    rights = "" if options.owner else ANALYST
    surroundings = {"PGOPTIONS": rights} | ({"PGPASSWORD": password} if password else {})
    return subprocess.run(command, env=wiring.inherited() | surroundings).returncode
