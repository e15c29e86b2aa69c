"""Documents sent by families, examined as an agent does, from the portal to the portal."""

from itertools import count

import pytest

from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM
from backoffice.portal.tables import portal_in_file
from tests.documents.corpus import pdf
from tests.ui.shown import settle, show
from ui.documents.view import DocumentsView
from ui.kit.navigator import Navigator


class Home:
    """A family with a child, who sends files."""

    def __init__(self, town):
        self.town, self.database = town, town.database
        self.family = town.family("Fontaine", accounts=["nadia"])
        self.child = town.child(self.family, "Léa", "Fontaine")
        checks = ["Lisible, page entière", "Concerne la bonne personne"]
        self.type = town.document_type(mandatory=True, checklist=checks)
        self.numbers = count(1)

    def send(self, *named, **more):
        files = named or (("a.pdf", pdf(words=f"Attestation {next(self.numbers)}")),)
        sent = [
            self.town.add(
                portal_in_file, account_id="nadia", name=name, media_type=None, content=content
            )
            for name, content in files
        ]
        payload = {"document_type_id": self.type, "child_id": self.child, "file_ids": sent, **more}
        asked = self.town.ask("nadia", "document", payload)
        with self.database.work(SYSTEM) as work:
            take_in(work)
        return asked

    def sibling(self, first_name="Tom"):
        return self.town.child(self.family, first_name, "Fontaine")

    def state(self, child=None):
        [row] = self.town.view("portal_out_document", child_id=child or self.child)
        return row["state"]


@pytest.fixture
def home(sqlite_database, town_of):
    return Home(town_of(sqlite_database))


@pytest.fixture
def opened(qtbot, tasks_of, clerk):
    """The screen, once what it shows first is drawn."""

    def call(agent=clerk, size=(1366, 768), *, wait=True):
        navigator = Navigator()
        view = DocumentsView(tasks_of(agent), navigator)
        view.went = []
        navigator.family.connect(view.went.append)
        show(qtbot, view, size)
        view.viewer.setFocus()
        if wait and view.sheet is not None:
            drawn(qtbot, view)
        return view

    return call


def drawn(qtbot, view):
    """Until the page, or the sentence instead of it, is on screen."""
    settle(qtbot, view.tasks)
    waiting = ("", "Ouverture de la pièce…")
    qtbot.waitUntil(lambda: view.viewer.has_picture or view.viewer.sentence not in waiting)
    settle(qtbot, view.tasks)
