"""`python -m backoffice.documents.preview FILE --page 1 --to FILE.png`."""

import sys

from backoffice.drawing.command import main

sys.exit(main())
