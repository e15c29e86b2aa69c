"""How the cost of the usual gestures grows from a thousand requests to a million."""

from collections.abc import Iterator

from bench.bases import ENGINES, Bases, opened
from bench.deciding import measured
from bench.measure import Ratio, grid, milliseconds
from bench.reading import QUESTIONS, beside
from bench.town import Size, fill

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PENDING = 20  # one in twenty waits, as in the million
WATCHED = ("first page", "search by name")
DECIDED = 1000
SLACK = 2.0  # linear or better, within what a busy machine adds


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        rows = []
        for size in SIZES:
            address = bases.fresh(kind)
            with opened(address) as engine:
                fill(engine, Size(size, size // PENDING))
                rows.append([beside(engine, *QUESTIONS[what])[0] for what in WATCHED])
            bases.drop(address)
        decided = [measured(bases, kind, many, 2)[0] for many in (100, DECIDED)]
        head = (kind, "", *(f"{size:,}".replace(",", " ") for size in SIZES))
        lines = [
            (what, "", *(milliseconds(row[at]) for row in rows)) for at, what in enumerate(WATCHED)
        ]
        print(f"\n{grid([head, *lines])}")
        for at, what in enumerate(WATCHED):
            for smaller, larger in zip(rows, rows[1:], strict=False):
                factor = SIZES[1] / SIZES[0]
                yield Ratio(f"{what}, ten times the requests", kind, larger[at], smaller[at], factor * SLACK)
        yield Ratio(f"decide {DECIDED} rather than 100", kind, decided[1], decided[0], 10 * SLACK)
