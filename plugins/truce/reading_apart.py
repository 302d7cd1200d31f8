"""Read documents of strangers in a process of its own, which is ended where one costs too much time or memory: then
that document is refused, and nothing else is hurt. Where `parsing` and `extraction` meet the operating system.

A process reads one document after the other, as the feed or the article it is asked for (starting it costs some 300 ms,
asking it 1 or 2), knows no secret (its environment is empty) and opens nothing. It answers in JSON, which can do
nothing to whoever reads it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from truce.errors import NotAFeed, ServiceError
from truce.model import Entry
from truce.parsing import ParsedFeed, parse_feed

SECONDS = 5.0
MEGABYTES = 256  # of data; the address space may be four times as large
PROCESSES = 2
START_SECONDS = 60.0  # the machine may be busy; no document is to blame for that
LENGTH = struct.Struct("!I")
LONGEST_ANSWER = 50_000_000
LARGE = 2_000_000  # bytes; a process that held such a document gives back little of its memory, and ends
WARM = b'<rss version="2.0"><channel><item><title>&lt;b&gt;x</title><pubDate>8 x 2025</pubDate></item></channel></rss>'
NONSENSE = "the reading process answered with nonsense"


# ------------------------------------------------------------------ the caller's side


class ReadingRoom:
    """Where documents are read apart, some at a time. Any thread may use it, and it lives on in a forked process, with
    reading processes of its own."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES, processes: int = PROCESSES) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self.processes = processes
        self._booths: set[Booth] = set()
        self._begin()
        ROOMS.add(self)

    def __enter__(self) -> ReadingRoom:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def parse(self, body: bytes, content_type: str | None, url: str) -> ParsedFeed:
        """What `parsing.parse_feed` gives for a document, or NotAFeed where reading it costs too much."""
        try:
            answer = self._answer(body, what="feed", content_type=content_type, url=url)
        except Unreadable as error:
            raise NotAFeed(f"{url} answered with a document that {error}.") from None
        if "refused" in answer:
            raise NotAFeed(answer["refused"])
        return feed_of(answer)

    def text_of(self, page: bytes, content_type: str | None) -> str:
        """What `extraction.text_of` gives for a page. Raises Unreadable where reading it costs too much."""
        text = self._answer(page, what="article", content_type=content_type).get("text")
        if not isinstance(text, str):
            raise Unreadable(NONSENSE)
        return text

    def _answer(self, body: bytes, **question: str | None) -> dict:
        """Raises Unreadable, or ServiceError where no process can be started."""
        with self._seats:
            booth = self._booth()
            try:
                answer = booth.ask(question, body)
            except BaseException:
                self._leave(booth)
                raise
            if answer.get("is_last"):
                self._leave(booth)
            else:
                with self._lock:
                    self._idle.append(booth)
        return answer

    def close(self) -> None:
        """End the processes; a later document starts one again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for booth in idle:
            self._leave(booth)

    def _begin(self) -> None:
        """Without processes: at first, and in a forked process, whose parent goes on using those it has."""
        for booth in self._booths:
            booth.forget()
        self._booths = set()
        self._idle: list[Booth] = []
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(self.processes)

    def _booth(self) -> Booth:
        """One that waits and still lives, else a new one."""
        while True:
            with self._lock:
                booth = self._idle.pop() if self._idle else None
            if booth is None:
                booth = Booth(self.seconds, self.megabytes)
                self._booths.add(booth)
                return booth
            if booth.is_alive():
                return booth
            self._leave(booth)

    def _leave(self, booth: Booth) -> None:
        self._booths.discard(booth)
        booth.end()


ROOMS: weakref.WeakSet[ReadingRoom] = weakref.WeakSet()


def _begin_anew() -> None:
    for room in list(ROOMS):
        room._begin()


os.register_at_fork(after_in_child=_begin_anew)


class Unreadable(Exception):
    """What a document did: the end of a sentence that begins with it."""


class Booth:
    """One reading process, and the line to it."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.line, theirs = socket.socketpair()
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end()
        self.seconds = seconds
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-m", "truce.reading_apart", str(seconds), str(megabytes)],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=self.said,
                env={"PYTHONPATH": os.pathsep.join(_search_path())},
                cwd="/",
            )
        try:
            receive(self.line, time.monotonic() + START_SECONDS)
        except (OSError, EOFError, ValueError) as error:
            said = self._last_words()
            self.end()
            raise ServiceError(f"The process that reads documents did not start: {said or error}.") from error
        except BaseException:
            self.end()
            raise

    def ask(self, question: dict, body: bytes) -> dict:
        """The answer to a question about a document. Raises Unreadable; then the process is of no more use."""
        deadline = time.monotonic() + self.seconds
        try:
            send(self.line, json.dumps(question).encode(), deadline)
            send(self.line, body, deadline)
            answer = dict(json.loads(receive(self.line, deadline).decode("utf-8", "surrogatepass")))
        except TimeoutError:
            raise Unreadable(f"took more than {self.seconds:g} seconds to read") from None
        except (OSError, EOFError):
            raise Unreadable(self._cause_of_death()) from None
        except (ValueError, TypeError, RecursionError):
            raise Unreadable(NONSENSE) from None
        if "unreadable" in answer:
            raise Unreadable(answer["unreadable"])
        return answer

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def _cause_of_death(self) -> str:
        try:
            status = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return "the reading process did not survive"
        if status == -signal.SIGXCPU:
            return f"took more than {self.seconds:g} seconds to read"
        if status in (-signal.SIGABRT, -signal.SIGKILL, 1):
            return "needed too much memory"
        return "the reading process did not survive"

    def _last_words(self) -> str:
        self.said.seek(0)
        return self.said.read()[-300:].decode("utf-8", "replace").strip().rpartition("\n")[2]

    def end(self) -> None:
        self.forget()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """Close our ends alone: the process is the parent's."""
        self.line.close()
        self.said.close()


def _search_path() -> list[str]:
    """Where this process finds its modules, ours first: Airflow's plugins folder is in no environment variable."""
    ours = str(Path(__file__).resolve().parents[1])
    return [ours, *(path for path in sys.path if path and path != ours)]


def feed_of(answer: dict) -> ParsedFeed:
    """What an answer says. Raises NotAFeed for one that is none."""
    try:
        entries = tuple(map(Entry.from_fields, answer["entries"]))
        return ParsedFeed(entries, answer["title"], tuple(answer["problems"]), answer["interval_seconds"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotAFeed("The reading process answered with nonsense; look at the document.") from error


def answer_of(parsed: ParsedFeed) -> dict:
    """A parsed feed as JSON can say it; `feed_of` gives back the same."""
    return {
        "entries": [entry.fields() for entry in parsed.entries],
        "title": parsed.title,
        "problems": parsed.problems,
        "interval_seconds": parsed.interval_seconds,
    }


# ------------------------------------------------------------------ the line


def send(line: socket.socket, message: bytes, deadline: float | None = None) -> None:
    """Raises TimeoutError when the deadline has passed."""
    _limit(line, deadline)
    line.sendall(LENGTH.pack(len(message)))
    _limit(line, deadline)
    line.sendall(message)


def receive(line: socket.socket, deadline: float | None = None) -> bytes:
    """One message. Raises TimeoutError when the deadline has passed, EOFError at the end of the line."""
    (length,) = LENGTH.unpack(_exactly(line, LENGTH.size, deadline))
    if length > LONGEST_ANSWER:
        raise ValueError(f"{length} bytes")
    return _exactly(line, length, deadline)


def _exactly(line: socket.socket, length: int, deadline: float | None) -> bytes:
    pieces = bytearray()
    while len(pieces) < length:
        _limit(line, deadline)
        piece = line.recv(min(length - len(pieces), 1 << 20))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def _limit(line: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


# ------------------------------------------------------------------ the reading process


def read_until_the_end(line: socket.socket, seconds: float, megabytes: int) -> None:
    """Answer documents until the caller hangs up, or one has been large."""
    from truce.extraction import text_of  # for this process alone

    def read_article(page: bytes, content_type: str | None) -> dict:
        return {"text": text_of(page, content_type)}

    readers = {"feed": read_feed, "article": read_article}
    read_feed(WARM, None, "https://warm.example/")  # what is read from files is read now
    read_article(WARM, None)
    limit_memory(megabytes)
    send(line, b"{}")
    is_last = False
    while not is_last:
        try:
            question, body = json.loads(receive(line)), receive(line)
        except (EOFError, OSError):
            return
        limit_time(seconds)
        answer = answered(readers[question.pop("what")], body, **question)
        is_last = len(body) > LARGE
        send(line, json.dumps(answer | {"is_last": is_last}, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def answered(read: Callable[..., dict], body: bytes, **question: str | None) -> dict:
    """The answer to one document, whatever it does."""
    try:
        return read(body, **question)
    except MemoryError:
        return {"unreadable": "needed too much memory"}
    except Exception as error:
        return {"unreadable": f"cannot be read ({type(error).__name__}: {error})"}


def read_feed(body: bytes, content_type: str | None, url: str) -> dict:
    """The answer to a document that should be a feed."""
    try:
        return answer_of(parse_feed(body, content_type, url))
    except NotAFeed as error:
        return {"refused": str(error)}


def limit_memory(megabytes: int) -> None:
    """No more data than that, no core file, no file written beyond a few words of farewell."""
    for name, limit in (
        (resource.RLIMIT_DATA, megabytes << 20),
        (resource.RLIMIT_AS, 4 * megabytes << 20),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 1 << 20),
    ):
        with suppress(ValueError, OSError):  # some systems know some of them
            resource.setrlimit(name, (limit, limit))


def limit_time(seconds: float) -> None:
    """So much of the processor for this document, in whole seconds: should the caller be gone and not end us."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, most))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted caller hangs up
    read_until_the_end(socket.socket(fileno=os.dup(0)), float(sys.argv[1]), int(sys.argv[2]))
