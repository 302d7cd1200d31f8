"""The DAGs, run by Airflow itself against a feed that is really served and mail that is really sent."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
DAG_IDS = {"monitor", "digest", "audit", "articles"}


@pytest.fixture(scope="session")
def dags(airflow_environment) -> dict:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(str(ROOT / "dags"))
    assert bag.import_errors == {}
    return bag.dags


def test_the_dags_are_there(dags):
    assert set(dags) == DAG_IDS


@pytest.mark.parametrize("dag_id", sorted(DAG_IDS))
def test_every_dag_says_what_it_is_and_cannot_overlap_itself(dags, dag_id):
    dag = dags[dag_id]

    assert dag.doc_md and dag.max_active_runs == 1 and not dag.catchup
    for task in dag.tasks:
        assert task.owner == "truce"
        assert task.retries >= 1 and task.retry_exponential_backoff
        assert task.execution_timeout == timedelta(minutes=10)
        assert task.on_failure_callback


def test_the_line_is_in_its_order(dags):
    monitor = dags["monitor"]

    assert [t.task_id for t in monitor.topological_sort()] == [
        "fetch",
        "code",
        "group",
        "alert",
        "send",
    ]


def count(url: str, table: str) -> int:
    conn = psycopg2.connect(url)
    with conn, conn.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        number = cursor.fetchone()[0]
    conn.close()
    return number


@pytest.fixture
def two_outlets(tmp_path):
    """Two outlets, one of each sort, that report one clash."""
    when = "Mon, 08 Dec 2025 03:00:00 GMT"
    titles = {
        "one": "Thai soldier killed in clash with Cambodian troops at Chong Bok",
        "two": "One Thai soldier killed as Cambodian and Thai troops clash at Chong Bok",
    }
    for code, title in titles.items():
        (tmp_path / f"{code}.xml").write_text(
            f'<rss version="2.0"><channel><title>{code}</title><item><guid>{code}-1</guid>'
            f"<title>{title}</title><pubDate>{when}</pubDate></item></channel></rss>"
        )
    (tmp_path / "feeds.csv").write_text(
        "feed_code,outlet,language,side,file\none,One,en,TH,one.xml\ntwo,Two,en,,two.xml\n"
    )
    return tmp_path


def test_a_run_takes_a_clash_from_the_feed_to_the_mail_and_a_second_run_adds_nothing(
    dags, database_url, two_outlets, tmp_path, monkeypatch
):
    from truce import replaying
    from truce.mailing import Catcher
    from truce.serving import FeedShelf, serve

    now = datetime(2025, 12, 8, 6, tzinfo=UTC)
    shelf = FeedShelf(two_outlets)
    with serve(shelf, lambda: now) as base, Catcher(tmp_path / "mails") as catcher:
        replaying.point_feeds_at(None, shelf, base)
        for name, value in {
            "TRUCE_ALLOWED_HOSTS": urlsplit(base).netloc,
            "TRUCE_SMTP_HOST": "127.0.0.1",
            "TRUCE_SMTP_PORT": str(catcher.port),
            "TRUCE_MAIL_TO": "a@example.org",
        }.items():
            monkeypatch.setenv(name, value)
        first = dags["monitor"].test(run_conf={"now": now.isoformat()})
        counts = [count(database_url, t) for t in ("entries", "readings", "incidents", "alerts")]
        later = now + timedelta(hours=1)
        second = dags["monitor"].test(run_conf={"now": later.isoformat()})
        again = [count(database_url, t) for t in ("entries", "readings", "incidents", "alerts")]
        digest = dags["digest"].test(run_conf={"now": (now + timedelta(days=1)).isoformat()})
        mails = sorted(path.name for path in (tmp_path / "mails").glob("*.eml"))

    assert (first.state, second.state, digest.state) == ("success", "success", "success")
    assert counts == again == [2, 2, 1, 1]
    assert len(mails) == 2 and "chong-bok" in mails[0] and "digest" in mails[1]


def test_the_audit_names_the_checks_that_found_something(dags, database_url):
    conn = psycopg2.connect(database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute(
            "insert into fetches (feed_code, fetched_at, outcome) "
            "select feed_code, now(), 'failed' from feeds where is_enabled limit 1"
        )
    conn.close()

    dags["audit"].get_task("audit").retries = 0  # dag.test() would wait out the delay before a retry

    run = dags["audit"].test()

    assert run.state == "failed"


def test_a_clean_database_passes_the_audit(dags, database_url):
    assert dags["audit"].test().state == "success"
