"""How fast feeds are read and cleaned, against feedparser alone in the same run; whether the two lanes agree; what each
hostile document costs. Prints, asserts nothing.

    python tests/bench/parsing_speed.py [folder of feeds]          default: tests/feeds/sample
    python tests/bench/parsing_speed.py --hostile                  the table of hostile documents too
"""

from __future__ import annotations

import calendar
import gc
import io
import re
import sys
import threading
import time
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent / "plugins"), str(TESTS)]
URL = "https://bench.example/feed"
ROUNDS = 7
SMALL = b'<rss version="2.0"><channel/></rss>'


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    folder = Path(arguments[0]) if arguments else TESTS / "feeds" / "sample"
    bodies = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.xml"))}
    warnings.simplefilter("ignore")  # feedparser's, about the names of dates
    print(f"{len(bodies)} feeds, {sum(map(len, bodies.values())) / 1e6:.2f} MB, of {folder}")
    differences(bodies)
    speeds(list(bodies.values()))
    if "--hostile" in sys.argv:
        hostile()


# ------------------------------------------------------------------ the same words


def differences(bodies: dict[str, bytes]) -> None:
    """Both lanes on every feed, and the dates against those that feedparser reads itself."""
    import feedparser

    from truce.dates import read_date
    from truce.tolerant import read_tolerantly
    from truce.well_formed import read_well_formed

    left, counts, odd = [], dict.fromkeys(("items", "titles", "dates", "others", "documents"), 0), []
    for name, body in bodies.items():
        quick, slow = read_well_formed(body, None), read_tolerantly(body, None)
        if quick is None:
            left.append(name)
            continue
        counts["documents"] += (quick.title, quick.interval_seconds, len(quick.items)) != (
            slow.title, slow.interval_seconds, len(slow.items))  # fmt: skip
        for one, other in zip(quick.items, slow.items, strict=False):
            counts["items"] += 1
            counts["titles"] += one.title != other.title
            counts["dates"] += one.dates != other.dates
            counts["others"] += (one.guid, one.link, one.text, one.author, one.source) != (
                other.guid, other.link, other.text, other.author, other.source)  # fmt: skip
        for item, theirs in zip(slow.items, feedparser.parse(io.BytesIO(body)).entries, strict=False):
            parts = dict.get(theirs, "published_parsed") or dict.get(theirs, "updated_parsed")
            moment = datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
            odd += [name] * (next(filter(None, map(read_date, item.dates)), None) != moment)
    print(f"quick lane: {len(bodies) - len(left)} of {len(bodies)} feeds; left to the tolerant one: {left or 'none'}")
    print("differences between the lanes: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"dates read otherwise than by feedparser: {len(odd)} {sorted(set(odd)) or ''}")


# ------------------------------------------------------------------ speed


def speeds(bodies: list[bytes]) -> None:
    """The best of some rounds each, by turns."""
    import feedparser

    from truce.parsing import parse_feed
    from truce.reading_apart import ReadingRoom
    from truce.well_formed import read_well_formed

    with ReadingRoom() as room:
        ways = {
            "feedparser.parse": lambda body: feedparser.parse(io.BytesIO(body)),
            "feedparser.parse, sanitiser off": lambda body: feedparser.parse(
                io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
            ),
            "parse_feed (read and clean)": lambda body: parse_feed(body, None, URL),
            "quick lane alone": lambda body: read_well_formed(body, None),
            "parse_feed, apart": lambda body: room.parse(body, None, URL),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(ROUNDS):
            for name, way in ways.items():
                best[name] = min(best[name], _seconds(way, bodies))
    count = sum(len(parse_feed(body, None, URL).entries) for body in bodies)
    reference = best["feedparser.parse"]
    for name, seconds in best.items():
        print(f"{name:32} {count / seconds:8,.0f} entries/s   {reference / seconds:5.2f} times feedparser.parse")
    more = best["parse_feed, apart"] - best["parse_feed (read and clean)"]
    print(f"apart costs {1000 * more / len(bodies):.2f} ms a feed more")


def _seconds(way, bodies: list[bytes]) -> float:
    gc.collect()
    began = time.perf_counter()
    for body in bodies:
        way(body)
    return time.perf_counter() - began


# ------------------------------------------------------------------ hostile documents


def hostile() -> None:
    from hostile_documents import HOSTILE

    print(f"\n{'document':42} {'MB':>6} {'seconds':>8} {'peak MB':>8}  verdict")
    worst_seconds, worst_peak = 0.0, 0.0
    for name, make in HOSTILE.items():
        body = make()
        seconds, peak, verdict = _verdict(body)
        worst_seconds, worst_peak = max(worst_seconds, seconds), max(worst_peak, peak)
        print(f"{name:42} {len(body) / 1e6:6.2f} {seconds:8.2f} {peak:8.0f}  {verdict[:70]}", flush=True)
    print(f"{len(HOSTILE)} documents: at most {worst_seconds:.2f} s and {worst_peak:.0f} MB")


def _verdict(body: bytes) -> tuple[float, float, str]:
    """Seconds, the most megabytes that a fresh reading process held, and what came of it."""
    from truce.errors import NotAFeed
    from truce.reading_apart import ReadingRoom

    with ReadingRoom(processes=1) as room:
        room.parse(SMALL, None, URL)
        peaks, is_over = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(room._idle[0].process.pid, peaks, is_over))
        watcher.start()
        began = time.perf_counter()
        try:
            verdict = f"{len(room.parse(body, None, URL).entries)} entries"
        except NotAFeed as error:
            verdict = str(error).removeprefix(f"{URL} answered with ")
        seconds = time.perf_counter() - began
        is_over.set()
        watcher.join()
    return seconds, max(peaks), verdict


def _watch(process: int, peaks: list[float], is_over: threading.Event) -> None:
    while not is_over.wait(0.005):
        with suppress(OSError, TypeError):
            status = Path(f"/proc/{process}/status").read_text()
            peaks.append(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024)


if __name__ == "__main__":
    main()
