"""Take the text of an article out of its page, in a process of its own that is killed when a page costs too much:
a hostile one must not hang the job or eat the memory. trafilatura does the reading, in that process only.

This file is both ends. The process runs it alone (python -I), so nothing of Truce may be imported here.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress

SECONDS = 5
MEMORY = 1_000_000_000  # bytes of address space
START_SECONDS = 60  # to import what it needs, on a busy machine
TEXT_CAP = 60_000  # characters: as much as the coder reads of one entry
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


class Unreadable(Exception):
    """The page cost more time or memory than a page may."""


class Extractor:
    """Extracts texts one after the other; a process that had to be killed is replaced by a new one."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_) -> None:
        self._kill()

    def text_of(self, page: bytes, content_type: str | None) -> str:
        """The article of a page, a paragraph a line; empty where it holds none. Raises Unreadable."""
        process = self._started()
        head = json.dumps({"size": len(page), "content_type": content_type}).encode()
        try:
            process.stdin.write(head + b"\n" + page)
            process.stdin.flush()
            answer = json.loads(self._line(self.seconds + 1))  # the process ends itself a second earlier
        except (OSError, ValueError) as error:
            self._kill()
            raise Unreadable(f"the page took more than {self.seconds:g} seconds or too much memory") from error
        if "text" not in answer:
            raise Unreadable(f"the page cannot be read: {answer['error']}")
        return answer["text"]

    def _started(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(
                [sys.executable, "-I", __file__, str(self.seconds), str(self.memory)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                self._line(START_SECONDS)
            except OSError as error:
                self._kill()
                raise RuntimeError(f"The process that reads articles does not start: {error}") from error
        return self._process

    def _line(self, seconds: float) -> bytes:
        """The next line the process writes. Raises OSError when it ends or the time is up."""
        end, found, pipe = time.monotonic() + seconds, b"", self._process.stdout.fileno()
        while not found.endswith(b"\n"):
            if not select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError("no answer in time")
            piece = os.read(pipe, 1 << 16)
            if not piece:
                raise BrokenPipeError("the process ended")
            found += piece
        return found

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()
        self._process = None


# ------------------------------------------------------------------ the process


def work(seconds: float, memory: int) -> None:
    """Read pages from the standard input and write their texts, until there are no more."""
    import trafilatura

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _say({"is_ready": True})
    while head := sys.stdin.buffer.readline():
        asked = json.loads(head)
        page = sys.stdin.buffer.read(asked["size"])
        # the default answer to the alarm is to end the process, also in the middle of C code and without a parent
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            text = trafilatura.extract(
                decoded(page, asked["content_type"]), output_format="txt", include_comments=False,
                include_tables=False, favor_precision=True, deduplicate=False,
            )  # fmt: skip
            answer = {"text": (text or "")[:TEXT_CAP]}
        except Exception as error:  # whatever a page does to the parser is the page's matter
            answer = {"error": type(error).__name__}
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(answer)


def decoded(page: bytes, content_type: str | None) -> str:
    """The page as text: by the charset of its header, else of its <meta>, else UTF-8."""
    named = HEADER_CHARSET.search(content_type or "")
    meta = META_CHARSET.search(page[:4096])
    for charset in (named and named[1], meta and meta[1].decode("ascii"), "utf-8"):
        try:
            return page.decode({"windows-874": "cp874", "tis-620": "cp874"}.get(charset.lower(), charset))
        except (AttributeError, LookupError, ValueError):
            continue
    return page.decode("utf-8", "replace")


def _say(answer: dict) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    work(float(sys.argv[1]), int(sys.argv[2]))
