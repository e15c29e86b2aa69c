"""`python -m backoffice.documents.preview FILE --page 1 --to FILE.png`: one page as a picture.

Exits 0 with the picture, 1 with a French sentence, 2 when misused. Never more than five seconds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backoffice.drawing.drawer import Drawer
from backoffice.drawing.limits import LARGEST_FILE, LONGEST_SIDE
from backoffice.kernel.errors import Refused

UNREADABLE = "Ce fichier ne peut pas être lu."
UNWRITABLE = "L’image ne peut pas être écrite à cet endroit."


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="preview", description="Une page d’une pièce, en image.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.png")
    asked = parser.parse_args(arguments)
    drawer = Drawer(4.0)  # what is left of five seconds once the process has started
    try:
        picture = drawer.draw(
            _read(asked.file), asked.file.name, asked.page, width=LONGEST_SIDE, encoded="PNG"
        )
        asked.to.write_bytes(picture.pixels)
    except Refused as refusal:
        sys.stdout.write(f"{refusal}\n")
        return 1
    except OSError:
        sys.stdout.write(f"{UNWRITABLE}\n")
        return 1
    finally:
        drawer.close()
    return 0


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError:
        raise Refused(UNREADABLE) from None
