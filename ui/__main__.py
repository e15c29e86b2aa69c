"""`python -m ui`: the window alone, as `backoffice` opens it."""

import sys

from ui.app import run

sys.exit(run())
