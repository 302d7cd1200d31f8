"""Run Airflow's scheduler, dag-processor and api-server here as a light local service, and stop them
whole. Airflow is only ever started as a process: nothing of it is imported."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from truce.errors import ServiceError

PROJECT = Path(__file__).resolve().parents[2]
COMPONENTS = ("scheduler", "dag-processor", "api-server")
MARK = "TRUCE_SERVICE_FOLDER"  # in the environment of every process of ours
STOP_SECONDS = 20
READY_SECONDS = 90


def airflow_environment(home: Path, database_url: str) -> dict[str, str]:
    """What Airflow's processes need: our folders, the metadata database, secrets, a light profile."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)  # passwords and keys live here
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__FERNET_KEY": _secret(home, "fernet_key", _fernet_key),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json.generated"),
        "AIRFLOW__API_AUTH__JWT_SECRET": _secret(home, "jwt_secret", _jwt_secret),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database_url.replace("postgresql://", "postgresql+psycopg2://", 1),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "task_logs"),
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__WORKERS": "1",
        "PYTHONPATH": str(PROJECT / "plugins"),
    }


def _secret(home: Path, name: str, make) -> str:
    """A secret of this installation, made once and kept readable for its owner only."""
    path = home / name
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
    return path.read_text()


def _fernet_key() -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _jwt_secret() -> str:
    return secrets.token_hex(32)


def start(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start what is not running yet; yields lines that say what happens. Raises ServiceError."""
    folder = _service_folder(folder)
    port = _port(folder)
    environment = environment | {
        MARK: str(folder),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
    }
    if not all(_pid(folder, name) for name in COMPONENTS):
        yield "Preparing Airflow's database ..."
        _migrate(folder, environment)
    for name in COMPONENTS:
        if not _pid(folder, name):
            _launch(folder, name, environment)
    yield f"Airflow is starting; logs are in {folder}"
    _wait_until_ready(folder, port)
    yield f"Airflow is up:  http://127.0.0.1:{port}/  (the page: {_page(port)})"
    home = environment["AIRFLOW_HOME"]
    yield f"User admin; the password is in {home}/passwords.json.generated"


def stop(folder: Path) -> Iterator[str]:
    """Stop every process of this folder, children included: first asked, then made to."""
    folder = _service_folder(folder)
    ours = processes_of(folder)
    if not ours:
        yield "Airflow is down."
        return
    for sign, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5)):
        for pid in processes_of(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        if _wait_until_gone(folder, seconds):
            break
    left = processes_of(folder)
    if left:
        raise ServiceError(f"These processes would not end: {left}. Look at {folder}.")
    for name in COMPONENTS:
        (folder / f"{name}.pid").unlink(missing_ok=True)
    yield f"Airflow is down ({len(ours)} processes ended)."


def status(folder: Path) -> Iterator[str]:
    """One line per component."""
    folder = _service_folder(folder)
    for name in COMPONENTS:
        pid = _pid(folder, name)
        yield f"{name:14} {'up, process ' + str(pid) if pid else 'down'}"
    if _pid(folder, "api-server"):
        port = _port(folder)
        yield f"page           {_page(port)}"


def processes_of(folder: Path) -> list[int]:
    """Living processes of ours, however deep they were started.

    They carry our mark in their environment; those that overwrote theirs with a title (Airflow does)
    are known by the session we started them in.
    """
    mark = f"{MARK}={folder}".encode()
    sessions = _sessions(folder)
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, session = _state_and_session(path)
            marked = mark in (path / "environ").read_bytes().split(b"\0")
            if state != "Z" and (marked or session in sessions):
                found.append(int(path.name))
    return sorted(found)


def _state_and_session(process: Path) -> tuple[str, int]:
    fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    return fields[0], int(fields[3])


def _sessions(folder: Path) -> set[int]:
    """Sessions begun by the components; each begins with its component's own process number."""
    found = set()
    for name in COMPONENTS:
        with contextlib.suppress(OSError, ValueError):
            pid, began = (folder / f"{name}.pid").read_text().split()
            leader = Path(f"/proc/{pid}")
            if not leader.exists() or _began(leader) == began:
                found.add(int(pid))
    return found


def _began(process: Path) -> str:
    """When a process began, in clock ticks since the machine did: tells a reused number."""
    return (process / "stat").read_text().rsplit(")", 1)[1].split()[19]


def _service_folder(folder: Path) -> Path:
    path = folder.resolve() / "service"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _pid(folder: Path, name: str) -> int | None:
    """The process of a component if it lives; a number reused by a stranger does not count."""
    with contextlib.suppress(OSError, ValueError):
        pid, began = (folder / f"{name}.pid").read_text().split()
        process = Path(f"/proc/{pid}")
        if _began(process) == began and _state_and_session(process)[0] != "Z":
            return int(pid)
    return None


def _port(folder: Path) -> int:
    """The port of the api-server: 8080, or the next free one; the same for as long as it runs."""
    kept = folder / "port"
    if kept.exists() and _pid(folder, "api-server"):
        return int(kept.read_text())
    port = next(port for port in range(8080, 8180) if _is_free(port))
    kept.write_text(str(port))
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _page(port: int) -> str:
    return f"http://127.0.0.1:{port}/plugin/truce"


def _migrate(folder: Path, environment: dict[str, str]) -> None:
    log = folder / "migrate.log"
    with log.open("w") as out:
        done = subprocess.run([_airflow(), "db", "migrate"], env=_whole(environment), stdout=out, stderr=out)
    if done.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise ServiceError(f"Airflow's database could not be prepared. {log} ends:\n{end}")


def _launch(folder: Path, name: str, environment: dict[str, str]) -> None:
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [_airflow(), name],
            env=_whole(environment),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    began = _began(Path(f"/proc/{process.pid}"))
    (folder / f"{name}.pid").write_text(f"{process.pid} {began}")


def _whole(environment: dict[str, str]) -> dict[str, str]:
    """The given variables on a clean base: nothing of an outer Airflow leaks in."""
    base = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
    }
    return base | environment


def _airflow() -> str:
    beside = Path(sys.executable).parent / "airflow"
    found = str(beside) if beside.exists() else shutil.which("airflow")
    if not found:
        raise ServiceError("The airflow command is missing: run `make .venv` (or `make demo`) first.")
    return found


def _wait_until_ready(folder: Path, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        dead = [name for name in COMPONENTS if not _pid(folder, name)]
        if dead:
            log = folder / f"{dead[0]}.log"
            end = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
            raise ServiceError(f"Airflow's {dead[0]} ended at once. {log} ends:\n{end}")
        if not _is_free(port):
            return
        time.sleep(0.3)
    raise ServiceError(f"Airflow's api-server does not answer on port {port}; see {folder}.")


def _wait_until_gone(folder: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not processes_of(folder):
            return True
        time.sleep(0.2)
    return False
