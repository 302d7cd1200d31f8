"""The demonstration: the real DAGs, the sample feeds over HTTP, a simulated calendar, caught mail.

The one file of the library that imports Airflow (inside a function): it runs the DAGs in this process,
because a scheduler cannot be told that it is 2025.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

from tqdm import tqdm

from truce import charts, drawing, exporting, replaying, store, wiring
from truce.mailing import Catcher
from truce.serving import FeedShelf

DATABASE = "demo"
AIRFLOW_DATABASE = "airflow_demo"
SAMPLE = wiring.PROJECT / "tests" / "feeds" / "sample"
STEP = timedelta(hours=6)  # on days with three items or more: announcement, clash and denial stay apart
QUIET_STEP = timedelta(days=3)
DIGEST_ZONE = ZoneInfo("Asia/Bangkok")
SUBJECTS_SHOWN = 24


def run(show_progress: bool = True) -> None:
    """Run it all and print the weekly table, the chart's path, the mails and what to do next."""
    folder = wiring.settings().data_folder / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    mails = folder / "mails"
    mails.mkdir(parents=True)
    shelf = FeedShelf(SAMPLE)
    print("Setting up the database: schema, registry of ceasefires, gazetteer, feeds ...")
    replaying.set_up_database(DATABASE, anew=True, lasting=False)
    wiring.create_database(AIRFLOW_DATABASE, anew=True, lasting=False)
    clock = replaying.Clock()
    with replaying.served(shelf, clock) as base_url, Catcher(mails) as catcher:
        replaying.point_feeds_at(DATABASE, shelf, base_url)
        _set_environment(folder, base_url, catcher.port)
        dags = _dags()
        _run_calendar(dags, clock, calendar(shelf), show_progress)
    _show(folder, mails)


def _set_environment(folder: Path, base_url: str, smtp_port: int) -> None:
    """Point this process at the demo; Airflow reads its own part when it is imported."""
    wiring.set_variables(
        wiring.airflow_environment(wiring.database_url(AIRFLOW_DATABASE), folder / "airflow")
        | {
            "TRUCE_DATABASE_URL": wiring.database_url(DATABASE),
            "TRUCE_ALLOWED_HOSTS": base_url.removeprefix("http://"),
            "TRUCE_SMTP_HOST": "127.0.0.1",
            "TRUCE_SMTP_PORT": str(smtp_port),
            "TRUCE_MAIL_TO": "duty-officer@example.org",
            "TRUCE_MAIL_FROM": "truce@example.org",
            "TRUCE_CONTACT": "demo",
            "TRUCE_POLL_SECONDS": "60",
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        }
    )


def _dags() -> dict:
    """The DAGs as Airflow reads them from dags/, and its metadata database ready."""
    with redirect_stdout(sys.stderr):
        from airflow.dag_processing.dagbag import DagBag
        from airflow.utils.db import initdb

        initdb()
        bag = DagBag(str(wiring.PROJECT / "dags"))
    if bag.import_errors:
        raise RuntimeError(f"Airflow cannot read the DAGs: {bag.import_errors}")
    return bag.dags


def calendar(shelf: FeedShelf) -> list[datetime]:
    """Fine steps on busy days, wide ones where a single item a day comes in."""
    days = Counter(change.date() for change in shelf.changes)
    fine = [m for m in replaying.calendar(shelf, STEP) if days[(m - STEP / 2).date()] >= 3]
    wide = [m for m in replaying.calendar(shelf, QUIET_STEP) if not any(abs(m - f) < QUIET_STEP for f in fine)]
    return sorted({*fine, *wide})


def _run_calendar(dags: dict, clock: replaying.Clock, moments: list[datetime], show_progress: bool) -> None:
    """Run `monitor` at each moment with news, and `digest` on the Monday after each of their weeks."""
    runs = sorted([(moment, "monitor") for moment in moments] + [(m, "digest") for m in _mondays(moments)])
    bar = tqdm(runs, unit="run", disable=not show_progress, file=sys.stdout, ncols=78)
    for moment, dag_id in bar:
        bar.set_description(f"{dag_id:8} {moment:%d %b %Y %H:%M}")
        clock.moment = moment
        with redirect_stdout(sys.stderr):
            finished = dags[dag_id].test(run_conf={"now": moment.isoformat()})
        if finished.state != "success":
            raise RuntimeError(f"DAG {dag_id} at {moment:%Y-%m-%d %H:%M} ended as {finished.state}")


def _mondays(moments: list[datetime]) -> Iterator[datetime]:
    """06:00 in Bangkok of the Monday after each week with news; the real DAG runs every morning."""
    days = {moment.astimezone(DIGEST_ZONE).date() for moment in moments}
    for day in sorted({day + timedelta(days=7 - day.weekday()) for day in days}):
        yield datetime.combine(day, time(6), DIGEST_ZONE)


def _show(folder: Path, mails: Path) -> None:
    with wiring.database(DATABASE, "analyst") as conn:
        for conflict_code, name in _watched(conn):
            columns, rows = _weekly(conn, conflict_code)
            print(f"\n{name}: violations versus talks, week by week\n")
            print(*exporting.rendered(columns, rows, "table", store.as_json), sep="\n")
            chart = folder / f"{conflict_code}.png"
            chart.write_bytes(drawing.png(_chart(conn, conflict_code, name)))
            print(f"\nChart:  {_short(chart)}")
    _show_mails(mails)
    _show_next()


def _watched(conn) -> list[tuple[str, str]]:
    """The conflicts the sample feeds speak of."""
    return store.query(
        conn,
        "select conflict_code, name from conflicts where exists (select from report_list "
        "where report_list.conflict_code = conflicts.conflict_code) order by 1",
    )[1]


def _weekly(conn, conflict_code: str) -> tuple[list[str], list[tuple]]:
    columns, rows = store.query(
        conn,
        wiring.sql_files("trends")["weekly"],
        conflict_code=conflict_code,
        from_date="2025-05-01",
        to_date="2025-12-31",
    )
    return columns, rows


def _chart(conn, conflict_code: str, name: str) -> dict:
    weeks = store.rows(conn, "weeks_before", conflict_code=conflict_code, day="2025-12-31", weeks=36)
    ceasefires = store.rows(conn, "ceasefires_of", conflict_code=conflict_code)
    return charts.weekly_chart(weeks, f"{name}: violations versus talks", ceasefires)


def _show_mails(mails: Path) -> None:
    files = sorted(mails.glob("*.eml"))
    subjects = [message_from_bytes(path.read_bytes(), policy=policy.default)["subject"].strip() for path in files]
    print(f"\n{len(files)} mails would have been sent; they are in {_short(mails)}")
    alerts = [subject for subject in subjects if "digest" not in subject.lower()]
    for subject in alerts[:SUBJECTS_SHOWN]:
        print(f"  {subject}")
    if len(alerts) > SUBJECTS_SHOWN:
        print(f"  ... and {len(alerts) - SUBJECTS_SHOWN} more alerts")
    print(f"  and {len(files) - len(alerts)} digests")


def _show_next() -> None:
    print(
        f"""
Ask it yourself:     make psql DATABASE={DATABASE}     (README.md has five questions with their answers)
Every incident:      .venv/bin/truce export incidents --database {DATABASE}
The live monitor:    make up      polls the feeds of sql/seeds/feeds.csv and says where the page is
Stop everything:     make down"""
    )


def _short(path: Path) -> str:
    root = wiring.PROJECT
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
