"""Make text from outside safe to store, to match and to mail. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urljoin, urlsplit

import nh3

HTML_CAP = 64_000  # characters; nested tags beyond that cost a sanitiser seconds
# C0 and C1 controls but tab and newline, surrogates, bidi controls, byte order marks
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
# invisible joins that Thai and Khmer typists put between words, and soft hyphens
INVISIBLE = re.compile("[\u200b-\u200d\u2060\u00ad]")
SPACES = re.compile(r"\s+")
LINK_CAP = 2_000
# most links: nothing in them has to be taken apart to know that they are addresses
PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9.-]*[A-Za-z0-9](?:/[\w/.%~+-]*(?:\?[\w=&.%~+-]+)?)?", re.ASCII)
BLOCK_END = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]{0,200}>", re.IGNORECASE)
MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


def clean_text(text: str | None) -> str:
    """One line of NFC text without control characters, invisible joins or doubled spaces."""
    if not text:
        return ""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", UNSAFE.sub("", text)))
    return " ".join(text.split())


def clean_html(text: str | None) -> str:
    """The text of an HTML fragment: no tags, no scripts, entities resolved."""
    if not text:
        return ""
    text = UNSAFE.sub("", text[:HTML_CAP])
    if MARKUP.search(text):
        text = nh3.clean(
            BLOCK_END.sub(" ", text),
            tags=set(),
            clean_content_tags={"script", "style"},
            strip_comments=True,
        )
        text = html.unescape(text)
    return clean_text(text)


def clean_link(link: str | None, base: str = "") -> str | None:
    """An http or https address, made absolute; None for anything else (javascript:, data: ...)."""
    if not link:
        return None
    if PLAIN_LINK.fullmatch(link) and len(link) <= LINK_CAP:
        return link
    link = SPACES.sub("", UNSAFE.sub("", link))
    try:
        absolute = urljoin(base, link)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(absolute) > LINK_CAP:
        return None
    return absolute
