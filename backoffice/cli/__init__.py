"""`backoffice …`: thin commands for scripts, night jobs, and the window itself.

0: done. 1: refused, the French sentence on the error output. 2: not asked as it should be.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from backoffice.cli.parser import read
from backoffice.cli.say import Asked, misused, refused
from backoffice.kernel.errors import Refused, Unavailable

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not be
    asked = read(sys.argv[1:] if arguments is None else arguments)
    if asked.run is None:
        asked.group.print_help(sys.stderr)
        return 2
    try:
        done = int(asked.run(asked))
        sys.stdout.flush()
        return done
    except BrokenPipeError:
        # Whoever read us has seen enough (« | head »): nothing to say, and nothing to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Asked as error:
        return misused(str(error), asked)
    except (Refused, Unavailable) as error:
        return refused(str(error), asked)
    except KeyboardInterrupt:
        return 130
