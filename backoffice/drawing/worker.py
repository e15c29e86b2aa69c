"""The process that draws. It reads questions on its standard input and answers on its standard output.

A question is a line of JSON, then the document's bytes unless it asks again about the same one; an
answer is a line of JSON, then the picture's bytes.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

from backoffice.drawing import limits, refusals
from backoffice.drawing.draw import Document, Undrawable, encoded


def main() -> int:
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    limits.hold()
    _warm()
    _say(answers, {"ready": True})
    held: Document | None = None
    while line := questions.readline():
        asked = json.loads(line)
        try:
            if (size := asked["size"]) is not None:
                held = None
                held = Document(_exactly(questions, size), asked["name"])
            if held is None:
                raise Undrawable(refusals.BROKEN)
            drawn = held.draw(asked["page"], asked["width"], asked["rotation"])
            pixels = drawn.pixels
            if asked["encoded"] == limits.WHOLE:
                pixels = held.turned(asked["rotation"])
                held = None  # it is another document now
            elif asked["encoded"]:
                pixels = encoded(drawn, asked["encoded"])
        except Undrawable as refusal:
            _say(answers, {"sentence": str(refusal)})
        except MemoryError:
            held = None
            _say(answers, {"sentence": refusals.TOO_HEAVY})
        except Exception:  # noqa: BLE001  a library met something nobody foresaw: never our end
            _say(answers, {"sentence": refusals.BROKEN})
        else:
            told = {
                "width": drawn.width, "height": drawn.height, "stride": drawn.stride,
                "pages": drawn.pages, "size": len(pixels),
            }  # fmt: skip
            _say(answers, told, pixels)
    return 0


def _warm() -> None:
    """What every document needs is loaded before the first one comes."""
    import PIL.Image
    import PIL.JpegImagePlugin
    import PIL.PngImagePlugin
    import pypdfium2

    del PIL, pypdfium2


def _exactly(stream: BinaryIO, size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise SystemExit(0)  # whoever asked is gone
    return found


def _say(answers: BinaryIO, told: dict[str, Any], pixels: bytes = b"") -> None:
    answers.write(json.dumps(told).encode() + b"\n" + pixels)
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
