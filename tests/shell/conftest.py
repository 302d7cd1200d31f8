"""The line on a database of its own, with a web server and a mail server of this machine."""

import pytest
from rows_for_tests import run
from stand_ins import Line, Postbox, web

from truce import wiring


@pytest.fixture
def site():
    with web() as running:
        yield running


@pytest.fixture
def postbox(tmp_path):
    with Postbox(tmp_path / "mails") as running:
        yield running


@pytest.fixture
def line(conn, site):
    """The line as the DAGs run it, with no feed to poll yet."""
    run(conn, "update feeds set is_enabled = false")
    conn.commit()
    with wiring.database(role="loader") as loader:
        yield Line(loader, site)
