"""Every morning: the digest of the day before, with the chart, one mail per conflict."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable, chain, task

from truce.failures import tell_of_failure

with DAG(
    dag_id="digest",
    schedule=CronTriggerTimetable("0 6 * * *", timezone="Asia/Bangkok"),
    catchup=False,
    max_active_runs=1,
    tags=["truce"],
    doc_md="""
### Violations versus talks, once a day
At 06:00 in Bangkok: numbers of yesterday and of the week, incidents, meetings, claims, coverage of each
side's press, and the weekly chart. A day has one digest, however often this runs.
""",
    default_args={
        "owner": "truce",
        "retries": 3,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=10),
        "execution_timeout": timedelta(minutes=10),
        "on_failure_callback": tell_of_failure,
    },
):

    @task(multiple_outputs=False)  # one XCom, not one per key
    def digest(dag_run=None) -> int:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn:
            return jobs.queue_digests(conn, wiring.moment_of(dag_run))

    @task(multiple_outputs=False)  # one XCom, not one per key
    def send(dag_run=None) -> dict[str, int]:
        from truce import jobs, wiring

        with wiring.database(role="alerter") as conn:
            return jobs.send_queued_alerts(conn, wiring.mailer(), wiring.moment_of(dag_run))

    chain(digest(), send())
