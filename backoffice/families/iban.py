"""IBANs as people may see them."""

from __future__ import annotations

_SHOWN = 4
_DOT = "•"


def masked(iban: str) -> str:
    """« FR7630001007941234567890185 » → « FR76 •••• •••• •••• •••• •••0 185 »."""
    bare = "".join(iban.split()).upper()
    if len(bare) <= 2 * _SHOWN:
        return _DOT * len(bare)
    hidden = bare[:_SHOWN] + _DOT * (len(bare) - 2 * _SHOWN) + bare[-_SHOWN:]
    return " ".join(hidden[at : at + _SHOWN] for at in range(0, len(hidden), _SHOWN))
