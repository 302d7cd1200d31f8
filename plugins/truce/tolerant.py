"""Read any feed document, broken ones too, as far as it can be read. Pure. feedparser does the reading."""

from __future__ import annotations

import io
import re

import feedparser

from truce.documents import Document, Item, interval_seconds

# Python knows this encoding of Thai by its number alone
WINDOWS_874 = re.compile(rb"(encoding\s*=\s*[\"'])windows-874", re.IGNORECASE)
# a reference to half a character, or to one beyond the last: no XML parser may accept it, some feeds send it
IMPOSSIBLE = re.compile(
    rb"&#(?:[xX]0*(?:[dD][89a-fA-F][0-9a-fA-F]{2}|1[1-9a-fA-F][0-9a-fA-F]{4}|[2-9a-fA-F][0-9a-fA-F]{5}"
    rb"|[1-9a-fA-F][0-9a-fA-F]{6,})"
    rb"|0*(?:5(?:529[6-9]|5[3-9]\d\d|6\d\d\d|7[0-2]\d\d|73[0-3]\d|734[0-3])"
    rb"|111411[2-9]|11141[2-9]\d|1114[2-9]\d\d|111[5-9]\d{3}|11[2-9]\d{4}|1[2-9]\d{5}|[2-9]\d{6}|[1-9]\d{7,}))"
    rb"(?![0-9a-fA-F]);?"
)


def read_tolerantly(body: bytes, content_type: str | None) -> Document | None:
    """What a document says; None if it is no feed. Its cost is bounded by nothing: read strangers' documents apart."""
    kind = content_type or "application/xml"
    # as a stream: feedparser would open the file that a body of bytes happens to name. Without
    # the address: it would put it before every guid, and a feed that moves would be all news
    document = feedparser.parse(
        io.BytesIO(WINDOWS_874.sub(rb"\1cp874", IMPOSSIBLE.sub(b"", body), count=1)),
        response_headers={"content-type": kind.lower().replace("windows-874", "cp874")},
        sanitize_html=False,  # every text goes through cleaning.py, which is faster and stricter
        resolve_relative_uris=False,
    )
    if not document.version and not document.entries:
        return None
    feed = document.feed
    return Document(
        items=tuple(_item(item) for item in document.entries),
        title=_text(feed.get("title")),
        interval_seconds=interval_seconds(feed.get("ttl"), feed.get("sy_updateperiod"), feed.get("sy_updatefrequency")),
        broken=_broken(document),
    )


def _item(item) -> Item:
    contents = item.get("content")
    values = [part.get("value") for part in contents] if isinstance(contents, list) else []
    source = item.get("source")
    return Item(
        guid=_text(item.get("id")),
        link=_text(item.get("link")),
        title=_text(item.get("title")),
        text=_text(item.get("summary")) or next(filter(None, values), None),
        # feedparser's own get would give the publication, with a warning, for a missing update
        dates=tuple(_text(dict.get(item, name)) for name in ("published", "updated", "created")),
        author=_text(item.get("author")),
        source=_text(source.get("title")) if isinstance(source, dict) else None,
    )


def _text(value: object) -> str | None:
    """feedparser gives the attributes of a tag that it does not expect to have any."""
    return value if isinstance(value, str) else None


def _broken(document) -> str | None:
    error = document.get("bozo_exception")
    is_harmless = isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
    return str(error) if document.bozo and not is_harmless else None
