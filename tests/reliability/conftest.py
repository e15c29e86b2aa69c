"""One crew for the whole folder: a process takes longer to start than most storms last."""

from collections.abc import Iterator

import pytest

from tests.reliability.crew import Crew
from tests.reliability.townhall import hall

__all__ = ["crew", "hall"]


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    made = Crew()
    yield made
    made.dismiss()
