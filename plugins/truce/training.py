"""Train the classifier from labelled items, and measure it on items it has not seen. The only file that
needs scikit-learn (requirements-train.lock); the product itself runs without it.

The same data give the same bytes: features are sorted, the solver has a fixed seed, weights are rounded.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from truce import coding, features
from truce.article import read_article
from truce.classifier import CUE_WEIGHT, LABELS, TEXT_WEIGHT, classifier_of
from truce.cleaning import clean_text
from truce.errors import TruceError
from truce.languages import language_of
from truce.lexicon import Codebook
from truce.model import EntryText, Label

FOLDS = 10
SEEN_BY = 2  # a feature that fewer items have is left out
STRENGTH = 1.0  # inverse of the regularisation
SMALLEST = 0.01  # lighter features are left out of the file
CASE_DAY = "2025-12-22"  # when the cases of tests/cases are read
LANGUAGES = ("en", "th", "km")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item with the labels people gave it."""

    item_id: str
    source: str  # path of its set
    entry: EntryText
    labels: frozenset[Label]
    weight: float
    fold: int | None  # None: trained on, never measured
    row: dict


def labelled_items(plan: Path, data: Path, project: Path) -> list[Labelled]:
    """The items of every set of training.toml; raises TruceError for one that is missing."""
    sets = tomllib.loads(plan.read_text(encoding="utf-8"))["set"]
    found: list[Labelled] = []
    for each in sets:
        path = (project if each["path"].startswith("tests/") else data) / each["path"]
        given = _given_labels(plan.parent / each["labels"]) if "labels" in each else None
        for number, row in enumerate(_rows(path)):
            if given is None or row["id"] in given:
                found.append(_labelled(row, each, number, given))
    return found


def _rows(path: Path) -> Iterator[dict]:
    if path.is_dir():
        # articles are weighed in passages: as one item they would teach a length no item has
        yield from (_case(p) for p in sorted(path.glob("*.txt")) if not p.stem.startswith("article"))
        return
    if not path.is_file():
        raise TruceError(f"{path} is missing: --data names the folder that holds dev/ and train/.")
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _case(path: Path) -> dict:
    """A case of tests/cases as an item: see tests/core/test_cases.py."""
    head, text = path.read_text(encoding="utf-8").split("\n\n", 1)
    fields = dict(line.split(":", 1) for line in head.splitlines())
    expected = {part.strip() for part in fields["expect"].split(";")}
    title, _, rest = text.strip().partition("\n") if "\n" in text.strip() else ("", "", text.strip())
    labels = sorted(label.upper() for label in LABELS if label in expected)
    return {
        "id": f"{path.parent.name}/{path.stem}", "lang": fields["language"].strip(), "date": CASE_DAY,
        "title": title, "text": rest, "labels": labels or ["NONE"],
    }  # fmt: skip


def _given_labels(path: Path) -> dict[str, tuple[list[str], bool]]:
    """Our own labels of items whose text is not ours: id, labels, whether a reader could disagree."""
    cells = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {item: (labels.split("+"), doubtful == "1") for item, labels, doubtful in cells}


def _labelled(row: dict, each: dict, number: int, given: dict | None) -> Labelled:
    names, doubtful = given[row["id"]] if given else (row["labels"], bool(row.get("borderline")))
    return Labelled(
        item_id=row["id"],
        source=each["path"],
        entry=EntryText(0, clean_text(row.get("title")), clean_text(row.get("text")), _moment(row), row["lang"]),
        labels=frozenset(Label(name.lower()) for name in names if name != "NONE"),
        weight=each["weight"] * (0.5 if doubtful else 1.0),
        fold=_fold(row, number) if each.get("measured") else None,
        row=row,
    )


def _moment(row: dict) -> datetime:
    day = date.fromisoformat(str(row["date"])[:10]) if row.get("date") else date(1970, 1, 1)
    return datetime.combine(day, time(12), UTC)


def _fold(row: dict, number: int) -> int:
    """By date: items of a day (before 2025 of a month) and translations of one another stay together;
    undated ones go by blocks of fifteen neighbours."""
    day = str(row.get("date") or "")
    key = (day[:10] if day.startswith("2025") else day[:7]) if day else f"{row['lang']} {number // 15}"
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


# ------------------------------------------------------------------ features


@dataclass(frozen=True, slots=True)
class Seen:
    """What an item shows the classifier."""

    language: str
    spaced: frozenset[str]
    runs: frozenset[str]


def seen(entry: EntryText, codebook: Codebook) -> Seen:
    """The features of an entry, as the classifier will find them."""
    text = f"{entry.title}\n{entry.summary}"
    language = language_of(text, entry.language)
    language = language if language in codebook.pages else "en"
    article = read_article(text, len(entry.title), language, entry.published_at, codebook)
    cues = frozenset(coding.cues_of(article))
    if features.is_spaced(language):
        words = frozenset(features.word_features(entry.title, entry.summary))
        return Seen(language, cues | words, frozenset())
    runs = frozenset(features.runs_of(features.run_text(entry.title, entry.summary)))
    return Seen(language, cues, runs)


def _matrix(shown: Sequence[Seen], index: dict[tuple[bool, str], int]):
    from scipy.sparse import csr_matrix

    loud = [_loudness(*name) for name in index]
    values, columns, ends = [], [], [0]
    for one in shown:
        names = (*((False, name) for name in one.spaced), *((True, run) for run in one.runs))
        places = sorted(place for name in names if (place := index.get(name)) is not None)
        columns += places
        values += [loud[place] for place in places]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(shown), len(index)))


def _loudness(is_run: bool, name: str) -> float:
    return CUE_WEIGHT if not is_run and "=" in name[:4] else TEXT_WEIGHT


def _index(shown: Iterable[Seen]) -> dict[tuple[bool, str], int]:
    counts: Counter = Counter()
    for one in shown:
        counts.update((False, name) for name in one.spaced)
        counts.update((True, name) for name in one.runs)
    kept = sorted(name for name, count in counts.items() if count >= SEEN_BY)
    return {name: place for place, name in enumerate(kept)}


# ------------------------------------------------------------------ training


def train(items: Sequence[Labelled], codebook: Codebook, rules: str, progress: Callable = iter) -> dict:
    """The content of model.json.gz: weights from all items, calibration from scores out of fold.

    `rules` is the version of the codebook and coder it was trained with, the model left out.
    """
    shown = [seen(item.entry, codebook) for item in items]
    raw = _raw_out_of_fold(items, shown, progress)
    return _weights(items, shown) | {
        "calibration": _calibration(items, shown, raw),
        "about": {
            "items": len(items),
            "sets": dict(sorted(Counter(item.source for item in items).items())),
            "rules": rules,
        },
    }


def _weights(items: Sequence[Labelled], shown: Sequence[Seen]) -> dict:
    index = _index(shown)
    loud = [_loudness(*name) for name in index]
    models = _fitted(items, _matrix(shown, index))
    columns = [model.coef_[0] for model in models]
    words, runs = {}, {}
    for name, place in index.items():
        weights = [round(float(column[place]) * loud[place], 3) for column in columns]
        if max(map(abs, weights)) >= SMALLEST:
            (runs if name[0] else words)[name[1]] = weights
    return {
        "words": words,
        "runs": runs,
        "bias": [round(float(m.intercept_[0]), 3) for m in models],
    }


def _fitted(items: Sequence[Labelled], matrix) -> list:
    from sklearn.linear_model import LogisticRegression

    weights = [item.weight for item in items]
    return [
        LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, max_iter=500).fit(
            matrix, [label in item.labels for item in items], sample_weight=weights
        )
        for label in LABELS
    ]


def _raw_out_of_fold(items: Sequence[Labelled], shown: Sequence[Seen], progress: Callable) -> dict[int, list[float]]:
    """Raw scores of the measured items, each from a model that saw no item of its days."""
    raw: dict[int, list[float]] = {}
    for fold in progress(range(FOLDS)):
        model = fold_model(items, shown, fold)
        for place, item in enumerate(items):
            if item.fold == fold:
                raw[place] = _raw(model, shown[place])
    return raw


def fold_model(items: Sequence[Labelled], shown: Sequence[Seen], fold: int) -> dict:
    """Weights from everything but the measured items of one fold."""
    kept = [place for place, item in enumerate(items) if item.fold != fold]
    return _weights([items[place] for place in kept], [shown[place] for place in kept])


def _raw(model: dict, one: Seen) -> list[float]:
    sums = list(model["bias"])
    for part, names in (("words", one.spaced), ("runs", one.runs)):
        for name in names:
            for place, weight in enumerate(model[part].get(name, ())):
                sums[place] += weight
    return sums


def _calibration(items: Sequence[Labelled], shown: Sequence[Seen], raw: dict[int, list[float]]) -> dict:
    """Slope and shift per language and label (Platt 1999), fitted on scores out of fold."""
    from sklearn.linear_model import LogisticRegression

    steps: dict[str, list[list[float]]] = {}
    for language in LANGUAGES:
        places = [place for place in raw if shown[place].language == language]
        steps[language] = []
        for number, label in enumerate(LABELS):
            truth = [label in items[place].labels for place in places]
            if len(set(truth)) < 2:
                steps[language].append([1.0, 0.0])
                continue
            fit = LogisticRegression(C=1.0, solver="liblinear", random_state=0).fit(
                [[raw[place][number]] for place in places], truth
            )
            steps[language].append([round(float(fit.coef_[0][0]), 3), round(float(fit.intercept_[0]), 3)])
    return steps


def words_alone_out_of_fold(
    items: Sequence[Labelled], shown: Sequence[Seen], progress: Callable = iter
) -> dict[str, frozenset[Label]]:
    """What the words alone, without any finding of the rules, say of every measured item: a baseline. It is
    calibrated like the whole."""
    shown = [_without_findings(one) for one in shown]
    raw = _raw_out_of_fold(items, shown, progress)
    steps = _calibration(items, shown, raw)
    return {items[place].item_id: _labels_of(sums, steps[shown[place].language]) for place, sums in raw.items()}


def _without_findings(one: Seen) -> Seen:
    return replace(one, spaced=frozenset(name for name in one.spaced if "=" not in name[:4]))


def _labels_of(sums: Sequence[float], steps: Sequence[Sequence[float]]) -> frozenset[Label]:
    """The labels from their raw scores, above probability one half."""
    likely = (slope * raw + shift > 0 for raw, (slope, shift) in zip(sums, steps, strict=True))
    return frozenset(label for label, is_likely in zip(LABELS, likely, strict=True) if is_likely)


def packed(content: dict) -> bytes:
    """The bytes of model.json.gz."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


# ------------------------------------------------------------------ measuring


def coded_out_of_fold(
    items: Sequence[Labelled], shown: Sequence[Seen], codebook: Codebook, progress: Callable = iter
) -> Iterator[tuple[Labelled, coding.Reading]]:
    """Every measured item as the whole coder reads it with a model that saw no item of its days, but is
    calibrated as the codebook's own."""
    calibration = codebook.classifier.calibration
    for fold in progress(range(FOLDS)):
        model = fold_model(items, shown, fold) | {"calibration": calibration}
        book = replace(codebook, classifier=classifier_of(model))
        for item in items:
            if item.fold == fold:
                yield item, coding.code_entry(item.entry, book)
