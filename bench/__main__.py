"""python -m bench [part …]: prints what things cost beside the least they could; 1 if one costs too much."""

import argparse
import gc
import sys
from collections.abc import Iterator

from bench import arriving, codes, deciding, documents, growth, households, inbox, starting
from bench.bases import ENGINES, Bases, bases, opened
from bench.measure import Ratio, milliseconds, table
from bench.town import fill

PARTS = ("decide", "intake", "start", "codes", "families", "documents", "inbox", "growth")
MILLION = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--requests", type=int, default=MILLION, help="the largest town")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    wanted = set(asked.parts or PARTS)
    failures: list[str] = []
    with bases() as made:
        for part, run in (
            ("decide", deciding.run),
            ("intake", arriving.run),
            ("start", starting.run),
            ("codes", codes.run),
            ("families", households.run),
            ("documents", documents.run),
        ):
            if part in wanted:
                failures += _shown(run(made))
        if wanted & {"inbox", "growth"}:
            failures += _towns(made, wanted, asked.requests)
    for failure in failures:
        print(f"TOO MUCH: {failure}")
    print("Every limit is kept." if not failures else f"{len(failures)} limits are passed.")
    return 1 if failures else 0


def _shown(ratios: Iterator[Ratio]) -> list[str]:
    """Print them; those beyond their limit."""
    listed = list(ratios)
    print(table(listed), end="\n\n", flush=True)
    return [f"{one.what}, {one.engine}: {one.ratio:.2f}" for one in listed if not one.passed]


def _towns(made: Bases, wanted: set[str], largest: int) -> list[str]:
    """The same towns serve the table of growth and, for the largest, the inbox."""
    failures: list[str] = []
    grown: list[growth.Grown] = []
    paint = inbox.paint()
    for kind in ENGINES:
        for size in growth.sizes(largest):
            last = size.requests == largest
            if not last and "growth" not in wanted:
                continue
            address = made.fresh(kind)
            with opened(address) as engine:
                fill(engine, size)
                if last and "inbox" in wanted:
                    failures += _shown(inbox.measured(engine, size, paint))
                    _shown(inbox.counters(engine))
                    failures += _advice(kind, *inbox.advice(engine))
                if "growth" in wanted:
                    grown.append(growth.Grown(kind, size.requests, growth.costs(engine)))
            made.drop(address)
            gc.collect()
    if grown:
        print(growth.table(grown), end="\n\n", flush=True)
    return failures + growth.too_steep(grown)


def _advice(kind: str, statements: int, took: float, lines: int) -> list[str]:
    print(
        f"advice on {lines} lines, {kind}: {statements} queries, {milliseconds(took)}\n", flush=True
    )
    most = inbox.ADVICE_QUERIES
    return [f"advice, {kind}: {statements} queries"] if statements > most else []


if __name__ == "__main__":
    sys.exit(main())
