"""`python -m backoffice`."""

import sys

from backoffice.cli import main

sys.exit(main())
