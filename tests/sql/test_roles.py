"""Who may do what, as sql/roles.sql promises; the grants are the boundary."""

import psycopg2.errors as errors
import pytest
from rows_for_tests import NOON, add, add_entry, add_reading, refused, run

VIEWS = {
    "incident_list", "meeting_list", "claim_list", "violation_list", "report_list",
    "ceasefire_list", "daily_trend", "weekly_trend", "feed_health", "feed_list", "coverage_by_side",
    "unresolved_place_list", "version_list", "decision_list", "review_queue", "commitment_list",
    "coverage_by_feed",
}  # fmt: skip
REGISTRY = {
    "actors", "conflicts", "places", "ceasefires", "ceasefire_parties", "ceasefire_states",
    "clauses", "commitments", "known_tolls",
}  # fmt: skip
WORK = {
    "feeds", "fetches", "entries", "entry_versions", "quarantined_entries", "codebooks", "readings",
    "reports", "tolls", "incidents", "meetings", "claims", "alerts", "violations", "registry_versions",
    "article_texts",
    "bodies", "paused_hosts",
}  # fmt: skip
OUTBOX_COLUMNS = {"attempt_count", "next_attempt_at", "last_error", "sent_at"}


def may(tx, role: str, privilege: str) -> set[str]:
    """Every table and view that a role has a privilege on."""
    found = run(
        tx,
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'v', 'm', 'p') and has_table_privilege(%s, oid, %s)",
        f"truce_{role}",
        privilege,
    )
    return {name for (name,) in found}


def become(tx, role: str) -> None:
    """Go on as a person who may log in and has been given this role, and no other."""
    run(tx, f"create role a_person login in role truce_{role}")
    run(tx, "set local session authorization a_person")


def test_an_analyst_reads_the_views_and_the_registry_and_nothing_else(tx):
    assert may(tx, "analyst", "select") == VIEWS | REGISTRY


@pytest.mark.parametrize("privilege", ["insert", "update", "delete", "truncate", "trigger"])
def test_an_analyst_and_an_alerter_change_no_table(tx, privilege):
    assert may(tx, "analyst", privilege) == set()
    assert may(tx, "alerter", privilege) == set()


def test_a_loader_reads_all_and_writes_what_the_line_writes(tx):
    assert may(tx, "loader", "select") >= VIEWS | REGISTRY | WORK
    assert may(tx, "loader", "insert") == may(tx, "loader", "update") == WORK


def test_a_reviewer_does_the_work_of_the_line_and_adds_decisions_which_nobody_changes(tx):
    assert may(tx, "reviewer", "insert") == WORK | {"decisions", "pins"}
    assert may(tx, "reviewer", "delete") == {"violations", "pins"}
    for role in ("loader", "alerter", "analyst", "reviewer"):
        assert "decisions" not in may(tx, role, "update") | may(tx, role, "delete")
        assert "history" not in may(tx, role, "insert") | may(tx, role, "update") | may(tx, role, "delete")


def test_a_loader_takes_back_nothing_but_computed_violations(tx):
    assert may(tx, "loader", "delete") == {"violations"}
    assert may(tx, "loader", "truncate") == set()


def test_an_alerter_sees_the_outbox_and_marks_mails(tx):
    marked = run(
        tx,
        "select column_name from information_schema.columns where table_name = 'alerts' "
        "and has_column_privilege('truce_alerter', 'alerts', column_name, 'update')",
    )

    assert may(tx, "alerter", "select") == {"alerts"}
    assert {name for (name,) in marked} == OUTBOX_COLUMNS


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_an_analyst_gets_rows_out_of_a_view(tx, view):
    become(tx, "analyst")

    assert run(tx, f"select count(*) from {view}")[0][0] >= 0


def test_an_analyst_cannot_reach_the_text_of_others_nor_write(tx):
    become(tx, "analyst")

    for statement in (
        "select * from entries",
        "select * from statements",
        "select body_html from alerts",
        "delete from conflicts",
        "update ceasefires set name = 'x'",
        "create table mine (a integer)",
        "create view mine as select 1",
    ):
        with refused(tx, errors.InsufficientPrivilege):
            run(tx, statement)


@pytest.mark.parametrize("role", ["analyst", "alerter", "loader"])
def test_nobody_becomes_somebody_with_more_rights(tx, role):
    become(tx, role)

    for other in {"owner", "loader", "alerter", "analyst"} - {role}:
        with refused(tx, errors.InsufficientPrivilege):
            run(tx, f"set role truce_{other}")
    with refused(tx, errors.InsufficientPrivilege):
        run(tx, "set role postgres")


def test_an_alerter_marks_a_mail_but_neither_rewrites_nor_deletes_anything(tx):
    alert_id = add(tx, "alerts", incident_id=add(tx, "incidents"))
    become(tx, "alerter")

    run(tx, "update alerts set sent_at = %s, attempt_count = 1", NOON)
    for statement in (
        "update alerts set subject = 'x'",
        "delete from alerts",
        "delete from entries",
        "select * from entries",
        "insert into incidents default values",
    ):
        with refused(tx, errors.InsufficientPrivilege):
            run(tx, statement)
    assert run(tx, "select sent_at from alerts where alert_id = %s", alert_id) == [(NOON,)]


def test_a_loader_does_the_work_and_deletes_nothing(tx):
    become(tx, "loader")

    add(tx, "feeds")
    add_reading(tx, add_entry(tx))
    add(tx, "violations", incident_id=add(tx, "incidents"))
    run(tx, "delete from violations")
    for statement in (
        "delete from entries",
        "delete from readings",
        "truncate entries",
        "update ceasefire_states set to_at = null",
        "insert into actors values ('X', 'X', 'state', null, null, 'x')",
    ):
        with refused(tx, errors.InsufficientPrivilege):
            run(tx, statement)


def test_an_analyst_who_logs_in_cannot_hold_the_database_up(tx):
    settings = run(tx, "select rolconfig from pg_roles where rolname = 'truce_analyst'")[0][0]

    assert set(settings) >= {"statement_timeout=60s", "default_transaction_read_only=on"}


def test_none_of_the_roles_can_log_in_by_itself(tx):
    roles = run(tx, "select rolname, rolcanlogin, rolsuper from pg_roles where rolname like 'truce\\_%'")

    assert {role for role, _, _ in roles} == {
        "truce_owner", "truce_loader", "truce_alerter", "truce_analyst", "truce_reviewer",
    }  # fmt: skip
    assert not any(can_login or is_super for _, can_login, is_super in roles)
