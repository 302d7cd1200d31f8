"""Tell how a text is read, line by line: sentences, cues, what was decided, what was ruled out. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from truce.actors import ActorMention, ActorNames
from truce.article import Article, read_article
from truce.classifier import LABELS
from truce.coding import LABELLED_FROM, cues_of, reading_of
from truce.lexicon import Codebook
from truce.model import Reading, Report
from truce.occurrence import DateMention
from truce.places import PlaceMention


def explain(text: str, language: str, codebook: Codebook, published_at: datetime | None = None) -> Iterator[str]:
    """How a text is read, line by line: sentences, cues, what was decided, what was ruled out."""
    moment = published_at or datetime(2025, 12, 22, 12, tzinfo=UTC)
    article = read_article(f"\n{text}", 0, language, moment, codebook)
    reading = reading_of(article, "", text)
    text = article.text
    reports = reading.reports
    for number, sentence in enumerate(article.sentences, start=1):
        yield f"{number}. {sentence.text.strip()}"
        for cue in sentence.cues:
            yield f"     {cue.text!r:30} {cue.section}: {cue.key}"
        for found in (*sentence.actors, *sentence.places, *sentence.dates, *sentence.tolls):
            yield f"     {text[found.start : found.end]!r:30} {_told(found, article)}"
    yield ""
    yield f"Labels: {', '.join(sorted(reading.labels)) or f'none ({reading.reason})'}"
    if article.codebook.classifier:
        yield from _weighed(article, reading)
    yield f"Conflict: {article.conflict.conflict_code if article.conflict else 'none of those watched'}"
    for report in reports:
        yield f"Report: {_summary(report)}"
    for cue, why in article.ruled_out:
        yield f"Ruled out: {cue!r} ({why})"
    if published_at is None:
        yield f"(Days are resolved as if published on {moment:%-d %B %Y}.)"


def _weighed(article: Article, reading: Reading) -> Iterator[str]:
    """The model's scores, and the features that moved each of them most."""
    text = article.text.lstrip("\n")
    cues = cues_of(article)
    parts = article.codebook.classifier.parts("", text, article.language, cues)
    for place, label in enumerate(LABELS):
        moved = sorted(parts, key=lambda part: -abs(part[1][place]))[:6]
        shown = ", ".join(f"{name.lstrip('=')!r} {weights[place]:+.2f}" for name, weights in moved)
        yield f"Model: {label} {reading.scores[label]:.2f} (from {LABELLED_FROM}); most: {shown}"


def _told(found, article: Article) -> str:
    if isinstance(found, ActorMention):
        return _who(article.codebook.actor_names, found, article.published_at.date())
    if isinstance(found, PlaceMention):
        return f"place {found.place_code} (precision {found.precision})"
    if isinstance(found, DateMention):
        return f"day {found.day} ({found.precision})"
    toll = found.toll
    return f"{toll.category} {toll.low}–{toll.high if toll.high is not None else '…'} ({toll.kind})"


def _who(names: ActorNames, mention: ActorMention, day: date) -> str:
    """An actor with its party and, of a person, the office on the day of the text, or that it was not held then."""
    actor = names.on_day(mention.actor_code, day)
    told = f"actor {actor.actor_code} (party {actor.party})"
    if actor.kind not in ("person", "mediator", "observer") or not actor.role:
        return told
    term = f"{actor.role_from or '…'} to {actor.role_to or '…'}"
    return f"{told}: {actor.role} ({term}{'' if actor.holds_office_on(day) else ', not on that day'})"


def _summary(report: Report) -> str:
    parts = [f"{report.label}/{report.type}", report.assertion, report.tense]
    if report.status:
        parts.append(report.status)
    parts += [part for part in (report.level, " and ".join(report.topics)) if part]
    if report.source_actors or report.target_actors:
        parts.append(f"{'+'.join(report.source_actors) or '?'} → {'+'.join(report.target_actors) or '?'}")
    if report.occurred_date:
        parts.append(f"{report.occurred_date} ({report.occurred_precision})")
    if report.place_code:
        parts.append(f"{report.place_code} ({report.where_precision})")
    if report.act:
        parts.append(f"act {report.act_kind}: {report.act!r}")
    parts += [f"{t.category} {t.low} ({t.kind})" for t in report.tolls]
    return ", ".join(str(part) for part in parts)
