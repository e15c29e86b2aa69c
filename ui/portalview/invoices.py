"""« Factures », as the family reads them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.kernel.calendar import short_day
from backoffice.portal.rows import PortalInvoice
from ui.kit.feedback import Empty
from ui.kit.french import euros
from ui.kit.layout import column
from ui.kit.pieces import Facts
from ui.kit.tokens import Space


class InvoicesTab(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("portal_invoices")
        self._facts = Facts("Factures", figures=True)
        self.empty = Empty("Aucune facture.", "La famille n’a reçu aucune facture.", icon="invoice")
        held = QWidget()
        held.setLayout(column(self._facts, None, margins=(Space.L, Space.S, Space.L, Space.L)))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(held)
        self.setLayout(column(self._pages, gap=0))

    def show_invoices(self, invoices: Sequence[PortalInvoice]) -> None:
        self._facts.show_lines(
            [
                (
                    f"{one.number}, {one.nature}, du {short_day(one.issued_on)}",
                    f"{one.status_label}, {euros(int(one.amount * 100))}",
                )
                for one in invoices
            ]
        )
        self._pages.setCurrentIndex(1 if invoices else 0)
