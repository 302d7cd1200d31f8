"""The verbs that read text: code, explain, recode."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

from truce.errors import TruceError, UnknownName
from truce.verbs import add_verb, show, takes_database, takes_format

TEXTS = ("title", "text", "summary", "lang", "date", "published_at")


def _add_code(verbs) -> None:
    verb = add_verb(
        verbs, "code", _code,
        "Code items of a JSON lines file (id, title, text, lang, date or published_at).",
        "code items.jsonl --out coded.jsonl", "code items.jsonl > coded.jsonl",
    )  # fmt: skip
    verb.add_argument("items", type=Path)
    verb.add_argument("--out", type=Path)


def _code(options) -> None:
    from truce import wiring
    from truce.store import as_json

    if not options.items.is_file():
        raise TruceError(f"{options.items}: there is no such file.")
    codebook = wiring.codebook()
    names = {actor.actor_code: actor.name for actor in codebook.actors}
    out = _opened(options.out) if options.out else sys.stdout
    for item in items_of(options.items):
        print(as_json(_coded(item, codebook, names)), file=out)
    if options.out:
        out.close()


def _opened(path: Path):
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise TruceError(f"{path} cannot be written: {error.strerror}.") from error


def items_of(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
            except json.JSONDecodeError as error:
                raise TruceError(f"{path}, line {number}: not JSON ({error}).") from error
            if not isinstance(item, dict) or "id" not in item:
                raise TruceError(f"{path}, line {number}: an object with an id is needed.")
            for name in TEXTS:
                if not isinstance(item.get(name) or "", str):
                    raise TruceError(f"{path}, line {number}: {name} {item[name]!r} is no text.")
            yield item


def _coded(item: dict, codebook, names: dict[str, str]) -> dict:
    from truce import coding

    return reading_row(item, coding.code_entry(entry_of(item), codebook), codebook, names)


def entry_of(item: dict):
    from truce.cleaning import clean_text
    from truce.model import EntryText

    return EntryText(
        entry_id=0,
        title=clean_text(item.get("title")),
        summary=_clean_lines(item.get("text") or item.get("summary") or ""),
        published_at=_published(item),
        language=item.get("lang"),
    )


def _clean_lines(text: str) -> str:
    """As the line cleans an entry, but keeping paragraphs apart: evidence is of the cleaned text."""
    from truce.cleaning import clean_text

    return "\n".join(clean_text(line) for line in text.splitlines())


def reading_row(item: dict, reading, codebook, names: dict[str, str]) -> dict:
    return {
        "id": item["id"],
        "lang": reading.language,
        "labels": sorted(reading.labels),
        "scores": reading.scores,
        "reports": [_report_row(report, codebook, names) for report in reading.reports],
        "reason": reading.reason,
    }


def _published(item: dict) -> datetime:
    """The moment of publication; noon UTC of the date, the epoch where the item has neither."""
    text = item.get("published_at") or item.get("date")
    if not text:
        return datetime(1970, 1, 1, 12, tzinfo=UTC)
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(12), UTC)
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise TruceError(f"item {item['id']}: {text!r} is no date; write 2025-12-08.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _report_row(report, codebook, names: dict[str, str]) -> dict:
    """A report as the JSON of `truce code` has it: actors and places by name."""
    from dataclasses import asdict

    def named(codes):
        return [names.get(code, code) for code in codes]

    place = codebook.gazetteer.place(report.place_code) if report.place_code else None
    row = {
        "label": report.label,
        "type": report.type,
        "assertion": report.assertion,
        "tense": report.tense,
        "status": report.status,
        "conflict": report.conflict_code,
        "source_actors": named(report.source_actors),
        "target_actors": named(report.target_actors),
        "mediators": named(report.mediators),
        "level": report.level,
        "topics": list(report.topics),
        "occurred_date": report.occurred_date.isoformat() if report.occurred_date else None,
        "occurred_precision": report.occurred_precision,
        "place": _place_name(report, place, codebook),
        "place_code": report.place_code,
        "province": place.admin1 if place else None,
        "where_precision": report.where_precision,
        "weapons": list(report.weapons),
        "tolls": [asdict(toll) for toll in report.tolls],
        "evidence": [asdict(span) for span in report.evidence],
        "score": round(report.score, 3),
        "codes": _interop(report, codebook),
    }
    if report.label == "allegation":
        speaker, other = named(report.source_actors), named(report.target_actors)
        if report.type in ("denial", "admission"):
            speaker, other = other, speaker
        row |= {
            "accuser": speaker[0] if speaker else None,
            "accused": other[0] if other else None,
            "act": report.act,
            "act_kind": report.act_kind,
            "is_partial": report.is_partial,
        }
    return row


def _interop(report, codebook) -> dict | None:
    """The codes of PLOVER, CAMEO and ACLED for a report's type; a lossy one says what it loses."""
    row = codebook.interop.get((str(report.label), report.type))
    if row is None:
        return None
    named = {name: row[name] or None for name in ("plover", "cameo", "acled_event", "acled_sub_event")}
    return named | {"is_lossy": row["is_lossy"] == "true", "note": row["note"] or None}


def _place_name(report, place, codebook) -> str | None:
    """Where: in the words of a text in Latin script, else by the name that its words stand for."""
    if place is None:
        return _unnamed(report, codebook)
    told = (e.text for e in report.evidence if e.field == "place")
    named = ((t, m) for t in told for m in codebook.gazetteer.places_in(t) if m.place_code == report.place_code)
    return next((t if t.isascii() and not t.isupper() else m.name for t, m in named), place.name.split(" / ")[0])


def _unnamed(report, codebook) -> str | None:
    """Where the gazetteer has no name: the words of the text; of a text in another script what they are in
    English, or the line's English name."""
    from truce.languages import alike

    words = report.unresolved_place
    if words and not words.isascii() and report.where_precision == 5:
        read = (c for m in codebook.matchers.values() for c in m.cues_in(alike(words)) if c.section == "unnamed")
        if said := max(read, key=lambda c: c.end - c.start, default=None):
            return said.key
        return next(
            (c.line_name for c in codebook.conflicts if c.conflict_code == report.conflict_code),
            words,
        )
    return words


def _add_explain(verbs) -> None:
    verb = add_verb(
        verbs, "explain", _explain, "Show how a text is read: cues, decisions, what was ruled out.",
        'explain en "Thai troops shelled a village near Chong Bok, killing two civilians"',
    )  # fmt: skip
    verb.add_argument("language", metavar="LANG", help="en, th, km")
    verb.add_argument("text")


def _explain(options) -> None:
    from truce import explaining, wiring

    codebook = wiring.codebook()
    if options.language not in codebook.pages:
        raise UnknownName(
            f"There is no page for the language {options.language!r}; there are: {', '.join(sorted(codebook.pages))}."
        )
    for line in explaining.explain(options.text, options.language, codebook):
        print(line)


# ------------------------------------------------------------------ recode


def _add_recode(verbs) -> None:
    verb = add_verb(
        verbs, "recode", _recode,
        "Read the archive with this codebook and compare with what stands there; writes only with --apply.",
        "recode", "recode --database demo --samples 20", "recode --apply",
    )  # fmt: skip
    verb.add_argument("--samples", type=int, default=10, help="entries shown whose labels change")
    verb.add_argument("--apply", action="store_true", help="write the new readings and regroup")
    takes_format(verb)
    takes_database(verb)


def _recode(options) -> None:
    from truce import jobs, store, wiring

    codebook = wiring.codebook()
    with wiring.database(options.database, "loader") as conn:
        changed, samples = Counter(), []
        for entry, labels in store.standing_readings(conn):
            new = sorted(map(str, _new_labels(entry, codebook)))
            changed[f"{'+'.join(labels) or 'none'} → {'+'.join(new) or 'none'}"] += labels != new
            if labels != new and len(samples) < options.samples:
                samples.append([entry.entry_id, "+".join(labels) or "none", "+".join(new) or "none", entry.title])
        conn.rollback()
        show(["labels", "entries"], [[k, n] for k, n in changed.most_common() if n], options.format)
        show(["entry_id", "before", "after", "title"], samples, options.format)
        if options.apply:
            read = jobs.code_new_entries(conn, codebook, wiring.now())
            grouped = jobs.group_new_reports(conn, codebook, wiring.now())
            print(f"{read} entries read anew, {grouped['incidents']} incidents recomputed.")
        else:
            print(f"Nothing was written. The next monitor run, or --apply, reads with codebook {codebook.version}.")


def _new_labels(entry, codebook) -> frozenset:
    from truce import coding

    return coding.code_entry(entry, codebook).labels


VERBS = (_add_code, _add_explain, _add_recode)
