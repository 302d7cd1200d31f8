"""Every 15 minutes: poll the feeds, code what is new, group it, queue and send alerts."""

from datetime import timedelta

from airflow.sdk import DAG, chain, task

from truce.failures import tell_of_failure

with DAG(
    dag_id="monitor",
    schedule="*/15 * * * *",
    catchup=False,
    max_active_runs=1,
    tags=["truce"],
    doc_md="""
### From a feed to an email
`fetch → code → group → alert → send`. Each task asks the database what is still to be done, so any of
them may be cleared, retried or run twice. Tasks hand on counts; rows stay in PostgreSQL.
A bad feed is a row in `fetches`, not a failed task. Run with `{"now": "2025-12-08T06:00:00+00:00"}` to let
it stand at another moment.
""",
    default_args={
        "owner": "truce",
        "retries": 3,
        "retry_delay": timedelta(seconds=20),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(minutes=10),
        "on_failure_callback": tell_of_failure,
    },
):

    @task(multiple_outputs=False)  # one XCom, not one per key
    def fetch(dag_run=None) -> dict[str, int]:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn, wiring.reading_room() as room:
            interval = wiring.settings().interval_seconds
            now = wiring.moment_of(dag_run)
            return jobs.fetch_due_feeds(conn, wiring.fetcher(), now, interval, parse=room.parse)

    @task(multiple_outputs=False)  # one XCom, not one per key
    def code(dag_run=None) -> int:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn:
            return jobs.code_new_entries(conn, wiring.codebook(), wiring.moment_of(dag_run))

    @task(multiple_outputs=False)  # one XCom, not one per key
    def group(dag_run=None) -> dict[str, int]:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn:
            return jobs.group_new_reports(conn, wiring.codebook(), wiring.moment_of(dag_run))

    @task(multiple_outputs=False)  # one XCom, not one per key
    def alert(dag_run=None) -> int:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn:
            return jobs.queue_alerts(conn, wiring.moment_of(dag_run))

    @task(multiple_outputs=False)  # one XCom, not one per key
    def send(dag_run=None) -> dict[str, int]:
        from truce import jobs, wiring

        with wiring.database(role="alerter") as conn:
            return jobs.send_queued_alerts(conn, wiring.mailer(), wiring.moment_of(dag_run))

    chain(fetch(), code(), group(), alert(), send())
