"""Take the text of an article out of its page: what its charset is, and trafilatura. Pages of strangers are read in a
process of their own: see `reading_apart`."""

from __future__ import annotations

import re

import trafilatura

TEXT_CAP = 60_000  # characters: as much as the coder reads of one entry
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def text_of(page: bytes, content_type: str | None) -> str:
    """The article of a page, a paragraph a line; empty where it holds none."""
    text = trafilatura.extract(
        decoded(page, content_type), output_format="txt", include_comments=False,
        include_tables=False, favor_precision=True, deduplicate=False,
    )  # fmt: skip
    return (text or "")[:TEXT_CAP]


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
