"""Every 15 minutes, beside the monitor: fetch the articles of feeds that are marked for it."""

from datetime import timedelta

from airflow.sdk import DAG, task

from truce.failures import tell_of_failure

with DAG(
    dag_id="articles",
    schedule="7-59/15 * * * *",
    catchup=False,
    max_active_runs=1,
    tags=["truce"],
    doc_md="""
### What only the article says
For feeds with `full_text` in `sql/seeds/feeds.csv` (none as shipped): fetches the articles behind new entries, as
their robots.txt allows, and keeps their text. The next run of `monitor` reads them and reports anew. A DAG of its
own, since hosts may ask for long pauses: the coding of summaries waits for nothing here, and fails with nothing here.
""",
    default_args={
        "owner": "truce",
        "retries": 1,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(minutes=10),
        "on_failure_callback": tell_of_failure,
    },
):

    @task(multiple_outputs=False)  # one XCom, not one per key
    def read_articles(dag_run=None) -> dict[str, int]:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn:
            return jobs.read_articles(conn, wiring.fetcher(), wiring.fetcher(), wiring.moment_of(dag_run))

    read_articles()
