"""`python -m bench [name …]`: print every ratio; exit 1 when one passes its limit."""

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module

from bench.bases import Bases, bases
from bench.measure import Ratio, table

PARTS = ("starting", "deciding", "intaking", "reading", "growing")


def main(wanted: list[str]) -> int:
    late = []
    with bases() as made:
        for part in wanted or PARTS:
            start = time.perf_counter()
            run: Callable[[Bases], Iterator[Ratio]] = import_module(f"bench.{part}").run
            found = list(run(made))
            if found:
                print(f"\n{table(found)}", flush=True)
            print(f"({part}: {time.perf_counter() - start:.0f} s)", flush=True)
            late += [one for one in found if not one.passed]
    for one in late:
        print(f"TOO SLOW: {one.what} on {one.engine}, {one.ratio:.2f} times, limit {one.limit:g}")
    print("Every limit is kept." if not late else f"{len(late)} limits are passed.")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
