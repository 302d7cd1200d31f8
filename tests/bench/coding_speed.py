"""How fast the coder reads, against how fast feedparser parses: same run, one core, ratios.

    .venv/bin/python tests/bench/coding_speed.py [FOLDER OF FEED FILES]

Without a folder the sample feeds are read: nearly every item there is relevant, which is the worst case.
A benchmark, not a test: nothing is asserted.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 3


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "feeds" / "sample"
    started = time.perf_counter()
    from truce.lexicon import read_codebook

    codebook = read_codebook(ROOT / "plugins" / "truce" / "codebook")
    print(f"coder imported and codebook loaded in {time.perf_counter() - started:.2f} s, peak memory {peak_mb()} MB")
    documents = [path.read_bytes() for path in sorted(folder.glob("*.xml"))]
    parsing, entries = parsed(documents)
    coding = min(coded(entries, codebook) for _ in range(ROUNDS))
    print(f"{len(entries)} items of {len(documents)} feeds in {folder.name}")
    print(f"feedparser  {len(entries) / parsing:7.0f} items/s")
    print(f"coder       {len(entries) / coding:7.0f} items/s")
    print(f"coding costs {coding / parsing:.2f} of parsing")


def parsed(documents: list[bytes]) -> tuple[float, list]:
    import feedparser

    from truce.parsing import parse_feed

    started = time.perf_counter()
    for document in documents:
        feedparser.parse(document)
    took = time.perf_counter() - started
    return took, [entry for d in documents for entry in parse_feed(d, None, "https://bench.example/").entries]


def coded(entries: list, codebook) -> float:
    from truce.coding import code_entry
    from truce.model import EntryText

    texts = [EntryText(n, e.title, e.summary, e.published_at or NOW) for n, e in enumerate(entries)]
    started = time.perf_counter()
    for text in texts:
        code_entry(text, codebook)
    return time.perf_counter() - started


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
