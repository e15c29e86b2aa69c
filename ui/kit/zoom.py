"""How large everything is drawn. Qt scales a whole program, and only as it starts."""

from __future__ import annotations

import os

from ui.kit.settings import WindowSettings

STEPS = (80, 90, 100, 110, 125, 150, 175, 200)
_VARIABLE = "QT_SCALE_FACTOR"


def step(now: int, by: int) -> int:
    """The next size, larger or smaller; the same at either end. `by` nought is the plain size."""
    if by == 0:
        return 100
    further = [one for one in STEPS if (one - now) * by > 0]
    return (min(further) if by > 0 else max(further)) if further else now


def begin(settings: WindowSettings | None = None) -> None:
    """Before the application is made. What the PC itself asks for is left as it is."""
    wanted = (settings or WindowSettings("")).zoom
    if wanted != 100 and _VARIABLE not in os.environ:
        os.environ[_VARIABLE] = f"{wanted / 100:g}"


def words(wanted: int) -> str:
    return f"Taille de l’affichage : {wanted} %, à la prochaine ouverture du programme."
