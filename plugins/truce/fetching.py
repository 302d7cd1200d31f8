"""Fetch feeds over HTTP, politely and safely. Knows nothing of what a feed holds.

A bad feed is an answer ("failed", with the reason in plain words), never an exception. Addresses are
checked when the connection is made, so a name that changes its mind between check and use is refused.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from truce.model import Feed, Fetched

VERSION = "0.1"
MAX_REDIRECTS = 5
CHUNK = 64 * 1024
CONNECT_SECONDS = 10
READ_SECONDS = 15
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
PERMANENT = frozenset({301, 308})
KEPT_HEADERS = (
    "content-type", "content-encoding", "content-language", "etag", "last-modified", "date", "expires",
    "cache-control", "server",
)  # fmt: skip


class Refused(Exception):
    """We will not go there, or will not take that."""


class Fetcher:
    """Fetches feeds for one product and contact. Hosts ("127.0.0.1:8123") in `allowed_hosts` may lie
    on this machine or a private network; no other may. Certificates are checked against `ca_file` if one is
    given, else against the public authorities; `proxy` is the address of a proxy, which then guards the way."""

    accept: str = ACCEPT
    before_asking: Callable[[str], None] | None = None  # told each address, of redirects too; may raise Refused

    def __init__(
        self,
        contact: str,
        allowed_hosts: frozenset[str] = frozenset(),
        deadline_seconds: float = 30,
        body_cap: int = 10_000_000,
        ca_file: str | None = None,
        proxy: str | None = None,
    ) -> None:
        self.user_agent = f"Truce/{VERSION} (ceasefire monitor; +{contact})"
        self.allowed_hosts = allowed_hosts
        self.deadline_seconds = deadline_seconds
        self.body_cap = body_cap
        self.ca_file = ca_file
        self.proxy = proxy
        self._own = threading.local()  # a session for each thread
        self._watcher = Watcher()

    def fetch(self, feed: Feed) -> Fetched:
        """One attempt, redirects followed by hand, within the deadline."""
        deadline = time.monotonic() + self.deadline_seconds
        session = self._session()
        adapter = session.get_adapter("https://")
        try:
            with self._watcher.watching(adapter.open_sockets, self.deadline_seconds):
                return self._follow(session, feed, deadline)
        except Refused as error:
            return Fetched("failed", feed.url, detail=str(error), is_refused=True)
        except (requests.RequestException, OSError, ValueError) as error:
            if time.monotonic() >= deadline:
                return Fetched("failed", feed.url, detail=self._too_late)
            return Fetched("failed", feed.url, detail=_reason(error), is_refused=_was_refused(error))
        finally:
            adapter.close()  # connections are not kept: the next feed is of another host

    def _follow(self, session: requests.Session, feed: Feed, deadline: float) -> Fetched:
        url, statuses = feed.address, []
        for _ in range(MAX_REDIRECTS + 1):
            with self._get(session, url, feed, deadline) as response:
                if not (response.is_redirect or response.is_permanent_redirect):
                    fetched = self._read(response, url, feed, deadline)
                    is_for_good = statuses and PERMANENT.issuperset(statuses)
                    return replace(fetched, permanent_url=url if is_for_good else None)
                statuses.append(response.status_code)
                url = urljoin(url, response.headers["location"])
        raise Refused(f"more than {MAX_REDIRECTS} redirects")

    @property
    def _too_late(self) -> str:
        return f"no complete answer within {self.deadline_seconds:g} seconds"

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = self._new_session()
        return self._own.session

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # no proxy and no .netrc from the environment
        session.cookies.set_policy(_NoCookies())
        session.verify = self.ca_file or True
        if self.proxy:
            session.proxies = {"http": self.proxy, "https": self.proxy}
        adapter = _GuardedAdapter(self.allowed_hosts)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    def _get(self, session, url: str, feed: Feed, deadline: float) -> requests.Response:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(f"{url!r} is no http or https address")
        if parts.username or parts.password:
            raise Refused("an address with a user name in it is not followed")
        if self.before_asking:
            self.before_asking(url)
        left = deadline - time.monotonic()
        if left <= 0:
            raise Refused(self._too_late)
        return session.get(
            url,
            headers=self._headers(feed),
            timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
            stream=True,
            allow_redirects=False,
        )

    def _headers(self, feed: Feed) -> dict[str, str]:
        headers = {
            "User-Agent": self.user_agent,
            "Accept": self.accept,
            "Accept-Encoding": "gzip, deflate",
        }
        if feed.etag:
            headers["If-None-Match"] = feed.etag
        if feed.last_modified:
            headers["If-Modified-Since"] = feed.last_modified
        return headers

    def _read(self, response, url: str, feed: Feed, deadline: float) -> Fetched:
        headers = response.headers
        answer = {
            "url": url,
            "http_status": response.status_code,
            "etag": headers.get("etag"),
            "last_modified": headers.get("last-modified"),
            "max_age_seconds": fresh_for(headers),
        }
        if response.status_code == 304:
            return Fetched("unchanged", **answer)
        if response.status_code == 410:
            return Fetched("gone", **answer, detail="the server says that the feed is gone (410)")
        if response.status_code != 200:
            return Fetched(
                "failed",
                **answer,
                detail=f"the server answered {response.status_code} {response.reason}",
                retry_after_seconds=retry_after(headers.get("retry-after"), datetime.now(UTC)),
            )
        body = self._body(response, deadline)
        digest = hashlib.sha256(body).hexdigest()
        outcome = "same_body" if digest == feed.body_hash else "fresh"
        kept = {name: headers[name][:500] for name in KEPT_HEADERS if name in headers}
        content_type = headers.get("content-type")
        return Fetched(outcome, **answer, body=body, content_type=content_type, body_hash=digest, headers=kept)

    def _body(self, response, deadline: float) -> bytes:
        """The body, decompressed piece by piece, never more than the cap in memory."""
        unpack = _unpacker(response.headers.get("content-encoding", ""))
        parts, size, wire_size = [], 0, 0
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            wire_size += len(chunk)
            for piece in unpack(chunk):
                size += len(piece)
                if size > self.body_cap or wire_size > self.body_cap:
                    raise Refused(f"the document is larger than {self.body_cap:,} bytes")
                parts.append(piece)
        # a body without a declared length that was cut off looks complete
        if time.monotonic() > deadline - 0.05:
            raise Refused(self._too_late)
        return b"".join(parts)


def retry_after(value: str | None, now: datetime) -> int | None:
    """Seconds to wait, from either form of Retry-After (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return int(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, int((moment - now).total_seconds()))


def fresh_for(headers: Mapping[str, str]) -> int | None:
    """Seconds an answer stays fresh: Cache-Control max-age, else Expires (RFC 9111, 4.2.1)."""
    if age := MAX_AGE.search(headers.get("cache-control", "")):
        return int(age[1])
    try:
        expires, date = (parsedate_to_datetime(headers[name]) for name in ("expires", "date"))
        return max(0, int((expires - date).total_seconds()))
    except (KeyError, TypeError, ValueError):
        return None


def _unpacker(encoding: str):
    encoding = encoding.strip().lower()
    if encoding in ("gzip", "x-gzip", "deflate"):
        packed = zlib.decompressobj(zlib.MAX_WBITS | 32)

        def unpack(chunk: bytes) -> Iterator[bytes]:
            while chunk:
                yield packed.decompress(chunk, CHUNK)
                chunk = packed.unconsumed_tail

        return unpack
    if encoding not in ("", "identity"):
        raise Refused(f"the document is packed as {encoding!r}, which we did not ask for")
    return lambda chunk: iter((chunk,))


class Watcher:
    """Ends the connections of attempts whose time is up: a dripping server resets the read time-out with every byte,
    so only that ends it. One thread watches over all attempts, as long as there are any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: dict[object, tuple[float, list[socket.socket]]] = {}
        self._thread: threading.Thread | None = None
        self._wakes_at = 0.0

    @contextmanager
    def watching(self, open_sockets: list[socket.socket], seconds: float) -> Iterator[None]:
        """Connections that are opened meanwhile end with the attempt, or when its time is up."""
        attempt = object()
        self._begin(attempt, time.monotonic() + seconds, open_sockets)
        try:
            yield
        finally:
            with self._changed:
                self._watched.pop(attempt, None)
            for open_socket in open_sockets:
                open_socket.close()
            open_sockets.clear()

    def _begin(self, attempt: object, ends_at: float, open_sockets: list[socket.socket]) -> None:
        with self._changed:
            self._watched[attempt] = ends_at, open_sockets
            if self._thread is None or not self._thread.is_alive():  # in a forked process it does not
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()
            elif ends_at < self._wakes_at:
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while self._watched:
                now = time.monotonic()
                for attempt, (ends_at, open_sockets) in list(self._watched.items()):
                    if ends_at <= now:
                        _shut(open_sockets)
                        del self._watched[attempt]
                self._wakes_at = min((ends_at for ends_at, _ in self._watched.values()), default=now)
                self._changed.wait(self._wakes_at - now)
            self._thread = None


def _shut(open_sockets: list[socket.socket]) -> None:
    for open_socket in list(open_sockets):
        with suppress(OSError):  # closed meanwhile, which is what we want
            open_socket.shutdown(socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    """The innermost cause in a few words."""
    cause = _cause(error)
    if isinstance(cause, Refused):
        return str(cause)
    text = " ".join(str(cause).split()) or type(cause).__name__
    return f"{type(cause).__name__}: {text[:200]}"


def _was_refused(error: Exception) -> bool:
    return isinstance(_cause(error), Refused)


def _cause(error: BaseException) -> BaseException:
    while True:
        inner = next((a for a in error.args if isinstance(a, BaseException)), None)
        inner = getattr(error, "reason", None) if inner is None else inner
        if not isinstance(inner, BaseException) or inner is error:
            return error
        error = inner


# ------------------------------------------------------------------ where we may connect


def connect_checked(host: str, port: int, timeout, allowed_hosts: frozenset[str]) -> socket.socket:
    """Resolve a name once, refuse it if any address is not public, and connect to what was checked."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if f"{host}:{port}" not in allowed_hosts:
        for *_, address in addresses:
            if not is_public(address[0]):
                raise Refused(f"{host} leads to {address[0]}, which is not on the public internet")
    error: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        candidate = socket.socket(family, kind, protocol)
        try:
            candidate.settimeout(timeout)
            candidate.connect(address)
            return candidate
        except OSError as failure:
            candidate.close()
            error = failure
    raise error or OSError(f"{host} has no address")


def is_public(text: str) -> bool:
    """Whether an address is of the public internet, however it is written (mapped, NAT64 ...)."""
    address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address in ipaddress.ip_network("64:ff9b::/96"):
            address = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose every connection goes through connect_checked."""

    def __init__(self, allowed_hosts: frozenset[str]) -> None:
        self.allowed_hosts = allowed_hosts
        self.open_sockets: list[socket.socket] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections, maxsize, block=False, **kwargs) -> None:
        adapter = self

        class Guarded:
            def _new_conn(self):
                try:
                    made = connect_checked(self._dns_host, self.port, self.timeout, adapter.allowed_hosts)
                except Refused:
                    raise
                except OSError as error:
                    raise NewConnectionError(self, str(error)) from error
                # a copy of the handle: TLS takes the socket itself over
                adapter.open_sockets.append(made.dup())
                return made

        class GuardedHTTP(Guarded, HTTPConnection):
            pass

        class GuardedHTTPS(Guarded, HTTPSConnection):
            pass

        class HTTPPool(HTTPConnectionPool):
            ConnectionCls = GuardedHTTP

        class HTTPSPool(HTTPSConnectionPool):
            ConnectionCls = GuardedHTTPS

        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": HTTPPool, "https": HTTPSPool}


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):
    """Feeds set none and are sent none."""

    def set_ok(self, cookie, request) -> bool:
        return False

    def return_ok(self, cookie, request) -> bool:
        return False
