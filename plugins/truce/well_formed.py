"""Read flawless RSS, RDF and Atom in one pass, some ten times as fast as feedparser and to the same words. Pure.

What is out of the ordinary in the slightest (another encoding, a DTD, markup inside a text, an unknown place or
name, more than one way to read it) is not read here but left to `tolerant`: None says so. The XML reader is expat,
which feedparser uses too, so that both lanes agree on what is well-formed; no DTD, no entity of a document's own and
nothing outside of it is ever read. The rules below are feedparser's, and its own tables of names are used:
tests/core/test_lanes.py holds the two lanes together.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from urllib.parse import urljoin
from xml.parsers import expat

from feedparser.mixin import _FeedParserMixin as Feedparser

from truce.documents import Document, Item, interval_seconds
from truce.tolerant import IMPOSSIBLE

MOST_ATTRIBUTES = 100
DECLARATION = re.compile(rb"<\?xml[ \t\r\n][^<>]{0,200}\?>")
ENCODING = re.compile(rb"encoding[ \t\r\n]*=[ \t\r\n]*[\"']([^\"']*)[\"']")
BASE = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?/?")
SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
LOST_AMPERSAND = re.compile("&([A-Za-z0-9_]+);")
# what Windows calls Latin-1 has signs where Latin-1 has controls
CONTROLS = re.compile("[\x80-\x9f]")
SIGNS = {n: bytes([n]).decode("cp1252") for n in range(128, 160) if n not in (129, 141, 143, 144, 157)}
XLINK = "http://www.w3.org/1999/xlink"
XML_BASE = "http://www.w3.org/XML/1998/namespace base xml"
RDF_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about rdf"
XML_PREFIX = "http://www.w3.org/XML/1998/namespace "

NAMESPACES = {uri.lower(): prefix for uri, prefix in Feedparser.namespaces.items()}
PREFIXES = frozenset(NAMESPACES.values())
HANDLED = frozenset(
    name.removeprefix(f"_{edge}_")
    for edge in ("start", "end")
    for name in dir(Feedparser)
    if name.startswith(f"_{edge}_")
)
# a first part of a name that would let a name of the document's own pass for one of feedparser's fields
RESERVED = frozenset({
    "admin", "author", "authors", "cc", "content", "contributor", "contributors", "copyright", "created",
    "creativecommons", "date", "description", "expired", "feedburner", "generator", "gml", "guidislink", "image",
    "issued", "links", "modified", "psc", "published", "publisher", "source", "subtitle", "summary", "tagline",
    "tags", "textinput", "title", "updated", "validity", "where", "xhtml", "xml",
})  # fmt: skip

# names without a namespace of their own that change nothing we read
PASSED_OVER = frozenset({
    "category", "cloud", "comments", "copyright", "docs", "enclosure", "expirationdate", "generator", "icon",
    "keywords", "language", "logo", "post-id", "rating", "site", "rights", "subtitle", "tagline", "ttl", "webmaster",
})  # fmt: skip
PASSED_OVER_PREFIXED = frozenset({
    "dc_contributor", "dc_language", "dc_publisher", "dc_rights", "dc_subject", "georss_point", "itunes_explicit",
    "itunes_image", "itunes_keywords", "itunes_subtitle", "media_category", "media_credit", "media_keywords",
    "media_license", "media_player", "media_rating", "media_restriction", "media_thumbnail",
})  # fmt: skip
DATES = {
    "pubdate": "published", "published": "published", "issued": "published", "dcterms_issued": "published",
    "updated": "updated", "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated",
    "dcterms_modified": "updated", "created": "created", "dcterms_created": "created",
}  # fmt: skip
AUTHORS = frozenset({"author", "managingeditor", "dc_author", "dc_creator", "itunes_author"})
DESCRIPTIONS = frozenset({"description", "dc_description", "media_description"})
SUMMARIES = frozenset({"summary", "itunes_summary"})
CONTENTS = frozenset({"content", "content_encoded"})
OF_A_PERSON = frozenset({"name", "email", "uri", "url"})
OF_AN_OWNER = frozenset({"itunes_name", "itunes_email"})
OF_AN_IMAGE = frozenset({"title", "url", "link", "description", "width", "height"})
CHANNEL_FIELDS = frozenset({"ttl", "sy_updateperiod", "sy_updatefrequency"})
TEXT_TYPES = frozenset({"text", "plain", "html", "text/plain", "text/html"})
PAGE_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})


class Doubt(Exception):
    """This lane cannot vouch for its reading."""


def read_well_formed(body: bytes, content_type: str | None) -> Document | None:
    """What a flawless document says; None for one that this lane leaves to the other."""
    if not _is_plainly_unicode(body, content_type) or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return None
    if b"&#" in body and IMPOSSIBLE.search(body):  # in a CDATA section expat does not mind; the tolerant lane does
        return None
    reading = Reading()
    parser = expat.ParserCreate("utf-8", " ")
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartNamespaceDeclHandler = reading.declare
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text.append
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.EntityDeclHandler = reading.refuse
    try:
        parser.Parse(body, True)
        return reading.document()
    except (Doubt, expat.ExpatError):
        return None


def _is_plainly_unicode(body: bytes, content_type: str | None) -> bool:
    """Whether everything that may name an encoding names UTF-8 or keeps silent, and the bytes are UTF-8."""
    kind, *parameters = (content_type or "application/xml").lower().split(";")
    charsets = [p.partition("=")[2].strip(" \t\"'") for p in parameters if "charset" in p]
    has_mark = body.startswith(codecs.BOM_UTF8)
    start = body[3:] if has_mark else body
    declared = []
    if start.startswith(b"<?"):
        declaration = DECLARATION.match(start)
        first_line = start[: start.find(b"\n") + 1 or None]
        if declaration is None or first_line.count(b"encoding") > 1:
            return False
        declared = [name.decode("latin-1").lower() for name in ENCODING.findall(declaration[0])]
        if declaration[0].count(b"encoding") != len(declared):
            return False
    if any(name not in ("utf-8", "utf8") for name in (*charsets, *declared)):
        return False
    if kind.strip().startswith("text/") and not (charsets or declared or has_mark or body.isascii()):
        return False
    try:
        start.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class Reading:
    """A document as far as it has been read.

    `places` are the open elements that hold others; `leaf` is what to do with the text of the open one that does not.
    """

    def __init__(self) -> None:
        self.text: list[str] = []
        self.items: list[Item] = []
        self.channel: dict[str, str | None] = {}
        self.places: list = [self._at_top]
        self.leaf = None
        self.depth = 0
        self.title_depth = -1
        self.has_content = False
        self.base = ""
        self.keys: dict[str, str] = {}
        self.declared: dict[str, str] = {}  # prefix → namespace
        self.fields: dict[str, str | None] = {}
        self.depths: dict[str, int] = {}
        self.contents: list[str] = []
        self.guid_is_link = False
        self.person: dict[str, str] = {}
        self.has_person = False
        self.is_rdf = False

    def document(self) -> Document:
        if self.is_rdf and not self.items:
            raise Doubt
        channel = self.channel
        interval = interval_seconds(
            channel.get("ttl"), channel.get("sy_updateperiod"), channel.get("sy_updatefrequency")
        )
        return Document(tuple(self.items), channel.get("title"), interval)

    def refuse(self, *_) -> None:
        raise Doubt

    # ------------------------------------------------------------------ names

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """A prefix means one namespace in all of a document, and not one that feedparser knows by another prefix."""
        if not uri or prefix is None:
            return
        known = NAMESPACES.get(uri.lower())
        is_another = known is not None and prefix in PREFIXES and prefix != known
        if is_another or prefix != prefix.lower() or not prefix.isascii() or self.declared.get(prefix, uri) != uri:
            raise Doubt
        if "backend.userland.com/rss" in uri.lower() or (self.depth and uri == XLINK):
            raise Doubt
        if prefix not in self.declared:
            self.declared[prefix] = uri
            self.keys.clear()

    def _key(self, name: str) -> str:
        """The name by which feedparser knows an element, such as dc_creator; in a namespace that it does not know,
        with the prefix that was declared first, if any."""
        uri, local = ("", name) if " " not in name else name.split(" ")[:2]
        prefix = NAMESPACES.get(uri.lower()) if uri else ""
        if prefix is None:
            prefix = next((known for known, other in self.declared.items() if other == uri), "")
        if "backend.userland.com/rss" in uri.lower() or not local.isascii():
            raise Doubt
        key = f"{prefix.lower()}_{local.lower()}" if prefix else local.lower()
        self.keys[name] = key
        return key

    def _is_passed_over(self, key: str) -> bool:
        """Whether an element changes nothing that we read."""
        if "_" not in key or key in PASSED_OVER:
            return key in PASSED_OVER
        return key in PASSED_OVER_PREFIXED or (key not in HANDLED and key.partition("_")[0] not in RESERVED)

    # ------------------------------------------------------------------ elements

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.leaf is not None:
            raise Doubt  # markup inside a text
        self.depth += 1
        if attributes:
            self._check(attributes)
        self.places[-1](self.keys.get(name) or self._key(name), attributes)

    def end(self, _name: str) -> None:
        if self.leaf is not None:
            leaf, self.leaf = self.leaf, None
            leaf("".join(self.text).strip())
        else:
            place = self.places.pop()
            if place == self._in_item:
                self._end_item()
            elif place == self._in_author:
                self._end_author()
        self.text.clear()
        self.depth -= 1

    def _check(self, attributes: dict[str, str]) -> None:
        if len(attributes) > MOST_ATTRIBUTES:
            raise Doubt
        for name in attributes:
            if "base" in name.lower():
                if self.depth > 1 or name != XML_BASE or not BASE.fullmatch(attributes[name]):
                    raise Doubt
                self.base = attributes[name]

    def _read(self, leaf) -> None:
        """The open element holds text alone, which goes to `leaf` when it ends."""
        self.text.clear()
        self.leaf = leaf

    def _ignore(self, _text: str) -> None:
        pass

    # ------------------------------------------------------------------ places

    def _at_top(self, key: str, attributes: dict[str, str]) -> None:
        if key == "feed":
            self.places.append(self._in_channel)
        elif key in ("rss", "rdf_rdf"):
            self.is_rdf = key != "rss"
            self.places.append(self._in_root)
        else:
            raise Doubt

    def _in_root(self, key: str, attributes: dict[str, str]) -> None:
        if key == "channel" and set(attributes) <= {RDF_ABOUT}:
            self.places.append(self._in_channel)
        elif self.is_rdf and key == "item":
            self._start_item(attributes)
        elif self.is_rdf and key == "image":
            self._start_image()
        else:
            raise Doubt

    def _in_channel(self, key: str, attributes: dict[str, str]) -> None:
        if key in ("item", "entry"):
            self._start_item(attributes)
        elif key in ("title", "dc_title"):
            self._check_type(attributes)
            self._read(self._end_channel_title)
        elif key in CHANNEL_FIELDS:
            self._read(self._field_of_channel(key, has_text=not attributes))
        elif key in DESCRIPTIONS and key != "media_description":
            self._check_type(attributes)
            self.has_content = self.has_content or "summary" in self.channel
            self._read(self._ignore)
        elif key in SUMMARIES:
            self._check_type(attributes)
            self.has_content = self.has_content or "summary" in self.channel
            self.channel["summary"] = ""
            self._read(self._ignore)
        elif key == "image":
            self._start_image()
        elif key in AUTHORS or key in ("contributor", "itunes_owner"):
            self.places.append(self._in_person)
        elif key in ("items", "skiphours", "skipdays") and not attributes:
            self.places.append(self._in_list)
        elif key in ("link", "id") or key in DATES or self._is_passed_over(key):
            self._read(self._ignore)
        else:
            raise Doubt

    def _in_list(self, key: str, attributes: dict[str, str]) -> None:
        if key == "rdf_seq" and not attributes:
            self.places.append(self._in_list)
        elif key in ("rdf_li", "hour", "day"):
            self._read(self._ignore)
        else:
            raise Doubt

    def _in_image(self, key: str, attributes: dict[str, str]) -> None:
        if key not in OF_AN_IMAGE or attributes:
            raise Doubt
        self._read(self._end_image_title if key == "title" else self._ignore)

    def _in_person(self, key: str, _attributes: dict[str, str]) -> None:
        """Somebody who is nothing to us: of the channel, or a contributor."""
        if key not in OF_A_PERSON and key not in OF_AN_OWNER:
            raise Doubt
        self._read(self._ignore)

    def _in_author(self, key: str, _attributes: dict[str, str]) -> None:
        before = self.fields.get("author") or ""
        if key not in OF_A_PERSON or "".join(self.text).strip() or "@" in before:
            raise Doubt
        if before and not self.has_person and key != "name":
            raise Doubt
        self.has_person = True
        self._read(self._field_of_person(key))

    def _in_item(self, key: str, attributes: dict[str, str]) -> None:
        if key in DATES:
            self._read(self._field(DATES[key]))
        elif key == "link":
            self._start_link(attributes)
        elif key in ("guid", "id"):
            self.guid_is_link = _plain(attributes).get("ispermalink", "true") == "true"
            self._read(self._end_guid)
        elif key == "category" or key == "media_thumbnail":
            self._read(self._ignore)
        elif key in AUTHORS:
            self.person, self.has_person = {}, False
            self.text.clear()
            self.places.append(self._in_author)
        elif key in CONTENTS:
            self._check_type(attributes)
            self.has_content = True
            self._read(self._end_content)
        elif key == "source":
            self.title_depth = -1
            self._read(self._end_source)
        elif key == "contributor":
            self.places.append(self._in_person)
        elif key == "image" and not attributes:
            self.title_depth = -1
            self._read(self._ignore)
        else:
            self._in_media(key, attributes)

    def _in_media(self, key: str, attributes: dict[str, str]) -> None:
        """What may stand in an item, or in the media:content or media:group of one."""
        if key in ("title", "dc_title", "media_title"):
            self._check_type(attributes)
            self._read(self._end_media_title if key == "media_title" else self._end_title)
        elif key in DESCRIPTIONS or key in SUMMARIES:
            self._check_type(attributes)
            is_second = "summary" in self.fields and not self.has_content
            self.has_content = self.has_content or is_second
            self._read(self._end_content if is_second else self._field("summary"))
        elif key in ("media_content", "media_group"):
            self.places.append(self._in_media)
        elif self._is_passed_over(key):
            self._read(self._ignore)
        else:
            raise Doubt

    # ------------------------------------------------------------------ the channel

    def _start_image(self) -> None:
        self.title_depth = -1
        self.places.append(self._in_image)

    def _end_image_title(self, text: str) -> None:
        if text:
            self.title_depth = self.depth

    def _end_channel_title(self, text: str) -> None:
        title = repaired(text)
        if not -1 < self.title_depth <= self.depth:
            self.channel["title"] = title
        if title:
            self.title_depth = self.depth

    def _field_of_channel(self, key: str, has_text: bool):
        def end(text: str) -> None:
            self.channel[key] = repaired(text) if has_text else None

        return end

    # ------------------------------------------------------------------ an item

    def _start_item(self, attributes: dict[str, str]) -> None:
        if not set(attributes) <= {RDF_ABOUT}:
            raise Doubt
        self.fields, self.depths, self.contents = {}, {}, []
        self.guid_is_link = False
        self.title_depth = -1
        if about := attributes.get(RDF_ABOUT):
            self.fields["id"] = about
        self.places.append(self._in_item)

    def _end_item(self) -> None:
        get = self.fields.get
        self.items.append(
            Item(
                guid=get("id"),
                link=get("link"),
                title=get("title"),
                text=get("summary") or next(filter(None, self.contents), None),
                dates=(get("published"), get("updated"), get("created")),
                author=get("author"),
                source=get("source"),
            )
        )
        self.has_content = False

    def _put(self, name: str, value: str) -> None:
        """The value nearest to the item stands; of two as near, the later."""
        before = self.depths.get(name)
        if before is None or self.depth <= before:
            self.depths[name] = self.depth
            self.fields[name] = value

    def _field(self, name: str):
        def end(text: str) -> None:
            self._put(name, repaired(text))

        return end

    def _end_title(self, text: str) -> None:
        title = repaired(text)
        if not -1 < self.title_depth <= self.depth:
            self._put("title", title)
        if title:
            self.title_depth = self.depth

    def _end_media_title(self, text: str) -> None:
        before = self.title_depth
        self._end_title(text)
        self.title_depth = before

    def _end_content(self, text: str) -> None:
        content = repaired(text)
        self.contents.append(content)
        self.fields.setdefault("summary", content)

    def _end_source(self, text: str) -> None:
        self.fields["source"] = repaired(text) or None

    def _end_guid(self, text: str) -> None:
        guid = repaired(self._resolved(text) if text and self.guid_is_link else text)
        self._put("id", guid)
        if self.guid_is_link:
            self.fields.setdefault("link", guid)

    def _start_link(self, attributes: dict[str, str]) -> None:
        given = _plain(attributes)
        if "url" in given or "uri" in given or given.get("href") == "":
            raise Doubt
        if "href" not in given:
            self._read(self._end_link)
            return
        relation = given.get("rel", "alternate").lower()
        kind = given.get("type", "application/atom+xml" if relation == "self" else "text/html").lower()
        if relation == "alternate" and kind in PAGE_TYPES:
            self.fields["link"] = self._resolved(given["href"])
        self._read(self._ignore)

    def _end_link(self, text: str) -> None:
        link = repaired(self._resolved(text) if text else text).replace("&amp;", "&")
        self.fields["link"] = LOST_AMPERSAND.sub(r"&\g<1>", link)

    def _resolved(self, address: str) -> str:
        address = SLASHES.sub(r"\1\3", address)
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""

    def _field_of_person(self, key: str):
        def end(text: str) -> None:
            self.person[key] = text

        return end

    def _end_author(self) -> None:
        """The text of the element, or what its parts say: the name, the address, or both."""
        text = "".join(self.text).strip()
        if self.has_person and text:
            raise Doubt
        self._put("author", repaired(text))
        name, email = self.person.get("name"), self.person.get("email")
        if name or email:
            self.fields["author"] = f"{name} ({email})" if name and email else name or email

    def _check_type(self, attributes: dict[str, str]) -> None:
        """A text is words or escaped markup, neither XML of its own nor encoded."""
        if attributes:
            given = _plain(attributes)
            if given.get("type", "text").lower() not in TEXT_TYPES or given.get("mode", "escaped") != "escaped":
                raise Doubt
            if "src" in given:
                raise Doubt


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by their names in small letters; xml:lang and xml:space are none of ours."""
    plain = {name.lower(): value for name, value in attributes.items() if not name.startswith(XML_PREFIX)}
    if any(" " in name for name in plain) or len(plain) < sum(not n.startswith(XML_PREFIX) for n in attributes):
        raise Doubt
    return plain


def repaired(text: str) -> str:
    """UTF-8 that was taken for Latin-1 and encoded again is decoded; controls become the signs they are in Windows."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(SIGNS) if CONTROLS.search(text) else text
