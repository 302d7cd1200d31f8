"""Every day: run the checks that must find nothing, and fail loudly if one finds something."""

from datetime import timedelta

from airflow.sdk import DAG, task

from truce.failures import tell_of_failure

with DAG(
    dag_id="audit",
    schedule="30 22 * * *",
    catchup=False,
    max_active_runs=1,
    tags=["truce"],
    doc_md="""
### Is the evidence sound, and was everybody heard?
Runs every query of `sql/checks`: silent feeds, a side whose press was not heard, entries nobody read, mails
that wait, evidence that is not in its text. The failure names the checks; `truce check NAME` shows the rows.
""",
    default_args={
        "owner": "truce",
        "retries": 1,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(minutes=10),
        "on_failure_callback": tell_of_failure,
    },
):

    @task
    def audit() -> None:
        from truce import jobs, wiring

        with wiring.database(role="loader") as conn:
            jobs.check_all(conn, wiring.checks())

    @task
    def tidy(dag_run=None) -> int:
        """Feed documents and texts of articles are kept for TRUCE_KEEP_DAYS days."""
        from truce import jobs, wiring

        with wiring.database(role="owner") as conn:
            return jobs.drop_old_documents(conn, wiring.moment_of(dag_run), wiring.settings().keep_days)

    audit()
    tidy()
