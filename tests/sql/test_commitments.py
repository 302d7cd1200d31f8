"""What became of each promise, and claims by point number, on rows whose answer is known."""

from datetime import UTC, date, datetime

import pytest
from rows_for_tests import PUTRAJAYA, add, run

KUALA_LUMPUR = "th-kh-2025-10-26-kuala-lumpur"
DECEMBER = "th-kh-2025-12-27-gbc"


def outcome(tx, ceasefire: str, number: str, asked: str = "2026-02-01") -> tuple:
    run(tx, "select set_config('truce.as_known_on', %s, true)", asked)
    ((row),) = run(
        tx,
        "select outcome, evidence, violations, accusations from commitment_list "
        "where ceasefire_code = %s and commitment_number = %s",
        ceasefire,
        number,
    )
    return row


def broken(tx, status: str, clause: str) -> int:
    moment = datetime(2025, 11, 5, 12, tzinfo=UTC)
    number = add(tx, "incidents", occurred_date=date(2025, 11, 5), status=status, first_reported_at=moment)
    add(tx, "violations", incident_id=number, ceasefire_code=PUTRAJAYA, clause_number=clause)
    return number


def test_a_promise_the_registry_knows_of_is_kept_from_its_day_on(tx):
    assert outcome(tx, DECEMBER, "G-i")[0] == "kept"
    assert outcome(tx, DECEMBER, "G-i", "2025-12-29")[0] == "unknown"
    assert outcome(tx, DECEMBER, "G-i", "2025-12-30T12:00")[0] == "overdue"


@pytest.mark.parametrize(
    ("status", "said"), [("alleged", "unknown"), ("disputed", "unknown"), ("corroborated", "breached")]
)
def test_a_clause_is_breached_once_a_sure_incident_broke_it(tx, status, said):
    number = broken(tx, status, "1")

    found, evidence, violations, _ = outcome(tx, PUTRAJAYA, "1")
    assert (found, violations) == (said, 1)
    assert evidence == (f"incidents {number}" if said == "breached" else None)


@pytest.mark.parametrize(
    ("day", "point", "ceasefire", "clause"),
    [
        (date(2025, 8, 20), 3, PUTRAJAYA, "GBC-2025-08-07/03"),
        (date(2025, 11, 1), 3, KUALA_LUMPUR, "3"),
        (date(2026, 1, 5), 4, DECEMBER, "4"),
        (date(2025, 8, 20), 40, None, None),
        (date(2025, 6, 1), 1, None, None),
    ],
)
def test_a_claim_by_point_number_belongs_to_the_latest_text_that_has_one(tx, day, point, ceasefire, clause):
    number = add(tx, "claims", claimed_date=day, point=point)

    assert run(tx, "select ceasefire_code, clause_number from claim_list where claim_id = %s", number) == [
        (ceasefire, clause)
    ]
    if ceasefire:
        assert outcome(tx, ceasefire, clause)[3] == 1 or outcome(tx, ceasefire, "M-" + clause[-1:])[3] == 1
