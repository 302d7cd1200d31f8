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
    """Weights per feature and label, and how raw scores become probabilities."""

    words: Mapping[str, Weights]  # words, pairs of words, and findings of the rules
    runs: Mapping[str, Weights]  # runs of characters (Thai, Khmer)
    bias: Weights
    calibration: Mapping[str, tuple[tuple[float, float], ...]]  # language → (slope, shift) per label
    about: Mapping

    @cached_property
    def _packed(self) -> tuple[dict[str, int], list[int], int]:
        """Weights of words, of runs and the bias, each three in one whole number: sums of them are exact and
        fast, whatever the order."""
        return {n: _pack(w) for n, w in self.words.items()}, [_pack(w) for w in self.runs.values()], _pack(self.bias)

    @cached_property
    def _runs(self) -> tuple[ahocorasick.Automaton, list[tuple[str, Weights]]]:
        """All runs, found in one pass; each gives its place in the list."""
        known = list(self.runs.items())
        automaton = ahocorasick.Automaton()
        for place, (run, _) in enumerate(known):
            automaton.add_word(run, place)
        automaton.make_automaton()
        return automaton, known

    def scores(self, title: str, text: str, language: str, cues: Iterable[str]) -> dict[Label, float]:
        """The probability of each label, 0 to 1, calibrated out of fold."""
        words, runs, total = self._packed
        total += sum(map(words.__getitem__, words.keys() & self._names(title, text, language, cues)))
        total += sum(map(runs.__getitem__, self._places(title, text, language)))
        sums = _unpack(total)
        steps = self.calibration.get(language) or self.calibration["en"]
        return {
            label: round(_sigmoid(slope * raw + shift), 3)
            for label, raw, (slope, shift) in zip(LABELS, sums, steps, strict=True)
        }

    def parts(self, title: str, text: str, language: str, cues: Iterable[str]) -> list[tuple[str, Weights]]:
        """Each known feature of an entry with its weights, once."""
        known = self._runs[1]
        names = self.words.keys() & self._names(title, text, language, cues)
        runs = map(known.__getitem__, self._places(title, text, language))
        return [*runs, *((name, self.words[name]) for name in names)]

    def _names(self, title: str, text: str, language: str, cues: Iterable[str]) -> set[str]:
        """Findings of the rules, and in a language with spaces the words."""
        return {*cues, *features.word_features(title, text)} if features.is_spaced(language) else set(cues)

    def _places(self, title: str, text: str, language: str) -> set[int]:
        """In a language without spaces, the places of the runs that occur."""
        if features.is_spaced(language):
            return set()
        return set(map(itemgetter(1), self._runs[0].iter(features.run_text(title, text))))


def _pack(weights: Weights) -> int:
    return sum(round(weight * SCALE) << (FIELD * place) for place, weight in enumerate(weights))


def _unpack(total: int) -> list[float]:
    """The three sums in a sum of packed weights."""
    sums = []
    for _ in LABELS:
        low = ((total + HALF) & (2 * HALF - 1)) - HALF  # the lowest field, with its sign
        sums.append(low / SCALE)
        total = (total - low) >> FIELD
    return sums


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
        words={name: tuple(weights) for name, weights in content["words"].items()},
        runs={name: tuple(weights) for name, weights in content["runs"].items()},
        bias=tuple(content["bias"]),
        calibration={language: tuple(map(tuple, steps)) for language, steps in content["calibration"].items()},
        about=content.get("about", {}),
    )
