"""Medians, ratios, and the table they are printed in."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """What we cost beside the least it could cost; `limit` None is for information."""

    what: str
    engine: str
    ours: float
    least: float
    limit: float | None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.least

    @property
    def passed(self) -> bool:
        return self.limit is None or self.ratio <= self.limit


def seconds(what: Callable[[], object]) -> float:
    gc.collect()
    gc.freeze()  # as the program does once it has started
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def repeated(what: Callable[[], object], times: int = 9) -> float:
    """The median of several runs, after one to warm up."""
    what()
    return median([seconds(what) for _ in range(times)])


def alternating(
    first: Callable[[], float], second: Callable[[], float], times: int
) -> tuple[float, float]:
    """The medians of two measures taken in turn, so that a busy machine burdens both alike."""
    pairs = [(first(), second()) for _ in range(times)]
    return median([one for one, _ in pairs]), median([two for _, two in pairs])


def milliseconds(value: float) -> str:
    return f"{value * 1000:,.1f} ms".replace(",", " ")


def table(ratios: Sequence[Ratio]) -> str:
    head = ("what", "engine", "ours", "least", "ratio", "limit", "")
    lines = [head] + [
        (
            one.what, one.engine, milliseconds(one.ours), milliseconds(one.least),
            f"{one.ratio:.2f}", "—" if one.limit is None else f"{one.limit:g}",
            one.note or ("" if one.passed else "TOO SLOW"),
        )
        for one in ratios
    ]  # fmt: skip
    return grid(lines)


def grid(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            word.ljust(width) if at < 2 else word.rjust(width)
            for at, (word, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
