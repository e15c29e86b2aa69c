"""Passwords of the embedded base (argon2id), and verifiers for PostgreSQL's own (SCRAM)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from backoffice.kernel.errors import Refused
from backoffice.kernel.text import fold

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 200

# What everyone tries first; compared folded, digits and all.
_TOO_COMMON = (
    "motdepasse",
    "password",
    "azertyuiop",
    "qwertyuiop",
    "123456789",
    "administrateur",
    "serviceenfance",
    "mairie",
)

# The hash of a password nobody has: an unknown login takes the time of a known one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5IGlzIGhlcmU$" + "A" * 43


def check_strength(words: str, login: str, town: str = "") -> None:
    """Long enough, and nothing a stranger would try first. No rule of composition (S16)."""
    if len(words) < SHORTEST:
        raise Refused(f"Le mot de passe doit compter au moins {SHORTEST} caractères.")
    if len(words) > LONGEST:
        raise Refused(f"Le mot de passe ne peut pas dépasser {LONGEST} caractères.")
    bare = fold(words).replace(" ", "")
    known = [*_TOO_COMMON, *(fold(name).replace(" ", "") for name in (login, town))]
    left = bare
    for name in known:
        if name:
            left = left.replace(name, "")
    if len(left) < SHORTEST // 2 or len(set(bare)) < SHORTEST // 3:
        raise Refused("Ce mot de passe se devine : choisissez plutôt quelques mots sans rapport.")


def hashed(words: str) -> str:
    return _hasher().hash(words)


def matches(stored: str | None, words: str) -> bool:
    """Whether this is the password; without a hash, no, after as long a time."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(stored or _NOBODY, words)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def get_ready() -> None:
    """Bring in what checks passwords, which is only imported when there is one to check."""
    _hasher()


def verifier(driver_connection: Any, login: str, words: str) -> str:
    """What PostgreSQL keeps instead of the password, computed here: the password never travels."""
    made = driver_connection.pgconn.encrypt_password(
        words.encode(), login.encode(), b"scram-sha-256"
    )
    return str(made.decode())


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # RFC 9106, low memory
