"""`python -m backoffice`; the built program also starts itself with `--draw`, to draw documents apart."""

import sys

if sys.argv[1:] == ["--draw"]:
    from backoffice.drawing.worker import main
else:
    from backoffice.cli import main

sys.exit(main())
