"""Empty databases for the migrations."""

import psycopg2
import pytest


@pytest.fixture
def empty_url(server, environment, request) -> str:
    """The URL of a database that holds nothing yet."""
    name = f"empty_{abs(hash(request.node.nodeid)) % 10**12}"
    admin = psycopg2.connect(server.url("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'create database "{name}"')
        yield server.url(name)
        cursor.execute(f'drop database "{name}" with (force)')
    admin.close()


@pytest.fixture
def empty(empty_url):
    """A connection to that empty database."""
    connection = psycopg2.connect(empty_url, options="-c timezone=UTC")
    yield connection
    connection.close()
