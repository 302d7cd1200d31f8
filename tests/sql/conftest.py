"""A shared database for tests that take back what they do, and empty ones for the migrations."""

import psycopg2
import pytest

SHARED = "truce_test_shared"


@pytest.fixture(scope="session")
def shared_url(server, template) -> str:
    """A migrated and seeded database that no test may leave changed."""
    _administer(server, f'create database "{SHARED}" template "{template}"')
    return server.url(SHARED)


@pytest.fixture
def tx(shared_url):
    """An open transaction of the owner; whatever the test did is rolled back."""
    connection = psycopg2.connect(shared_url, options="-c timezone=UTC")
    yield connection
    connection.close()


@pytest.fixture
def empty_url(server, environment, request) -> str:
    """The URL of a database that holds nothing yet."""
    name = f"empty_{abs(hash(request.node.nodeid)) % 10**12}"
    _administer(server, f'create database "{name}"')
    yield server.url(name)
    _administer(server, f'drop database "{name}" with (force)')


@pytest.fixture
def empty(empty_url):
    """A connection to that empty database."""
    connection = psycopg2.connect(empty_url, options="-c timezone=UTC")
    yield connection
    connection.close()


def _administer(server, statement: str) -> None:
    admin = psycopg2.connect(server.url("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(statement)
    admin.close()
