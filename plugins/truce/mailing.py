"""Send mail over SMTP, and catch it on this machine for the demo and the tests."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from aiosmtpd.controller import Controller

from truce.errors import MailRefused

CHART_ID = "chart@truce"


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server and whom it mails for us."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False
    timeout: float = 30

    def send(
        self,
        subject: str,
        text: str,
        html: str | None,
        message_id: str,
        thread_id: str | None,
        png: bytes | None,
        date: datetime,
    ) -> str | None:
        """Send one mail to all recipients; return for whom the server would not take it, if any.

        Raises MailRefused that says what to do where it took it for nobody.
        """
        message = mail(subject, text, html, message_id, thread_id, png, date, self.sender, self.recipients)
        try:
            with self._connected() as server:
                refused = server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailRefused(self._told(error)) from error
        return self._told_partly(refused) if refused else None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password or "")
            yield server

    def _told(self, error: object) -> str:
        reason = str(error)
        if self.password:
            reason = reason.replace(self.password, "***")
        return (
            f"The mail server {self.host}:{self.port} did not take the mail: {reason[:300]}. Check "
            "TRUCE_SMTP_HOST, TRUCE_SMTP_PORT and the account; the mail waits and is tried again."
        )

    def _told_partly(self, refused: dict) -> str:
        """The others have it: sending it again would mail them twice."""
        return (
            f"The mail server {self.host}:{self.port} took the mail, but not for "
            f"{', '.join(refused)}: {str(refused)[:300]}. Check TRUCE_MAIL_TO."
        )


def mail(
    subject: str,
    text: str,
    html: str | None,
    message_id: str,
    thread_id: str | None,
    png: bytes | None,
    date: datetime,
    sender: str,
    recipients: tuple[str, ...],
) -> EmailMessage:
    """The message: plain text and HTML, the chart inline, headers that keep a thread together."""
    message = EmailMessage()
    message["Subject"] = re.sub(r"[\r\n\x00-\x1f\ud800-\udfff]+", " ", subject).strip()
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message["List-Id"] = "Truce alerts <alerts.truce>"
    if thread_id:
        message["In-Reply-To"] = thread_id
        message["References"] = thread_id
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
        if png:
            message.get_payload()[1].add_related(png, "image", "png", cid=f"<{CHART_ID}>", filename="trend.png")
    return message


class Catcher:
    """A mail server of this machine that keeps every message as a file and sends none on."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port
        self.count = 0

    async def handle_DATA(self, server, session, envelope) -> str:
        self.count += 1
        subject = message_from_bytes(envelope.content, policy=policy.default)["subject"] or "mail"
        slug = re.sub(r"[^A-Za-z0-9]+", "-", subject)[:70].strip("-").lower()
        path = self.folder / f"{self.count:04}-{slug}.eml"
        path.write_bytes(envelope.content)
        return "250 kept"

    def __enter__(self) -> Catcher:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=self.port)
        try:
            self._controller.start()
        except OSError as error:
            raise MailRefused(f"Port {self.port} of 127.0.0.1 is taken ({error}); choose another or 0.") from error
        self.port = self._controller.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_) -> None:
        self._controller.stop()


class _AnyPort(Controller):
    """aiosmtpd tests that it is up by connecting to its port; with port 0 that is the one it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
