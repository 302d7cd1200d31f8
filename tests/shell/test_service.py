"""Airflow as a local service: starts once, stops whole, recognises strangers, says what is wrong.

All but the last test run a stand-in for the airflow command; the last one runs Airflow itself.
"""

import json
import os
import socket
import stat
import sys
import time
from pathlib import Path

import pytest
import requests

from truce import service
from truce.errors import ServiceError

STAND_IN = """#!{python}
import os, signal, socket, subprocess, sys, time
verb = sys.argv[1]
print("the stand-in runs", verb, flush=True)
if os.environ.get("FAILS") == verb:
    sys.exit("the stand-in was told to fail")
if verb == "db":
    sys.exit()
if verb == "scheduler":  # Airflow's own workers overwrite their environment too
    subprocess.Popen([{child!r}, "600"], env={{}})
if verb == "api-server":
    listening = socket.create_server(("127.0.0.1", int(os.environ["AIRFLOW__API__PORT"])))
if os.environ.get("DEAF") == verb:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(600)
"""


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A folder whose service is the stand-in; whatever it started is ended."""
    child = tmp_path / "child"
    child.symlink_to("/bin/sleep")
    script = tmp_path / "airflow"
    script.write_text(STAND_IN.format(python=sys.executable, child=str(child)))
    script.chmod(0o755)
    monkeypatch.setattr(service, "_airflow", lambda: str(script))
    yield tmp_path
    for pid in living(tmp_path):
        os.kill(pid, 9)


def living(folder: Path) -> list[int]:
    """Processes with a path of the folder in their command; found without asking `service`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in command:
            found.append(int(process.name))
    return sorted(found)


def variables(folder: Path, **more: str) -> dict[str, str]:
    return service.airflow_environment(folder / "home", "postgresql://u:p@127.0.0.1/airflow") | more


def start(folder: Path, **more: str) -> list[str]:
    return list(service.start(folder, variables(folder, **more)))


def soon_there_are(count: int, folder: Path) -> bool:
    """A component may be up a moment before its child is."""
    deadline = time.monotonic() + 5
    while len(living(folder)) != count and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(living(folder)) == count


def ends_within(seconds: float, folder: Path) -> bool:
    deadline = time.monotonic() + seconds
    while living(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return living(folder) == []


def test_it_starts_every_component_and_says_where_to_look(stand_in):
    said = "\n".join(start(stand_in))

    assert "http://127.0.0.1:" in said and "passwords.json.generated" in said
    assert [line.split()[:2] for line in service.status(stand_in)][:3] == [
        ["scheduler", "up,"],
        ["dag-processor", "up,"],
        ["api-server", "up,"],
    ]


def test_starting_twice_is_starting_once(stand_in):
    start(stand_in)
    assert soon_there_are(4, stand_in)
    before = living(stand_in)

    start(stand_in)

    assert living(stand_in) == before


def test_only_what_is_missing_is_started_again(stand_in):
    start(stand_in)
    lines = list(service.status(stand_in))
    processor = int(lines[1].split()[-1])

    os.kill(processor, 9)
    time.sleep(0.2)
    start(stand_in)

    again = list(service.status(stand_in))
    assert (again[0], again[2]) == (lines[0], lines[2])
    assert "up" in again[1] and again[1] != lines[1]


def test_stopping_ends_the_children_too_and_may_be_repeated(stand_in):
    start(stand_in)
    assert soon_there_are(4, stand_in)

    said = list(service.stop(stand_in))

    assert said == ["Airflow is down (4 processes ended)."]
    assert ends_within(2, stand_in)
    assert list(service.stop(stand_in)) == ["Airflow is down."]


def test_a_process_that_will_not_hear_is_made_to_end(stand_in, monkeypatch):
    monkeypatch.setattr(service, "STOP_SECONDS", 0.5)
    start(stand_in, DEAF="dag-processor")

    list(service.stop(stand_in))

    assert ends_within(2, stand_in)


def test_children_of_a_component_that_was_killed_are_ended_as_well(stand_in):
    start(stand_in)
    assert soon_there_are(4, stand_in)
    scheduler = int(next(service.status(stand_in)).split()[-1])

    os.kill(scheduler, 9)
    time.sleep(0.2)
    list(service.stop(stand_in))

    assert ends_within(2, stand_in)


def test_a_number_given_to_a_stranger_since_is_neither_up_nor_ended(stand_in):
    folder = stand_in / "service"
    folder.mkdir()
    (folder / "scheduler.pid").write_text(f"{os.getpid()} 1")

    assert next(service.status(stand_in)).split() == ["scheduler", "down"]
    assert list(service.stop(stand_in)) == ["Airflow is down."]  # and this test lives to say so


def test_a_taken_port_is_left_to_whom_it_belongs(stand_in):
    try:
        taken = socket.create_server(("127.0.0.1", 8080))
    except OSError:  # somebody else has it: as good
        taken = socket.socket()

    with taken:
        start(stand_in)

        assert int((stand_in / "service" / "port").read_text()) > 8080


def test_a_component_that_ends_at_once_is_named_with_the_end_of_its_log(stand_in):
    with pytest.raises(ServiceError, match=r"dag-processor ended at once(.|\n)*was told to fail"):
        start(stand_in, FAILS="dag-processor")


def test_a_database_that_cannot_be_prepared_starts_nothing(stand_in):
    with pytest.raises(ServiceError, match=r"could not be prepared(.|\n)*was told to fail"):
        start(stand_in, FAILS="db")

    assert living(stand_in) == []


def test_nothing_of_an_outer_airflow_leaks_in(stand_in, monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW__CORE__UNIT_TEST_MODE", "True")
    start(stand_in)
    scheduler = next(service.status(stand_in)).split()[-1]

    seen = Path(f"/proc/{scheduler}/environ").read_bytes()

    assert b"AIRFLOW__CORE__EXECUTOR=LocalExecutor" in seen
    assert b"UNIT_TEST_MODE" not in seen


def test_secrets_are_made_once_and_kept_for_the_owner_alone(tmp_path):
    first = variables(tmp_path)

    assert variables(tmp_path) == first
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 32
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    for name in ("fernet_key", "jwt_secret"):
        assert stat.S_IMODE((tmp_path / "home" / name).stat().st_mode) == 0o600


def test_two_installations_share_no_secret(tmp_path):
    one, other = variables(tmp_path / "one"), variables(tmp_path / "other")

    for name in ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"):
        assert one[name] != other[name]


def test_the_database_url_names_its_driver(tmp_path):
    found = variables(tmp_path)["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]

    assert found == "postgresql+psycopg2://u:p@127.0.0.1/airflow"


DAG_FILE = """
from airflow.sdk import DAG, task

with DAG(dag_id="once", schedule="* * * * *", catchup=False, max_active_runs=1):
    @task
    def answer() -> int:
        return 42

    answer()
"""


def finished_run(base: str, token: str, within: float) -> dict:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        runs = requests.get(
            f"{base}/api/v2/dags/once/dagRuns",
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        ).json()
        for run in runs.get("dag_runs", ()):
            if run["state"] in ("success", "failed"):
                return run
        time.sleep(0.5)
    raise AssertionError(f"no run of the DAG ended within {within} s; the last answer was {runs}")


def test_airflow_itself_runs_a_dag_guards_the_page_and_leaves_no_process(server, database_url, tmp_path):
    from truce import wiring

    wiring.create_database("airflow_service", anew=True)
    dags = tmp_path / "dags"
    dags.mkdir()
    (dags / "once.py").write_text(DAG_FILE)
    environment = wiring.airflow_environment(server.url("airflow_service"), tmp_path / "airflow")

    try:
        list(service.start(tmp_path, environment | {"AIRFLOW__CORE__DAGS_FOLDER": str(dags)}))
        base = f"http://127.0.0.1:{(tmp_path / 'service' / 'port').read_text()}"
        password = json.loads((tmp_path / "airflow" / "passwords.json.generated").read_text())
        token = requests.post(
            f"{base}/auth/token",
            json={"username": "admin", "password": password["admin"]},
            timeout=10,
        ).json()["access_token"]
        uninvited = requests.get(f"{base}/truce/", timeout=10)
        invited = requests.get(f"{base}/truce/", headers={"Authorization": f"Bearer {token}"}, timeout=30)
        run = finished_run(base, token, within=90)
    finally:
        list(service.stop(tmp_path))

    assert uninvited.status_code == 401
    assert invited.status_code == 200 and "Thailand" in invited.text
    assert run["state"] == "success"
    assert service.processes_of(tmp_path / "service") == []
