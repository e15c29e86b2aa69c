"""When families are told: the hours of the day at which answers leave."""

from __future__ import annotations

from datetime import time

from PySide6.QtWidgets import QWidget

from backoffice.inbox import catalogue
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.kit.actions import action
from ui.kit.buttons import Look
from ui.kit.forms import Field, TimeField, settled
from ui.kit.layout import card, column, label, row
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type


class MailPage(Screen):
    topics = frozenset({Topic.SETTINGS})
    title = "Courriels"

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("settings_mail")
        self.first = TimeField("Premier envoi", required=True)
        self.second = TimeField("Second envoi")
        self.first.setObjectName("mail_first")
        self.second.setObjectName("mail_second")
        about = (
            "Une réponse peut être annulée tant que la famille n'a pas été prévenue : jusqu'au "
            "prochain envoi. Les réponses déjà données gardent l'heure annoncée."
        )
        inside = column(
            label("Heures d'envoi aux familles", Type.TITLE),
            label(about, Type.BODY, "soft", wrap=True),
            row(Field("Premier envoi", self.first), Field("Second envoi", self.second), None),
            self.banner,
            row(*self.buttons("save"), None),
            margins=(Space.L, Space.L, Space.L, Space.L),
        )
        box = card(inside)
        box.setMaximumWidth(620)
        margins = (Space.L, Space.L, Space.L, Space.L)
        self.setLayout(column(row(box, None), None, margins=margins))
        may = self.command("save") is not None
        for field in (self.first, self.second):
            field.setEnabled(may)

    def reload(self) -> None:
        self.tasks.latest(self, "hours", catalogue.mail_hours, then=self._show)

    @action(
        "Enregistrer",
        shortcut="Ctrl+Return",
        permission=Permission.SETTINGS_EDIT,
        look=Look.PRIMARY,
    )
    def save(self) -> None:
        if not settled(self.first, self.second):
            return
        hours = [hour for hour in (self.first.value, self.second.value) if hour is not None]
        self.tasks.run(
            self,
            lambda work: catalogue.set_mail_hours(work, hours),
            then=lambda _none: self.banner.info("Heures d'envoi enregistrées."),
        )

    def _show(self, hours: tuple[time, ...]) -> None:
        for field, hour in zip((self.first, self.second), [*hours, None, None], strict=False):
            if not field.hasFocus():
                field.set_value(hour)
