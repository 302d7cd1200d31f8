"""One embedded PostgreSQL for the whole session; each test that asks for it gets a clean database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg2
import pytest

PROJECT = Path(__file__).resolve().parents[1]
TEMPLATE = "truce_test_template"
SHARED = "truce_test_shared"
OPTIONS = "-c timezone=UTC -c lock_timeout=20s"  # a test that waits for a lock fails, and says so


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory) -> Path:
    """Where this session's server keeps its data: outside the project, gone afterwards."""
    return tmp_path_factory.mktemp("truce")


@pytest.fixture(scope="session")
def server(data_folder):
    """A real PostgreSQL, without fsync: its data need not outlive the session."""
    from truce.embedded import Server

    running = Server(data_folder / "postgres", fsync=False)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(running.folder, ignore_errors=True)  # root's lives in /var/tmp: see embedded.py


@pytest.fixture(scope="session")
def environment(server, data_folder):
    """The environment of the product, pointed at the test server."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("TRUCE_")]:
        del os.environ[name]
    os.environ["TRUCE_DATA_FOLDER"] = str(data_folder)
    os.environ["TRUCE_DATABASE_URL"] = server.url("postgres")
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def template(environment) -> str:
    """A migrated and seeded database that each test's own is copied from."""
    from truce import replaying

    replaying.set_up_database(TEMPLATE)
    return TEMPLATE


@pytest.fixture
def database_url(server, template, request) -> str:
    """The URL of a fresh database, migrated and seeded."""
    name = f"test_{abs(hash(request.node.nodeid)) % 10**12}"
    admin = psycopg2.connect(server.url("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
        cursor.execute(f'create database "{name}" template "{template}"')
    before = os.environ["TRUCE_DATABASE_URL"]
    os.environ["TRUCE_DATABASE_URL"] = server.url(name)
    yield server.url(name)
    os.environ["TRUCE_DATABASE_URL"] = before
    with admin.cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
    admin.close()


@pytest.fixture
def conn(database_url):
    """A connection to the fresh database, as its owner."""
    connection = psycopg2.connect(database_url, options=OPTIONS)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def shared_url(server, template) -> str:
    """The URL of a migrated and seeded database that no test may leave changed."""
    admin = psycopg2.connect(server.url("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'create database "{SHARED}" template "{template}"')
    admin.close()
    return server.url(SHARED)


@pytest.fixture
def tx(shared_url):
    """An open transaction of the owner; whatever the test did is rolled back."""
    connection = psycopg2.connect(shared_url, options=OPTIONS)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def airflow_environment(environment, server, data_folder) -> None:
    """Airflow's environment, pointed at the test server; must come before Airflow is imported."""
    from truce import wiring

    wiring.create_database("airflow")
    os.environ.update(wiring.airflow_environment(server.url("airflow"), data_folder / "airflow"))
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "ERROR"
