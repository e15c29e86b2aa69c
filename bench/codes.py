"""Two thousand codes and their letters: beside bare hashing, and beside the same glyphs drawn bare."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, insert

from backoffice.agents.tables import agent
from backoffice.database.work import Database
from backoffice.families.tables import family, guardian
from backoffice.kernel.permissions import Agent, Role
from backoffice.paper.emitter import Emitter
from backoffice.subscribers import letters, mailing, queries, sealing
from backoffice.subscribers.recipients import CodeKind, Scope
from backoffice.subscribers.sealing import seal
from backoffice.subscribers.services import IssuedCode, prepare
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, alternating, seconds
from bench.town import NOW

MANY = 2000
TIMES = 2
HASHING, DRAWING = 1.3, 1.5
CLERK = Agent(1, "instructor", "Claire Martin", Role.INSTRUCTOR)
SENDER = Emitter(
    "Mairie de Valcourt", "Service enfance", "1 place de la Mairie", "44210 Valcourt",
    "02 40 00 12 34", "enfance@valcourt.example", "Du lundi au vendredi, 9 h à 17 h",
    "https://portail.valcourt.example",
)  # fmt: skip


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        address = bases.fresh(kind)
        with opened(address) as engine:
            _people(engine)
            with TemporaryDirectory(prefix="letters-") as folder:
                whole, hashing = alternating(
                    lambda engine=engine, folder=folder: seconds(
                        partial(issued, engine, Path(folder) / "letters.pdf")
                    ),
                    lambda: seconds(bare_hashes),
                    TIMES,
                )
            made = sample(engine)
        bases.drop(address)
        note = f"{MANY / whole:,.0f} codes/s"
        yield Ratio(f"{MANY} codes with their letters", kind, whole, hashing, HASHING, note)
    pages = [recorded(one) for one in made]
    drawn, bare = alternating(
        lambda: seconds(lambda: letters.render(made, SENDER)),
        lambda: seconds(lambda: bare_pages(pages)),
        2 * TIMES + 1,
    )
    note = f"{MANY / drawn:,.0f} pages/s, bare {MANY / bare:,.0f}"
    yield Ratio(f"{MANY} letters in one PDF", "reportlab", drawn, bare, DRAWING, note)


def issued(engine: Engine, path: Path) -> None:
    """Drawn, hashed, written in the base, printed: as an agent asks for them."""
    database = Database(engine, lambda: NOW)
    for _ in mailing.mail(lambda: database.work(CLERK), CodeKind.FAMILY, Scope(), path):
        pass
    assert path.stat().st_size > 0


def bare_hashes() -> None:
    """The one thing that cannot cost less: as many hashes, on as many cores."""
    with ThreadPoolExecutor(cpu_count()) as pool:
        assert sum(1 for _ in pool.map(sealing.hashed, ["ABCDEFGH"] * MANY)) == MANY


def sample(engine: Engine) -> tuple[IssuedCode, ...]:
    with Database(engine, lambda: NOW).read(CLERK) as work:
        found = queries.recipients(work, CodeKind.FAMILY, Scope())
        return prepare(work, found, [next(seal(1))] * len(found))


Op = tuple[str, tuple[Any, ...]]


def recorded(code: IssuedCode) -> list[Op]:
    """What one letter asks of its page, every place and glyph decided."""
    from backoffice.paper.sheet import MM, Sheet

    ops: list[Op] = []

    def text(sheet: Sheet, x: float, y: float, said: str, style: Any = letters.BODY) -> None:
        ops.append(("text", (style.font, style.size, x * MM, (sheet.height - y) * MM, said)))

    def rule(sheet: Sheet, x: float, y: float, to: float, *_look: float) -> None:
        high = (sheet.height - y) * MM
        ops.append(("line", (x * MM, high, to * MM, high)))

    def box(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        low = (sheet.height - y - height) * MM
        ops.append(("rect", (x * MM, low, width * MM, height * MM)))

    def circle(sheet: Sheet, x: float, y: float, radius: float) -> None:
        ops.append(("circle", (x * MM, (sheet.height - y) * MM, radius * MM)))

    with patch.multiple(
        Sheet, text=text, rule=rule, box=box, circle=circle, stamp=lambda _self, _name, draw: draw()
    ):
        letters.render([code], SENDER)
    return ops


def bare_pages(pages: list[list[Op]]) -> bytes:
    """The same glyphs and lines, by `drawString` and no logic at all."""
    from reportlab.pdfgen.canvas import Canvas

    from backoffice.paper import fonts

    out = BytesIO()
    canvas = Canvas(
        out, pagesize=(595, 842), pageCompression=1, invariant=1, initialFontName=fonts.REGULAR
    )
    for ops in pages:
        for name, given in ops:
            if name == "text":
                font, size, x, y, said = given
                canvas.setFont(font, size)
                canvas.drawString(x, y, said)
            else:
                getattr(canvas, name)(*given)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _people(engine: Engine) -> None:
    """As many families, each at its address."""
    numbers = range(1, MANY + 1)
    with Database(engine, lambda: NOW).work(CLERK) as work:
        work.add(agent, login=CLERK.login, name=CLERK.name, role=str(CLERK.role), created_at=NOW)
        work.run(
            insert(family),
            [{"id": n, "label": f"Belkacem-{n}", "created_at": NOW} for n in numbers],
        )
        work.run(
            insert(guardian),
            [
                {
                    "family_id": n, "rank": 1, "is_payer": True, "civility": "Mme",
                    "last_name": f"Belkacem-{n}", "first_name": "Nadia", "street": f"{n} rue Haute",
                    "postcode": f"{44000 + n % 90}", "city": "Valcourt", "country": "France",
                }
                for n in numbers
            ],
        )  # fmt: skip
