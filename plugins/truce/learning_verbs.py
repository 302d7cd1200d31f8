"""The verbs that learn and measure: train, evaluate."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from truce.coding_verbs import entry_of, items_of, reading_row
from truce.errors import TruceError
from truce.measuring import Judged
from truce.verbs import add_verb, show, takes_format

CODERS = ("three regexes", "rules alone", "words alone", "truce")
FEWEST = 10  # items of which figures say anything


def _add_train(verbs) -> None:
    verb = add_verb(
        verbs, "train", _train,
        "Rebuild the model from labelled items (lessons/training.toml names them).",
        "train --data labelled", "train --data labelled --out model.json.gz",
    )  # fmt: skip
    verb.add_argument("--data", type=Path, required=True, help="folder that holds dev/ and train/")
    verb.add_argument("--out", type=Path, help="where to write it (default: the codebook's own)")


def _train(options) -> None:
    from truce import training, wiring
    from truce.lexicon import MODEL, version_of

    items, codebook = _labelled(options.data)
    content = training.train(items, codebook, version_of(wiring.CODEBOOK, has_model=False), _progress)
    path = options.out or wiring.CODEBOOK / MODEL
    path.write_bytes(training.packed(content))
    print(f"{len(items)} items, {len(content['words'])} words and findings, {len(content['runs'])} runs: {path}")


def _labelled(data: Path):
    """The labelled items, and the codebook without a model."""
    from dataclasses import replace

    from truce import training, wiring

    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise TruceError(
            "scikit-learn is needed to train and to measure out of fold: "
            ".venv/bin/pip install --require-hashes -r requirements-train.lock"
        ) from error
    items = training.labelled_items(wiring.LESSONS / "training.toml", data, wiring.PROJECT)
    return items, replace(wiring.codebook(), classifier=None)


def _progress(steps):
    from tqdm import tqdm

    return tqdm(steps, unit="fold", disable=not sys.stderr.isatty())


def _add_evaluate(verbs) -> None:
    verb = add_verb(
        verbs, "evaluate", _evaluate,
        "Measure the coder: on our own items kept apart and, with --data, out of fold on the labelled sets.",
        "evaluate", "evaluate --data labelled --out coded --format csv",
    )  # fmt: skip
    verb.add_argument("--data", type=Path, help="folder that holds dev/ and train/ (needs scikit-learn)")
    verb.add_argument("--out", type=Path, help="folder to write each set into, coded out of fold")
    takes_format(verb)


def _evaluate(options) -> None:
    from truce import wiring

    codebook = wiring.codebook()
    judged = {f"own {language}": _own(language, codebook) for language in sorted(codebook.pages)}
    if options.data:
        judged |= _out_of_fold(options, codebook)
    judged |= {f"{name}, titles alone": [one for one in found if one.is_title_alone] for name, found in judged.items()}
    rows = [row for name, found in judged.items() if len(found) >= FEWEST for row in _figure_rows(name, found)]
    columns = [
        "set", "coder", "rows", "macro", "from", "to", "clash", "meeting", "allegation", "none", "clash_precision",
        "extra", "calibration_error", "claims_as_clash", "announced_as_held",
    ]  # fmt: skip
    show(columns, rows, options.format)
    if options.format == "table":
        print(
            "\nF1 per label; macro over the three labels and none, with its 95 % interval; extra: labels too many, per"
        )
        print("label wanted. The sets of --data are measured out of fold by date; the own sets were never trained on.")
        print("Titles alone: the items that are nothing but a headline. Baselines on the same items.")


@dataclass(frozen=True, slots=True)
class _Measured:
    """An item, and how each coder labelled it."""

    is_title_alone: bool
    by: dict[str, Judged]


def _own(language: str, codebook) -> list[_Measured]:
    """Our own items kept apart, as every coder reads them."""
    from truce import coding, wiring

    path = wiring.PROJECT / "tests" / "cases" / language / "test.jsonl"
    items = items_of(path) if path.is_file() else []
    return [_measured(item, codebook, coding.code_entry(entry_of(item), codebook)) for item in items]


def _measured(item: dict, codebook, reading, words_alone: frozenset | None = None) -> _Measured:
    from dataclasses import replace

    from truce import coding, measuring
    from truce.model import Label

    entry = entry_of(item)
    wanted = frozenset(Label(name.lower()) for name in item["labels"] if name != "NONE")
    rules = coding.code_entry(entry, replace(codebook, classifier=None))
    status = (item.get("meeting") or {}).get("status")
    by = {
        "three regexes": Judged(wanted, measuring.by_patterns(f"{entry.title}\n{entry.summary}"), {}),
        "rules alone": Judged(wanted, rules.labels, {}, status, measuring.statuses_of(rules.reports)),
        "truce": Judged(wanted, reading.labels, reading.scores, status, measuring.statuses_of(reading.reports)),
    }
    if words_alone is not None:
        by["words alone"] = Judged(wanted, words_alone, {})
    return _Measured(bool(entry.title) and not entry.summary, by)


def _out_of_fold(options, codebook) -> dict[str, list[_Measured]]:
    from truce import training
    from truce.store import as_json

    items, bare = _labelled(options.data)
    names = {actor.actor_code: actor.name for actor in codebook.actors}
    judged: dict[str, list[_Measured]] = {}
    lines: dict[str, list[str]] = {}
    shown = [training.seen(item.entry, bare) for item in items]
    words = training.words_alone_out_of_fold(items, shown, _progress)
    for item, reading in training.coded_out_of_fold(items, shown, codebook, _progress):
        name = Path(item.source).stem
        judged.setdefault(name, []).append(_measured(item.row, codebook, reading, words[item.item_id]))
        lines.setdefault(name, []).append(as_json(reading_row(item.row, reading, codebook, names)))
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, coded in lines.items():
            (options.out / f"{name}.jsonl").write_text("\n".join(coded) + "\n", encoding="utf-8")
    return judged


def _figure_rows(name: str, found: list[_Measured]) -> Iterator[list]:
    """One row per coder: three regular expressions, the rules alone, the words alone, and the whole."""
    from truce import measuring

    for coder in CODERS:
        items = [one.by[coder] for one in found if coder in one.by]
        if not items:
            continue
        f = measuring.figures(items)
        yield [
            name, coder, f.rows, *(round(x, 3) for x in (f.macro, *f.interval, *f.f1.values(), f.clash_precision,
            f.extra_share)), None if f.calibration_error is None else round(f.calibration_error, 3),
            sum(map(measuring.claim_coded_as_clash, items)), sum(map(measuring.announced_coded_as_held, items)),
        ]  # fmt: skip


VERBS = (_add_train, _add_evaluate)
