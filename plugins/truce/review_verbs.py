"""The verbs for people who look closer: show, review."""

from __future__ import annotations

from truce.errors import UnknownName
from truce.verbs import add_verb, show, takes_database, takes_format, takes_moment

KINDS = ("incident", "meeting", "claim")
QUEUE = ["kind", "group_id", "version", "reason", "detail", "day", "status", "summary"]


def _add_show(verbs) -> None:
    verb = add_verb(
        verbs, "show", _show, "Tell all that is known of one incident, meeting or claim, with its whole history.",
        "show incident 17", "show meeting 3 --database demo", "show incident 17 --as-known-on 2025-12-10",
    )  # fmt: skip
    verb.add_argument("kind", choices=KINDS)
    verb.add_argument("number", type=int)
    takes_moment(verb)
    takes_database(verb)


def _show(options) -> None:
    from truce import showing, store, wiring

    kind, number = options.kind, options.number
    with wiring.database(options.database, "analyst", options.as_known_on) as conn:

        def rows(view: str, order: str, **equals) -> list[dict]:
            columns, found = store.select(conn, view, order, **equals)
            return [dict(zip(columns, row, strict=True)) for row in found]

        found = rows(f"{kind}_list", "1", **{f"{kind}_id": number})
        if not found:
            raise UnknownName(f"There is no {kind} {number} (or it was taken back). Look at: truce export {kind}s")
        about = {"incident_id": number} if kind == "incident" else None
        lines = showing.shown(
            kind,
            found[0],
            rows("version_list", "version", table_name=f"{kind}s", row_key=str(number)),
            rows("report_list", "published_at, report_id", **{f"{kind}_id": number}),
            rows("claim_list", "claim_id", **about) if about else [],
            rows("violation_list", "ceasefire_code", **about) if about else [],
            rows("decision_list", "decision_id", kind=kind, group_id=number),
            _sides(rows, found[0]["conflict_code"]),
        )
        print("\n".join(lines))


def _sides(rows, conflict_code: str) -> dict[str, str]:
    (conflict,) = rows("conflicts", "1", conflict_code=conflict_code)
    names = {row["actor_code"]: (*row["demonyms"], row["name"])[0] for row in rows("actors", "1")}
    return {code: names[code] for code in (conflict["side_a"], conflict["side_b"])}


def _add_review(verbs) -> None:
    verb = add_verb(
        verbs, "review", lambda options: options.decide(options),
        "What a person should look at, and the decisions of reviewers.",
        "review list", "review confirm incident 17 --seen 3 --by duty",
        "review correct incident 17 killed 4 --seen 3 --by duty --note 'army statement'",
        "review merge incident 18 --into 17 --seen 1 --by duty",
        "review split incident 17 --entries 41,42 --seen 3 --by duty", "review reject meeting 3 --seen 1 --by duty",
    )  # fmt: skip
    actions = verb.add_subparsers(dest="action", required=True, metavar="ACTION")
    queue = actions.add_parser("list", help="what to look at, and why")
    takes_format(queue)
    takes_database(queue)
    queue.set_defaults(decide=_list)
    for action, help_text in (
        ("confirm", "it is as it says"),
        ("correct", "a field is otherwise"),
        ("merge", "it is the same as another"),
        ("split", "some of its entries speak of something else"),
        ("reject", "nothing of the kind was reported"),
    ):
        _add_action(actions, action, help_text)


def _add_action(actions, action: str, help_text: str) -> None:
    verb = actions.add_parser(action, help=help_text)
    verb.add_argument("kind", choices=KINDS)
    verb.add_argument("number", type=int)
    if action == "correct":
        verb.add_argument("field")
        verb.add_argument("value", help="e.g. 4, 4-6, 4+, 2025-12-08, a code, or unknown")
    if action == "merge":
        verb.add_argument("--into", type=int, required=True, metavar="NUMBER")
    if action == "split":
        verb.add_argument("--entries", type=_numbers, required=True, metavar="ENTRY,ENTRY")
    verb.add_argument("--seen", type=int, required=True, metavar="VERSION", help="the version you looked at")
    verb.add_argument("--by", required=True, metavar="REVIEWER")
    verb.add_argument("--note", metavar="TEXT")
    takes_database(verb)
    verb.set_defaults(decide=_decide)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _list(options) -> None:
    from truce import store, wiring

    with wiring.database(options.database, "analyst") as conn:
        columns, rows = store.select(conn, "review_queue", "day, kind, group_id, reason")
    if options.format == "table":
        rows = [[row[columns.index(name)] for name in QUEUE] for row in rows]
        columns = QUEUE
    show(columns, rows, options.format)


def _decide(options) -> None:
    from truce import reviewing, wiring

    decision = reviewing.Decision(
        options.kind, options.number, options.action, options.by, options.seen,
        field=getattr(options, "field", None), text=getattr(options, "value", None),
        into_id=getattr(options, "into", None), entry_ids=getattr(options, "entries", ()), note=options.note,
    )  # fmt: skip
    with wiring.database(options.database, "reviewer") as conn:
        made = reviewing.decide(conn, decision, wiring.codebook(), wiring.now())
    done = {"split": f"split; the entries now are {options.kind} {made}", "merge": "merged", "reject": "taken back"}
    print(f"{options.kind} {options.number}: {done.get(options.action, options.action + 'ed')}.")


VERBS = (_add_show, _add_review)
