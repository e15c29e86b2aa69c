"""The secret half of a code is kept as argon2id only: slow to try, and salted.

Memory 9 MiB, four passes, one lane: the lightest in memory of the equivalent settings OWASP
recommends, so that thousands of letters are a matter of seconds and a try costs a guesser as much.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from backoffice.subscribers import codes

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB, PASSES = 9 * 1024, 4

# The hash of a secret nobody has: a code we do not know takes the time of one we do.
NOBODY = "$argon2id$v=19$m=9216,t=4,p=1$bm9ib2R5IGlzIGhlcmU$" + "A" * 43


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret just drawn, and all that will be kept of it."""

    secret: str = field(repr=False)
    hash: str = field(repr=False)


def seal(count: int) -> Iterator[Sealed]:
    """Draw secrets and hash them on every core (argon2 lets go of the interpreter), as one asks."""
    if count == 1:
        yield _sealed(1)
        return
    with _pool() as pool:
        yield from pool.map(_sealed, range(count))


def matches(stored: str | None, secret: str) -> bool:
    """Whether this is the secret; without a hash, no, after as long a time."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(stored or NOBODY, secret)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def hashed(secret: str) -> str:
    return _hasher().hash(secret)


def _sealed(_number: int) -> Sealed:
    secret = codes.drawn(codes.SECRET)
    return Sealed(secret, hashed(secret))


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Whoever has seen enough does not wait for the rest."""
    pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="seal")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
