"""What a rule would have done last month, beside what agents did."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backoffice.inbox.rules import Rehearsal
from backoffice.kernel.text import reference
from ui.kit.buttons import Link
from ui.kit.french import plural
from ui.kit.layout import clear, column, label, reveal, row
from ui.kit.pieces import Facts
from ui.kit.tokens import Space, Type

NOTHING = "Le mois dernier n’a aucune demande de ce type : il n’y a rien à essayer."
REFUSED = "demandes que les agents ont refusées"
A_ROW = 4


class RehearsalPanel(QWidget):
    """The figures; then the requests the rule would have accepted and agents refused."""

    opened = Signal(int)  # the request one wants to read

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rehearsal_panel")
        self.figures = Facts("Sur le dernier mois", figures=True)
        self.nothing = label(NOTHING, Type.BODY, "soft", wrap=True)
        self.warning = label("", Type.STRONG, "warn", wrap=True)
        self.warning.setObjectName("rehearsal_warning")
        self._links = column(gap=0)
        lines = column(self.nothing, self.figures, self.warning, self._links, gap=Space.S)
        self.setLayout(lines)
        self.hide()

    def show_found(self, found: Rehearsal) -> None:
        any_request, refused = found.requests > 0, found.refused_by_agents
        reveal(self.nothing, not any_request)
        reveal(self.figures, any_request)
        self.figures.show_lines(
            [
                ("Demandes de ce type, avec réponse", str(found.requests)),
                ("La règle les aurait acceptées", str(found.would_answer)),
                ("Les agents les ont acceptées aussi", str(found.agreed)),
                ("Les agents les ont refusées", str(refused)),
            ]
        )
        many = plural(refused, "demande que les agents ont refusée", REFUSED)
        self.warning.say(f"La règle aurait accepté {many} :")
        reveal(self.warning, refused > 0)
        self._show_examples(found.examples)
        reveal(self, True)

    def _show_examples(self, examples: tuple[int, ...]) -> None:
        clear(self._links)
        for at in range(0, len(examples), A_ROW):
            links = [self._link(one) for one in examples[at : at + A_ROW]]
            self._links.addLayout(row(*links, None, gap=Space.L))

    def _link(self, request_id: int) -> Link:
        made = Link(f"n° {reference(request_id)}", f"Ouvrir la demande {reference(request_id)}")
        made.setObjectName(f"example_{request_id}")
        made.clicked.connect(lambda: self.opened.emit(request_id))
        return made
