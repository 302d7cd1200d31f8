"""Write the mails: an alert about an incident, the daily digest. Pure: rows in, subject, text, html out.

They are read at night by somebody tired: the fact and how sure it is come first, unknown is never 0,
and every statement has its source.
"""

from __future__ import annotations

import hashlib
import html
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from truce.charts import weekly_chart
from truce.model import Alert, Conflict
from truce.voices import families_by_side

WIDTH = 76
MOST_NAMED = 6  # outlets in one line of a digest
STATES = {  # of a feed that tells nothing usable
    "silent": "Answer, but have published nothing for unusually long",
    "empty": "Answer, but have published nothing yet",
    "failing": "Did not answer when last asked",
    "dead": "Have not answered for a long time",
    "gone": "Gone for good, says their server",
}
TYPES = {
    "small_arms": "small-arms fire",
    "artillery": "artillery",
    "rocket": "rockets",
    "air_strike": "air strike",
    "drone": "drone attack",
    "ground_assault": "ground assault",
    "mine": "mine blast",
    "unconventional": "gas or another unconventional weapon",
    "other": "clash",
}
STATUSES = {
    "alleged": "alleged: heard from one side, or one voice, only",
    "disputed": "disputed: the accused denies it, nobody independent has confirmed it",
    "corroborated": "corroborated: independent publishers, not all of one side, report it",
    "verified": "verified: the press of both sides states it",
    "refuted": "refuted",
}
RESPONSES = {
    "silence": "no answer heard",
    "deny": "denied",
    "partly_admit": "partly admitted",
    "admit": "admitted",
    "counter_accuse": "answered with a counter-accusation",
    "finding": "settled by a finding",
}
PRECISIONS = {"day": "on", "week": "in the week of", "month": "in the month of", "unknown": "about"}
HTML_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "</head><body style=\"font:16px/1.45 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
    'max-width:44em;margin:0 auto;padding:12px">'
)


def incident_alert(
    incident: Mapping,
    sources: Sequence[Mapping],
    violations: Sequence[Mapping],
    claims: Sequence[Mapping],
    grade: str,
    first_message_id: str | None,
    names: Mapping[str, str],
) -> Alert:
    """The mail about a new clash, or (with `first_message_id`) about something new known of it."""
    subject = _subject(incident)
    parts = _parts(incident, sources, violations, claims, names, bool(first_message_id))
    return Alert(
        kind="update" if first_message_id else "incident",
        rule_code=incident["rule_code"],
        incident_id=incident["incident_id"],
        grade=grade,
        subject=f"Re: {subject}" if first_message_id else subject,
        body_text=_as_text(parts),
        body_html=_as_html(parts),
        message_id=_message_id("incident", incident["incident_id"], incident["rule_code"], grade,
                               incident["first_reported_at"].isoformat()),
        thread_id=first_message_id,
    )  # fmt: skip


def _message_id(*parts: object) -> str:
    """The same for the same alert, so that a mail sent twice is one mail to a reader's program."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
    return f"<{parts[0]}-{parts[1]}-{digest}@truce>"


def _subject(incident: Mapping) -> str:
    where = f"near {incident['place']}" if incident["place"] else "on the border"
    what = TYPES.get(incident["type"], incident["type"])
    killed = _people(incident, "killed")
    toll = f", {killed}" if incident["killed_low"] is not None else ""
    voices = _count(incident["family_count"], "voice")
    what = what[0].upper() + what[1:]
    return f"[Truce] {what} {where}, {_day(incident['occurred_date'])}{toll} ({incident['status']}, {voices})"


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _people(row: Mapping, category: str) -> str:
    """ "at least 1 killed", "1 to 3 killed", "no figure for killed": unknown is never 0."""
    low, best, high = (row[f"{category}_{bound}"] for bound in ("low", "best", "high"))
    if low is None:
        return f"no figure for {category}"
    if high is None:
        most = f", most often {best}" if best and best != low else ""
        return f"at least {low} {category}{most}"
    return f"{low} {category}" if low == high else f"{low} to {high} {category}"


def _parts(incident, sources, violations, claims, names, is_update: bool) -> list[tuple[str, object]]:
    """The mail's content as (kind, content): lead, fact, heading, list, source, foot."""
    zone = ZoneInfo(incident["time_zone"])
    where = _where(incident)
    about = PRECISIONS[incident["occurred_precision"]]
    what = TYPES.get(incident["type"], incident["type"])
    lead = f"{what[0].upper() + what[1:]} {where}, {about} {_day(incident['occurred_date'])}."
    who = _whom(incident["source_actors"], names)
    facts = [
        f"How sure: {STATUSES[incident['status']]}.",
        f"Heard from: {_voices(sources, incident, names)}.",
        f"Killed and injured: {_people(incident, 'killed')}; {_people(incident, 'injured')}.",
        f"By whom: {who}.",
    ]
    if incident["weapons"]:
        facts.append("Weapons: " + ", ".join(w.replace("_", " ") for w in incident["weapons"]) + ".")
    parts: list[tuple[str, object]] = []
    if is_update:
        parts.append(("lead", f"New: now {incident['status']}; {_people(incident, 'killed')}."))
    parts += [("lead", lead), ("list", facts), ("heading", "Did it break a ceasefire?")]
    parts.append(("list", [v["reason"] for v in violations] or [_no_violation(incident)]))
    if claims:
        parts += [("heading", "Who says what"), ("list", [_claim_line(c, names) for c in claims])]
    parts.append(("heading", f"Sources (times of {incident['time_zone']})"))
    parts += [("source", (_source_line(s, names, zone), s["title"], s["link"])) for s in sources]
    parts.append(("foot", _foot(incident)))
    return parts


def _where(incident: Mapping) -> str:
    if not incident["place"]:
        return "on the border, no place named"
    province = incident["province"]
    return f"near {incident['place']}" + (
        f" ({province.replace('; ', ' / ')})" if province and province != incident["place"] else ""
    )


def _whom(actors: Sequence[str], names: Mapping[str, str]) -> str:
    if not actors:
        return "undetermined"
    told = " and ".join(names.get(a, a) for a in actors)
    return told + (" (each is said to have fired)" if len(actors) > 1 else " (as reported)")


def _voices(sources: Sequence[Mapping], incident: Mapping, names: Mapping[str, str]) -> str:
    """ "3 independent publishers: 2 Thailand, 0 Cambodia, 1 third party" """
    sides = incident["side_a"], incident["side_b"]
    counts = families_by_side(((source["family"], source["side"]) for source in sources), sides)
    told = [f"{counts[side]} {names.get(side, side)}" for side in sides] + [f"{counts['third']} third party"]
    return f"{_count(counts.total(), 'independent publisher')} ({', '.join(told)})"


def _no_violation(incident: Mapping) -> str:
    return "No: no ceasefire with a clause against it was in force that day. It counts as a clash."


def _claim_line(claim: Mapping, names: Mapping[str, str]) -> str:
    accuser, accused = (names.get(claim[k], "somebody") for k in ("accuser", "accused"))
    return f"{accuser} accuses {accused}: “{claim['act']}” — {RESPONSES[claim['response']]}."


def _source_line(source: Mapping, names: Mapping[str, str], zone: ZoneInfo) -> str:
    at = f"{source['published_at'].astimezone(zone):%-d %b %H:%M}"
    side = f", {names.get(source['side'], source['side'])}" if source["side"] else ""
    said = " (alleges)" if source["assertion"] == "alleged" else ""
    return f"{at}  {source['outlet']}{side}{said}"


def _foot(incident: Mapping) -> str:
    return (
        f"You get this because of the rule: {incident['rule_description']} "
        f"Incident {incident['incident_id']} of {incident['conflict_name']}. You will only hear of it "
        "again if it becomes surer or the toll rises. All that is known of it: "
        f"truce show incident {incident['incident_id']}"
    )


# ------------------------------------------------------------------ as text and html


def _as_text(parts: Iterable[tuple[str, object]]) -> str:
    lines: list[str] = []
    for kind, content in parts:
        if kind == "lead":
            lines += [*textwrap.wrap(content, WIDTH), ""]
        elif kind == "heading":
            lines += ["", content, "-" * len(content)]
        elif kind == "list":
            for item in content:
                lines += textwrap.wrap(item, WIDTH, initial_indent="* ", subsequent_indent="  ")
        elif kind == "table":
            lines += _text_table(content)
        elif kind == "source":
            told, title, link = content
            lines += [
                told,
                *textwrap.wrap(title, WIDTH, initial_indent="    ", subsequent_indent="    "),
            ]
            lines += [f"    {link}"] if link else []
        elif kind == "foot":
            lines += ["", *textwrap.wrap(content, WIDTH)]
    return "\n".join(lines).strip() + "\n"


def _text_table(rows: Sequence[Sequence]) -> list[str]:
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            str(cell).ljust(w) if i == 0 else str(cell).rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _as_html(parts: Iterable[tuple[str, object]], with_chart: bool = False) -> str:
    body: list[str] = []
    for kind, content in parts:
        if kind == "lead":
            body.append(f'<p style="font-size:19px;font-weight:600;margin:10px 0">{_safe(content)}</p>')
        elif kind == "heading":
            body.append(f'<h2 style="font-size:16px;margin:20px 0 4px">{_safe(content)}</h2>')
        elif kind == "list":
            items = "".join(f"<li>{_safe(item)}</li>" for item in content)
            body.append(f'<ul style="margin:4px 0;padding-left:20px">{items}</ul>')
        elif kind == "table":
            body.append(_html_table(content))
        elif kind == "source":
            body.append(_html_source(*content))
        elif kind == "foot":
            chart = (
                '<p><img src="cid:chart@truce" alt="Violations versus talks, by week" '
                'style="width:100%;height:auto"></p>'
            )
            body.append(
                (chart if with_chart else "")
                + f'<p style="font-size:13px;opacity:.75;margin-top:24px">{_safe(content)}</p>'
            )
    return HTML_HEAD + "\n".join(body) + "</body></html>"


def _safe(text: object) -> str:
    return html.escape(str(text), quote=True)


def _html_source(told: str, title: str, link: str | None) -> str:
    headline = _safe(title or "(no title)")
    if link and link.startswith(("https://", "http://")):
        headline = f'<a href="{_safe(link)}">{headline}</a>'
    return f'<p style="margin:8px 0"><small>{_safe(told)}</small><br>{headline}</p>'


def _html_table(rows: Sequence[Sequence]) -> str:
    def cells(row: Sequence, tag: str) -> str:
        return "".join(
            f'<{tag} style="text-align:{"left" if i == 0 else "right"};padding:2px 10px 2px 0">{_safe(cell)}</{tag}>'
            for i, cell in enumerate(row)
        )

    head, *rest = rows
    lines = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rest)
    return f'<table style="border-collapse:collapse"><tr>{cells(head, "th")}</tr>{lines}</table>'


# ------------------------------------------------------------------ digest


def digest(
    conflict: Conflict,
    day: date,
    numbers: Mapping,
    incidents: Sequence[Mapping],
    meetings: Sequence[Mapping],
    claims: Sequence[Mapping],
    weeks: Sequence[Mapping],
    ceasefires: Sequence[Mapping],
    names: Mapping[str, str],
    feeds: Sequence[Mapping] = (),
) -> Alert:
    """The mail of a day: numbers of the day and week, what happened, who was heard and which feeds tell nothing,
    the chart."""
    violations = numbers["violations_alleged"] + numbers["violations_corroborated"]
    parts: list[tuple[str, object]] = [
        ("lead", _digest_lead(day, numbers, violations)),
        ("table", _digest_table(numbers)),
        ("heading", "Who was heard"),
        ("list", [*_coverage(conflict, numbers, names), *_untelling(feeds)]),
    ]
    for heading, lines in (
        ("Incidents", [_incident_line(i, names) for i in incidents]),
        ("Meetings", [_meeting_line(m, names) for m in meetings]),
        ("Claims", [_claim_line(c, names) for c in claims]),
        ("Ceasefires", [_ceasefire_line(c) for c in ceasefires if c["state"]]),
    ):
        if lines:
            parts += [("heading", heading), ("list", lines)]
    parts.append(
        (
            "foot",
            f"{conflict.name}. Days are days of {conflict.time_zone}. Alleged violations rest on one "
            "side or one voice; corroborated ones on independent publishers not all of one side.",
        )
    )
    return Alert(
        kind="digest",
        grade=conflict.conflict_code,
        digest_date=day,
        subject=f"[Truce] {conflict.name}, digest of {_day(day)}: {_count(violations, 'violation')}, "
        f"{numbers['talks_held']} talks held",
        body_text=_as_text(parts),
        body_html=_as_html(parts, with_chart=bool(weeks)),
        chart_spec=weekly_chart(weeks, f"{conflict.name}: violations versus talks", ceasefires) if weeks else None,
        message_id=_message_id("digest", day.isoformat(), conflict.conflict_code),
    )  # fmt: skip


def _digest_lead(day: date, numbers: Mapping, violations: int) -> str:
    told = f"{_day(day)}: {_count(violations, 'violation')} versus {numbers['talks_held']} talks held"
    told += f", {_count(numbers['clashes'], 'clash').replace('clashs', 'clashes')} in all."
    if numbers["clashes"] or violations:
        return told
    if not (numbers["entries_side_a"] or numbers["entries_side_b"]):
        return f"{told} Neither side's press was heard: no data, which is not calm."
    return f"{told} A quiet day, as far as was heard."


def _digest_table(numbers: Mapping) -> list[tuple]:
    labels = {
        "clashes": "clashes",
        "violations_corroborated": "violations, corroborated",
        "violations_alleged": "violations, alleged",
        "talks_held": "talks held",
        "claims": "claims",
    }
    return [("", "day", "7 days")] + [(label, numbers[name], numbers[f"week_{name}"]) for name, label in labels.items()]


def _coverage(conflict: Conflict, numbers: Mapping, names: Mapping[str, str]) -> list[str]:
    """Silence is not peace: a side whose press was not heard is said to be unheard."""
    lines = []
    for column, side in (("entries_side_a", conflict.side_a), ("entries_side_b", conflict.side_b)):
        count, name = numbers[column], names.get(side, side)
        lines.append(
            f"{name}: {_count(count, 'entry').replace('entrys', 'entries')}"
            if count
            else f"{name}: 0 entries heard from its press: no data, which is not calm"
        )
    third = numbers["entries_third"]
    return [*lines, f"Third parties: {_count(third, 'entry').replace('entrys', 'entries')}"]


def _untelling(feeds: Sequence[Mapping]) -> Iterator[str]:
    """Feeds that are polled and told nothing usable, by what is the matter with them."""
    for state in dict.fromkeys(feed["state"] for feed in feeds):
        outlets = [feed["outlet"] for feed in feeds if feed["state"] == state]
        more = f" and {len(outlets) - MOST_NAMED} more" if len(outlets) > MOST_NAMED else ""
        yield f"{STATES[state]}: {', '.join(outlets[:MOST_NAMED])}{more}"


def _incident_line(incident: Mapping, names: Mapping[str, str]) -> str:
    broke = " — VIOLATION" if incident["is_violation"] else ""
    what = TYPES.get(incident["type"], incident["type"].replace("_", " "))
    place = incident["place"] or "no place named"
    return (
        f"{_day(incident['occurred_date'])}, {place}: {what}, {incident['status']}, "
        f"{_people(incident, 'killed')}, {_count(incident['family_count'], 'voice')}{broke}"
    )


def _meeting_line(meeting: Mapping, names: Mapping[str, str]) -> str:
    when = _day(meeting["meeting_date"]) if meeting["meeting_date"] else "no day named"
    venue = f", {meeting['venue']}" if meeting["venue"] else ""
    who = ", ".join(names.get(p, p) for p in meeting["participants"])
    return f"{when}{venue}: {meeting['type'].replace('_', ' ')}, {meeting['status']} ({who})"


def _ceasefire_line(ceasefire: Mapping) -> str:
    since = f"{ceasefire['state_from_at']:%-d %b %Y}"
    return f"{ceasefire['name']}: {ceasefire['state'].replace('_', ' ')} since {since}"
