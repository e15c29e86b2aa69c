"""Forty thousand documents to examine: the first page of them, and the next one once one is accepted."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta

from PIL import Image, ImageOps
from sqlalchemy import Engine, insert

from backoffice.agents.tables import agent
from backoffice.database.work import Database
from backoffice.documents import queries
from backoffice.documents.tables import document, document_type
from backoffice.families.tables import child, family, family_child, guardian
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM, Agent, Role
from backoffice.portal.tables import portal_in_file
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, median, repeated, seconds
from bench.town import NOW
from tests.documents.corpus import pdf, phone_photo
from tests.fixtures.town import Town

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
WAITING, FAMILIES = 40_000, 4_000
PAGE_LIMIT, NEXT_LIMIT = 3.0, 1.5
TIMES = 5
WIDE = 683  # pixels across, as the window of the bench asks
CLERK = Agent(1, "instructor", "Claire Martin", Role.INSTRUCTOR)
_BARE = (
    "SELECT d.id, d.received_at, d.request_id, t.label, d.state, d.valid_until, d.public_reason, "
    "d.family_id, f.label, c.first_name, c.last_name, g.first_name, g.last_name FROM document d "
    "JOIN document_type t ON t.id = d.document_type_id JOIN family f ON f.id = d.family_id "
    "LEFT JOIN child c ON c.id = d.child_id LEFT JOIN guardian g ON g.id = d.guardian_id "
    "WHERE d.state = 'validating' ORDER BY d.received_at, d.id LIMIT 100"
)


def run(made: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        address = made.fresh(kind)
        with opened(address) as engine:
            fill(engine)
            yield first_page(engine, kind)
        made.drop(address)
    for name, content in (("photo.jpg", phone_photo()), ("scan.pdf", scan())):
        yield from next_one(made, name, content)


def fill(engine: Engine) -> None:
    numbers = range(1, FAMILIES + 1)
    rows = {
        family: [{"id": n, "label": f"Famille {n}", "created_at": NOW} for n in numbers],
        guardian: [
            {"id": n, "family_id": n, "rank": 1, "last_name": f"Nom {n}", "first_name": "Nadia"}
            for n in numbers
        ],
        child: [{"id": n, "first_name": "Inès", "last_name": f"Nom {n}"} for n in numbers],
        family_child: [{"family_id": n, "child_id": n} for n in numbers],
        document_type: [{"id": 1, "label": "Assurance", "scope": "child", "validity": "annual"}],
        document: [
            {
                "document_type_id": 1, "family_id": n % FAMILIES + 1, "child_id": n % FAMILIES + 1,
                "received_at": NOW - timedelta(minutes=n),
            }
            for n in range(WAITING)
        ],
    }  # fmt: skip
    with engine.connect() as connection, connection.begin():
        for table, lines in rows.items():
            for at in range(0, len(lines), 10_000):
                connection.execute(insert(table), lines[at : at + 10_000])
    with engine.connect() as connection:
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        raw.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def first_page(engine: Engine, kind: str) -> Ratio:
    database = Database(engine, lambda: NOW)

    def ours() -> None:
        with database.read(CLERK) as work:
            assert len(queries.waiting(work)) == queries.PAGE

    def least() -> None:
        with engine.connect() as connection:
            assert len(connection.exec_driver_sql(_BARE).all()) == queries.PAGE

    what = f"first page of {WAITING:,} documents".replace(",", " ")
    return Ratio(what, kind, repeated(ours), repeated(least), PAGE_LIMIT)


def next_one(made: Bases, name: str, content: bytes) -> Iterator[Ratio]:
    """From « accept » to the next one painted: drawn in advance while the first was read, or not."""
    address = made.fresh("sqlite")
    with opened(address) as engine:
        town = Town(Database(engine, lambda: NOW))
        town.add(agent, login="claire", name=CLERK.name, role=str(CLERK.role), created_at=NOW)
        home = town.family("Fontaine", accounts=["nadia"])
        kids = [town.child(home, first_name, "Fontaine") for first_name in ("Léa", "Tom")]
        type_id = town.document_type()
        ready, cold = [], []
        for samples in (ready, cold):
            for _ in range(TIMES):
                for kid, file in zip(kids, (("a.pdf", pdf()), (name, content)), strict=True):
                    _send(town, type_id, kid, *file)
                samples.append(_accept(town.database, prepared=samples is ready))
    made.drop(address)
    least = repeated(lambda: bare(name, content), TIMES)
    yield Ratio(f"accept, next {name}", "sqlite", median(ready), least, NEXT_LIMIT)
    yield Ratio(f"accept at once, next {name}", "sqlite", median(cold), least, None)


def _send(town: Town, type_id: int, child_id: int, name: str, content: bytes) -> None:
    sent = town.add(portal_in_file, account_id="nadia", name=name, media_type=None, content=content)
    payload = {"document_type_id": type_id, "child_id": child_id, "file_ids": [sent]}
    town.ask("nadia", "document", payload)
    with town.database.work(SYSTEM) as work:
        take_in(work)


def _accept(database: Database, *, prepared: bool) -> float:
    from PySide6.QtWidgets import QApplication

    from ui.documents.view import DocumentsView
    from ui.kit import theme
    from ui.kit.tasks import Tasks

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT)
    tasks = Tasks(database, CLERK)
    view = DocumentsView(tasks)
    view.resize(1166, 768)
    view.show()

    def until(done: Callable[[], bool]) -> None:
        while not done():
            app.processEvents()

    def shown(name: str) -> bool:
        return view.viewer.has_picture and view.sheet is not None and view.sheet.whom == name

    def accept() -> None:
        view.accept()
        until(lambda: shown("Tom Fontaine"))
        view.grab()

    until(lambda: shown("Léa Fontaine"))
    if prepared:  # someone reads the first one
        until(lambda: tasks.idle and not view.pictures.preparing and view.ahead)
    took = seconds(accept)
    until(lambda: tasks.idle)
    view.accept()
    until(lambda: tasks.idle)
    view.pictures.close()
    view.close()
    tasks.close()
    view.deleteLater()
    app.processEvents()
    return took


def bare(name: str, content: bytes) -> None:
    """The library alone, in this process."""
    if name.endswith(".pdf"):
        import pypdfium2

        found = pypdfium2.PdfDocument(content)
        page = found[0]
        page.render(scale=WIDE / page.get_size()[0])
        page.close()
        found.close()
        return
    with Image.open(io.BytesIO(content)) as photo:
        photo.draft("RGB", (2000, 2000))
        upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((WIDE, 2000))


def scan() -> bytes:
    """Five pages at two hundred dots an inch, grey, as copiers send them."""
    pages = [Image.effect_noise((1654, 2339), 40 + page) for page in range(5)]
    kept = io.BytesIO()
    pages[0].save(kept, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return kept.getvalue()
