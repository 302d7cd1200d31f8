"""What is new, what is edited, what only has another name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from truce.identity import Known, guid_of_another, renamed_by_link, settle
from truce.model import Entry

NOON = datetime(2025, 12, 8, 12, tzinfo=UTC)


def entry(
    guid: str, title: str = "Shells hit An Ses", link: str | None = None, hours: float = 0, text: str = "1"
) -> Entry:
    return Entry(guid, title, "", link or f"https://x.example/{guid}", NOON + timedelta(hours=hours), content_hash=text)


def known(*entries: Entry) -> dict[str, Known]:
    return {
        e.guid: Known(number, e.guid, e.content_hash, e.title, e.link, e.published_at)
        for number, e in enumerate(entries, start=1)
    }


def settled(entries, before, renamed=None):
    """Guids that are new, and numbers of entries that are edited."""
    found = settle(entries, before, renamed or {})
    return [e.guid for e in found.added], [b.entry_id for b, _ in found.changed]


def test_an_entry_is_new_once_and_edited_when_its_text_changes():
    before = known(entry("a"), entry("b"))

    assert settled([entry("a"), entry("c")], before) == (["c"], [])
    assert settled([entry("a", text="2")], before) == ([], [1])


def test_a_guid_used_again_for_another_item_is_another_entry():
    before = known(entry("live"))
    other = entry("live", "Ministers meet in Kuala Lumpur", "https://x.example/talks", hours=5, text="2")

    assert settled([other], before) == ([guid_of_another(other)], [])
    both = before | known(entry("live"), replace(other, guid=guid_of_another(other)))
    assert settled([other], both) == ([], [])
    assert settled([replace(other, content_hash="3")], both) == ([], [2])


def test_a_headline_rewritten_under_a_new_address_is_an_edit():
    before = known(entry("7"))
    for edited in (
        entry("7", "Ministers meet in Kuala Lumpur", "https://x.example/new-slug", hours=0.5, text="2"),
        entry("7", "Shells hit An Ses: two hurt", "https://x.example/new-slug", hours=5, text="2"),
        entry("7", "Ministers meet in Kuala Lumpur", hours=5, text="2"),
    ):
        assert settled([edited], before) == ([], [1])


def test_guids_that_change_all_at_once_are_no_news():
    old = [entry(f"old-{n}", link=f"https://x.example/{n}") for n in range(4)]
    new = [entry(f"new-{n}", link=f"https://x.example/{n}") for n in range(4)]
    by_link = {k.link: k for k in known(*old).values()}
    fresh = entry("new-9", link="https://x.example/9")

    renamed = renamed_by_link([*new, fresh], {}, by_link)

    assert settled([*new, fresh], {}, renamed) == (["new-9"], [])
    found = settle([*new, fresh], {}, renamed)
    assert [(b.entry_id, guid) for b, guid in found.renamed] == [(n + 1, f"new-{n}") for n in range(4)]


def test_one_article_told_again_under_a_new_guid_is_news():
    before = known(entry("a"), entry("b"), entry("c"))
    again = entry("d", link="https://x.example/a")

    assert renamed_by_link([entry("b"), entry("c"), again], before, {again.link: before["a"]}) == {}


def test_a_link_that_all_entries_share_names_none_of_them():
    home = "https://x.example/"
    old = known(entry("a", link=home))
    new = [entry(f"n-{n}", link=home) for n in range(4)]

    assert renamed_by_link(new, {}, {home: old["a"]}) == {}


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.sets(st.sampled_from("abcdef")))
def test_what_is_stored_is_never_new(guids, stored):
    entries = [entry(guid) for guid in guids]
    added, changed = settled(entries, known(*map(entry, sorted(stored))))

    assert added == sorted(set(guids) - stored) and changed == []
