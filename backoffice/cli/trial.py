"""`--self-test`: an empty base, each screen built off-screen, and a clean end."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from backoffice import app

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
    print(f"Le programme fonctionne : {built} écrans construits.")
    return 0
