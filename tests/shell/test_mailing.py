"""Mail over real SMTP, caught on this machine."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from truce.errors import MailRefused
from truce.mailing import Catcher, Mailer

DATE = datetime(2025, 12, 8, 3, tzinfo=UTC)


def sent(tmp_path, **fields):
    fields = {
        "subject": "[Truce] Shots – ทหาร",
        "text": "plain\n",
        "html": "<p>rich</p>",
        "message_id": "<incident-1-ab@truce>",
        "thread_id": None,
        "png": None,
        "date": DATE,
    } | fields
    with Catcher(tmp_path) as catcher:
        Mailer("127.0.0.1", catcher.port, "truce@example.org", ("a@example.org",)).send(**fields)
    (path,) = tmp_path.glob("*.eml")
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def test_a_mail_has_both_forms_and_says_that_it_is_automatic(tmp_path):
    message = sent(tmp_path)

    assert message["Subject"] == "[Truce] Shots – ทหาร"
    assert message.get_body(("plain",)).get_content().strip() == "plain"
    assert message.get_body(("html",)).get_content().strip() == "<p>rich</p>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<incident-1-ab@truce>"


def test_a_thread_holds_together(tmp_path):
    message = sent(tmp_path, thread_id="<root@truce>")

    assert message["In-Reply-To"] == message["References"] == "<root@truce>"


def test_the_chart_is_inside_the_mail(tmp_path):
    message = sent(tmp_path, png=b"\x89PNG")

    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<chart@truce>"


def test_a_line_break_in_a_subject_cannot_smuggle_a_header(tmp_path):
    message = sent(tmp_path, subject="a\r\nBcc: x@example.org\ud800")

    assert message["Bcc"] is None and "\n" not in message["Subject"]


def test_a_server_that_is_away_is_told_without_the_password():
    mailer = Mailer("127.0.0.1", 9, "a@example.org", ("b@example.org",), "me", "hunter2", timeout=2)

    with pytest.raises(MailRefused, match="TRUCE_SMTP_HOST") as error:
        mailer.send("s", "t", None, "<i@truce>", None, None, DATE)
    assert "hunter2" not in str(error.value) + repr(mailer)
