"""Where a site may have its feeds: the links its page declares, and the addresses that sites usually have. Pure."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

from truce.cleaning import clean_link

HEAD_CAP = 512 * 1024  # characters of the page that are looked at
MOST_DECLARED = 12
LINK = re.compile(r"<(?:link|a)\b([^<>]{1,2000})>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"""([a-z]{2,12})\s{0,9}=\s{0,9}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'>]{1,1000}))""", re.I
)
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
FEED_LIKE = re.compile(r"(?:/feed/?|/rss/?|\.rss|/atom/?|(?:rss|feed|atom|index)\.xml|/feed\.json)$", re.IGNORECASE)
USUAL_PATHS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")


def declared(page: str, address: str) -> list[str]:
    """Addresses that a page calls its feeds (rel="alternate" with a feed's type), then those it links to that look
    like one; of its own site first, each once."""
    called, linked = [], []
    for tag in LINK.finditer(page[:HEAD_CAP]):
        told = {name.lower(): html.unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(tag[1])}
        url = clean_link(told.get("href"), address)
        if url is None:
            continue
        is_alternate = "alternate" in told.get("rel", "").lower().split()
        if is_alternate and told.get("type", "").lower().split(";")[0].strip() in FEED_TYPES:
            called.append(url)
        elif FEED_LIKE.search(urlsplit(url).path):
            linked.append(url)
    host = urlsplit(address).netloc
    linked.sort(key=lambda url: urlsplit(url).netloc != host)
    return list(dict.fromkeys([*called, *linked]))[:MOST_DECLARED]


def usual(address: str) -> list[str]:
    """The addresses that feeds usually have on a site: for a page that declares none."""
    return [urljoin(address, path) for path in USUAL_PATHS]
