"""`python -m ui`: the window alone, as `backoffice` opens it."""

import sys

from backoffice.kernel.starting import undisturbed

with undisturbed():
    from ui.app import run

sys.exit(run())
