"""« Vérifier la base » : every promise checked, and the mark to note down outside the base."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from backoffice.database.checks import Breach
from backoffice.history import queries
from backoffice.history.queries import Soundness
from backoffice.kernel.calendar import local
from ui.kit.buttons import Button
from ui.kit.forms import Field, TextField
from ui.kit.french import plural
from ui.kit.layout import clear, column, label, plain, reveal, row
from ui.kit.pieces import Icon
from ui.kit.sheet import Sheet
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type

ABOUT = (
    "Chaque promesse de la base est vérifiée : places, historiques, réponses, et le journal ligne à "
    "ligne. Rien n’est modifié."
)
HINT = "Facultatif : le repère noté une autre fois prouve que rien n’a été retiré depuis."
TO_NOTE = "Repère à noter, daté, hors de la base :"


class CheckSheet(Sheet):
    def __init__(self, parent: QWidget, tasks: Tasks) -> None:
        super().__init__(
            parent, "Vérifier la base", "Vérifier", about=ABOUT, stays=True, cancel="Fermer",
            width=640, name="check_base",
        )  # fmt: skip
        self._tasks = tasks
        self.anchor = TextField("Repère noté auparavant", limit=100)
        self.anchor.setObjectName("check_anchor")
        self.said = label("", Type.STRONG, wrap=True)
        self.said.setObjectName("check_result")
        self._icon = Icon("check", "good", 16)
        self._found = column(gap=Space.S)
        self.mark = plain("", Type.BODY, wrap=True)
        self.mark.setObjectName("check_head")
        self.copy = Button("Copier le repère", icon="copy", name="check_copy")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.mark.text()))
        head = column(
            label(TO_NOTE, Type.SMALL, "soft"), self.mark, row(self.copy, None), gap=Space.XS
        )
        line = row(self._icon, self.said, gap=Space.S)
        line.setStretch(1, 1)
        self._result = QWidget()
        self._result.setLayout(column(line, self._found, head, gap=Space.M))
        self._result.hide()
        self.body.addWidget(Field("Repère noté auparavant", self.anchor, HINT))
        self.body.addWidget(self._result)
        self.accepted.connect(self._check)

    def _check(self) -> None:
        anchor = self.anchor.text()
        self._tasks.read(
            self,
            lambda work: queries.soundness(work, anchor),
            then=self.show_found,
            failed=lambda: self.set_busy(False),
            on_refused=self.complain,
        )

    def show_found(self, found: Soundness) -> None:
        self.set_busy(False)
        hour = f"{local(found.at):%d/%m/%Y à %H:%M}"
        if found.breaches:
            self.said.say(
                f"{plural(len(found.breaches), 'promesse rompue', 'promesses rompues')} ({hour})"
            )
            self._icon.show_icon("warning", "bad")
        else:
            self.said.say(f"La base est saine ({hour}) : toutes ses promesses sont tenues.")
            self._icon.show_icon("check", "good")
        clear(self._found)
        for breach in found.breaches:
            self._found.addWidget(_line(breach))
        self.mark.say(found.head)
        reveal(self._result, True)
        self.place()
        self.copy.setFocus()


def _line(breach: Breach) -> QWidget:
    about = f"Contrôle « {breach.name} », par exemple : {', '.join(breach.sample)}"
    made = QWidget()
    made.setLayout(
        column(
            label(breach.sentence, Type.BODY, wrap=True),
            plain(about, Type.SMALL, "faint", wrap=True),
            gap=0, margins=(Space.XL, 0, 0, 0),
        )
    )  # fmt: skip
    return made
