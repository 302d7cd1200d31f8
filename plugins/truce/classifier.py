"""Weigh an entry's features into a score per label. Pure: a linear model, trained elsewhere (`truce
train`), read from codebook/model.json.gz. MODEL.md says from what, and how good it is."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path

import ahocorasick

from truce import features
from truce.errors import CodebookError
from truce.model import Label

LABELS = (Label.CLASH, Label.MEETING, Label.ALLEGATION)
CUE_WEIGHT, TEXT_WEIGHT = 1.0, 1.0  # how loud a finding of the rules and a word are before training
SCALE = 1000  # weights have three decimals
FIELD = 40  # bits of a sum
HALF = 1 << (FIELD - 1)
Weights = tuple[float, float, float]


@dataclass(frozen=True)
class Classifier:
    """Weights per feature and label, and how raw scores become probabilities. The weights of a feature for all labels
    are one whole number (`_packed`): sums of them are exact and fast, whatever the order."""

    words: Mapping[str, int]  # words, pairs of words, and findings of the rules
    runs: Mapping[str, int]  # runs of characters (Thai, Khmer)
    bias: int
    calibration: Mapping[str, tuple[tuple[float, float], ...]]  # language → (slope, shift) per label
    about: Mapping

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        """All runs, found in one pass; each gives itself and its weights."""
        automaton = ahocorasick.Automaton()
        for run, weights in self.runs.items():
            automaton.add_word(run, (run, weights))
        automaton.make_automaton()
        return automaton

    def scores(self, title: str, text: str, language: str, cues: Iterable[str]) -> dict[Label, float]:
        """The probability of each label, 0 to 1, calibrated out of fold."""
        names = self._names(title, text, language, cues)
        total = self.bias + sum(filter(None, map(self.words.get, names)))
        total += sum(self._runs_in(title, text, language).values())
        sums = _unpacked(total)
        steps = self.calibration.get(language) or self.calibration["en"]
        return {
            label: round(_sigmoid(slope * raw + shift), 3)
            for label, raw, (slope, shift) in zip(LABELS, sums, steps, strict=True)
        }

    def parts(self, title: str, text: str, language: str, cues: Iterable[str]) -> list[tuple[str, Weights]]:
        """Each known feature of an entry with its weights, once."""
        names = self.words.keys() & self._names(title, text, language, cues)
        found = self._runs_in(title, text, language) | {name: self.words[name] for name in names}
        return [(name, _unpacked(weights)) for name, weights in found.items()]

    def _names(self, title: str, text: str, language: str, cues: Iterable[str]) -> set[str]:
        """Findings of the rules, and in a language with spaces the words."""
        return {*cues, *features.word_features(title, text)} if features.is_spaced(language) else set(cues)

    def _runs_in(self, title: str, text: str, language: str) -> dict[str, int]:
        """In a language without spaces, the runs that occur, with their weights."""
        if features.is_spaced(language):
            return {}
        return dict(map(itemgetter(1), self._automaton.iter(features.run_text(title, text))))


def _packed(columns: Iterable[Iterable[int]]) -> list[int]:
    """The weights of each feature in one number, from a column of thousandths per label."""
    return [one + (two << FIELD) + (three << 2 * FIELD) for one, two, three in zip(*columns, strict=True)]


def _unpacked(total: int) -> Weights:
    """The three sums in a sum of packed weights."""
    sums = []
    for _ in LABELS:
        low = ((total + HALF) & (2 * HALF - 1)) - HALF  # the lowest field, with its sign
        sums.append(low / SCALE)
        total = (total - low) >> FIELD
    return tuple(sums)


def _sigmoid(raw: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, raw))))


def read_classifier(path: Path) -> Classifier | None:
    """The model of a codebook folder, or None where it holds none (the rules decide alone then)."""
    if not path.exists():
        return None
    try:
        return classifier_of(json.loads(gzip.decompress(path.read_bytes())))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CodebookError(f"{path} is no model ({error}); rebuild it with `truce train`.") from error


def classifier_of(content: Mapping) -> Classifier:
    """The classifier that the content of a model file describes."""
    return Classifier(
        words=_weights(content["words"]),
        runs=_weights(content["runs"]),
        bias=_packed([number] for number in content["bias"])[0],
        calibration={language: tuple(map(tuple, steps)) for language, steps in content["calibration"].items()},
        about=content.get("about", {}),
    )


def _weights(part: Mapping) -> dict[str, int]:
    """A column of names, and a column of thousandths per label: read in no time."""
    return dict(zip(part["names"], _packed(part[label] for label in LABELS), strict=True))
