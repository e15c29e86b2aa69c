"""The pile as an agent opens it: over an invented base that remembers what it was answered."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from backoffice.inbox.decide import Outcome, Report
from backoffice.inbox.plan import Result
from backoffice.inbox.workflow import Status, Verb
from backoffice.kernel.errors import Refused
from backoffice.kernel.topics import Topic
from tests.ui.dossier.invented import nguyen
from tests.ui.shown import settle, show
from ui.dossier import calls
from ui.dossier.view import DossierView
from ui.kit.navigator import Navigator

NOW = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)
REASONS = (("late", "Hors délai."), ("proof", "Justificatif manquant."))


@dataclass
class Base:
    """What the back office would do, as far as the screen can tell."""

    sheet: object = field(default_factory=nguyen)
    now: datetime = NOW
    answers: list = field(default_factory=list)
    undone: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)  # what was there before each operation
    refuses: str = ""
    stale: frozenset = frozenset()  # requests a colleague answered meanwhile
    taken_back: str = ""  # what undo says it left alone

    def read(self, _work, family_id, line):
        self.asked = family_id, line
        why = "" if self.sheet else "Rien n’attend de réponse pour cette famille."
        return calls.Reading(self.sheet, why, self.now, REASONS)

    def decide(self, work, verb, fields, whole, code="", told=""):
        if self.refuses:
            raise Refused(self.refuses)
        self.answers.append((verb, list(fields), list(whole), code, told))
        work.record(Topic.REQUESTS, "invented", 1)
        operation = f"op{len(self.answers)}"
        self.kept[operation] = self.sheet
        gone = {
            one.seen.request_id: (*one.accept, *(r.field_id for r in one.refuse)) for one in fields
        }
        gone |= {request_id: () for request_id, _version in whole}
        status = Status.ACCEPTED if verb is Verb.ACCEPT else Status.REFUSED
        outcomes = [self._outcome(one, status) for one in gone]
        sections = [
            self._after(one, gone, {pair[0] for pair in whole}) for one in self.sheet.sections
        ]
        left = tuple(one for one in sections if one is not None)
        self.sheet = replace(self.sheet, sections=left, notices=()) if left else None
        mail = NOW + timedelta(hours=2)
        return [Report(operation, tuple(outcomes), 1, mail, dry_run=False)]

    def _outcome(self, request_id, status):
        if request_id in self.stale:
            said = "Un collègue vient de la modifier."
            return Outcome(request_id, Result.OUT_OF_DATE, None, None, None, said)
        return Outcome(request_id, Result.DONE, status, None, None, "")

    def _after(self, section, gone, whole):
        if section.request_id in self.stale or section.request_id in whole:
            return section if section.request_id in self.stale else None
        left = tuple(f for f in section.fields if f.id not in gone.get(section.request_id, ()))
        waits = not section.fields or any(f.state == "pending" for f in left)
        return replace(section, fields=left) if waits else None

    def undo(self, work, operations):
        self.undone.append(operations)
        self.sheet = self.kept[operations[0]]
        work.record(Topic.REQUESTS, "invented", 1)
        outcome = Outcome(1, Result.DONE, Status.TRANSMITTED, None, None, self.taken_back)
        return [Report("undo", (outcome,), 1, NOW, dry_run=False)]


@pytest.fixture
def base(monkeypatch):
    made = Base()
    for name in ("read", "decide", "undo"):
        monkeypatch.setattr(calls, name, getattr(made, name))
    return made


@pytest.fixture
def navigator():
    """Remembers where it was asked to go."""
    made = Navigator()
    made.went = []
    made.back.connect(lambda errand: made.went.append(("back", errand)))
    made.family.connect(lambda number: made.went.append(("family", number)))
    made.request.connect(lambda number: made.went.append(("request", number)))
    return made


@pytest.fixture
def open_as(qtbot, tasks_of, navigator, base):
    def call(agent, *, line=1, family_id=None, size=(1166, 768)):
        view = DossierView(tasks_of(agent), navigator)
        window = show(qtbot, view, size)
        view.open_pile(family_id, line)
        settle(qtbot, view.tasks)
        view.table.setFocus()
        qtbot.waitUntil(view.table.hasFocus)
        assert window is view.shown_in
        return view

    return call


@pytest.fixture
def view(open_as, clerk):
    """Opened on first use, so that a test may change the base before."""
    return lambda **told: open_as(clerk, **told)
