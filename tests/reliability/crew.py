"""Several processes of the operating system, started once, each given its deed at the same instant."""

import traceback
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

SIZES = (1, 2, 3, 4, 6, 7, 8)
PATIENCE = 60.0

Task = tuple[Callable[..., Any], tuple[Any, ...]]


class Hand:
    """What a deed finds in its own process: the start line, and a board all can write on."""

    def __init__(self, line: Any, board: Any) -> None:
        self._line, self.board = line, board

    def together(self) -> None:
        """Go on when every process of the deed has come this far."""
        self._line.wait(PATIENCE)


class Crew:
    def __init__(self, size: int = max(SIZES)) -> None:
        context = get_context("spawn")
        self._lines = {many: context.Barrier(many) for many in SIZES}
        self.board = context.Array("d", 8)
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(size):
            here, there = context.Pipe()
            process = context.Process(
                target=_stand_by, args=(there, self._lines, self.board), daemon=True
            )
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)

    def run(self, tasks: Sequence[Task]) -> list[Any]:
        """What each deed returned, in the order of the tasks; an error of one is an error here."""
        used = self._pipes[: len(tasks)]
        for pipe, (deed, given) in zip(used, tasks, strict=True):
            pipe.send((deed, given, len(tasks)))
        answers = [pipe.recv() for pipe in used]
        if failures := [told for done, told in answers if not done]:
            self._lines[len(tasks)].reset()
            raise AssertionError("\n".join(failures))
        return [told for _, told in answers]

    def dismiss(self) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join()
            process.close()


def _stand_by(pipe: Connection, lines: dict[int, Any], board: Any) -> None:
    while True:
        try:
            deed, given, many = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((True, deed(Hand(lines[many], board), *given)))
        except BaseException:  # noqa: BLE001  told to the test, whatever it is
            lines[many].abort()  # the others do not wait for one who will not come
            pipe.send((False, traceback.format_exc()))
