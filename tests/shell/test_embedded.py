"""The embedded PostgreSQL: starts, stops, survives a kill, says what is wrong."""

import os
import shutil
import signal
import socket
import stat

import psycopg2
import pytest

from truce.embedded import Server, away_from_home, is_reachable, processes_in
from truce.errors import ServiceError


@pytest.fixture
def own_server(tmp_path):
    server = Server(tmp_path / "postgres", fsync=False)
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


def answer(server) -> int:
    conn = psycopg2.connect(server.url(), connect_timeout=5)
    try:
        with conn.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone()[0]
    finally:
        conn.close()


def test_it_starts_answers_and_stops_leaving_no_process(own_server):
    own_server.start()
    assert answer(own_server) == 1

    own_server.stop()
    assert not own_server.is_running()
    assert processes_in(own_server.folder / "data") == []


def test_starting_twice_is_starting_once(own_server):
    assert own_server.start() == own_server.start()


def test_it_comes_back_after_a_kill(own_server):
    own_server.start()
    pid = int((own_server.folder / "data" / "postmaster.pid").read_text().split()[0])

    os.kill(pid, signal.SIGKILL)
    own_server.start()

    assert answer(own_server) == 1


def test_a_port_taken_by_somebody_else_is_left_to_them(own_server):
    own_server.start()
    own_server.stop()
    port = int((own_server.folder / "port").read_text())

    with socket.create_server(("127.0.0.1", port)):
        own_server.start()
        assert answer(own_server) == 1
        assert int((own_server.folder / "port").read_text()) != port


def test_the_password_is_for_the_owner_alone(own_server):
    own_server.start()
    password = own_server.folder / "password"

    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(own_server.url().replace(password.read_text(), "guess"))


def test_a_folder_nobody_can_reach_is_seen(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert not is_reachable(closed / "postgres")
    assert str(away_from_home(closed)).startswith("/var/tmp/truce-")


def test_a_broken_start_tells_the_end_of_the_log(own_server):
    own_server.start()
    own_server.stop()
    (own_server.folder / "data" / "postgresql.conf").write_text("shared_buffers = 'a lot'\n")

    with pytest.raises(ServiceError, match="shared_buffers"):
        own_server.start()
