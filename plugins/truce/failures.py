"""Tell people that a task failed for good: one mail per task and six hours, not one per run."""

from __future__ import annotations

import logging
import time

QUIET_SECONDS = 6 * 3600
log = logging.getLogger("truce.failures")


def tell_of_failure(context) -> None:
    """Airflow's on_failure_callback. It must work when the database is away, so it mails directly."""
    from truce import wiring
    from truce.errors import MailRefused

    instance = context["task_instance"]
    name = f"{instance.dag_id}.{instance.task_id}"
    log.error("%s failed for good: %s", name, context.get("exception"))
    mailer = wiring.mailer()
    stamp = wiring.settings().data_folder / "failures" / name
    if mailer is None or _told_lately(stamp):
        return
    try:
        mailer.send(**_mail(name, context, wiring.now()))
    except MailRefused as error:
        log.error("%s", error)
        return
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.touch()


def _told_lately(stamp) -> bool:
    return stamp.exists() and time.time() - stamp.stat().st_mtime < QUIET_SECONDS


def _mail(name: str, context, now) -> dict:
    reason = str(context.get("exception") or "no reason given")
    text = (
        f"The task {name} failed after its retries, at {now:%Y-%m-%d %H:%M} UTC.\n\n{reason}\n\n"
        "Until it runs again, no news may mean that nobody looked. Nothing is lost: the next run "
        "takes up what is still to be done.\nFurther failures of this task are not mailed for six "
        "hours."
    )
    return {
        "subject": f"[Truce] Task {name} failed",
        "text": text,
        "html": None,
        "message_id": f"<failure-{name}-{int(now.timestamp())}@truce>",
        "thread_id": None,
        "png": None,
        "date": now,
    }
