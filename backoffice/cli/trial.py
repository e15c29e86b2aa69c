"""`--self-test`: an empty base, each screen built off-screen, and a clean end."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from backoffice import app
from backoffice.kernel.errors import Refused

LOGIN, PASSWORD = "essai", "quatre mots sans rapport"


def trial() -> int:
    """0 when the program that was built can do what it must."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), folder))
        address = f"sqlite:///{Path(folder) / 'essai.db'}"
        app.found(address, LOGIN, "Essai", PASSWORD)

        from ui.app import application, main_window

        window = main_window(address, LOGIN, PASSWORD)
        window.show()
        for section in window.sections:
            window.show_section(section.key)
            application().processEvents()
            picture = window.grab()
            if picture.isNull():
                print(f"L’écran « {section.words} » ne se peint pas.", file=sys.stderr)
                return 1
        built = len(window.sections)
        window.close()
        if broken := _broken_tools():
            print(broken, file=sys.stderr)
            return 1
    print(f"Le programme fonctionne : {built} écrans construits.")
    return 0


def _broken_tools() -> str:
    """What the built program carries and only opens on the day it is needed; nothing when all work."""
    from backoffice.drawing import Drawer
    from backoffice.families import checking
    from backoffice.paper.sheet import Sheet

    checking.iban("FR76 3000 6000 0112 3456 7890 189")
    checking.phone("+41 22 730 51 11", 40)
    checking.email("essai@exemple.fr", 254)
    sheet = Sheet("Essai", "Essai")
    sheet.text(20, 20, "Essai")
    sheet.end_page()
    drawer = Drawer()
    try:
        drawn = drawer.draw(sheet.pdf(), "essai.pdf")
    except Refused as refusal:
        return str(refusal)
    finally:
        drawer.close()
    return "" if drawn.pages == 1 else "Une lettre ne se dessine pas."
