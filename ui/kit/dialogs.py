"""The questions every screen may ask. Each opens a sheet and answers through a callback."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit.buttons import Button, Look
from ui.kit.drafts import Draft
from ui.kit.french import clean, fr
from ui.kit.layout import column, label, plain
from ui.kit.reasons import Reason, ReasonChoices
from ui.kit.sheet import Sheet
from ui.kit.shortcuts import ShortcutLines
from ui.kit.textarea import TextArea
from ui.kit.tokens import Space, Type

__all__ = [
    "Reason",
    "ReasonChoices",
    "Sheet",
    "ask_line",
    "ask_reason",
    "ask_text",
    "confirm",
    "show_report",
    "show_shortcuts",
]


def confirm(
    parent: QWidget,
    title: str,
    sentence: str,
    verb: str,
    then: Callable[[], object],
    *,
    typed: str = "",
) -> Sheet:
    """Only before what cannot be undone. `typed` are someone else's words, shown as they are."""
    sheet = Sheet(parent, title, verb, about=sentence, name="confirm")
    if typed:
        sheet.body.addWidget(plain(typed, Type.BODY, "soft", wrap=True))
    sheet.accepted.connect(then)
    sheet.open(focus=sheet.cancel)
    return sheet


def ask_text(
    parent: QWidget,
    title: str,
    then: Callable[[str], object],
    *,
    verb: str,
    about: str = "",
    name: str = "Texte",
    value: str | Draft = "",
    limit: int = 2000,
) -> Sheet:
    """Some lines of text: a message, a note. Never empty.

    What is typed in a draft is found again, however the sheet was closed; the caller forgets it once
    it is sent.
    """
    sheet = Sheet(parent, title, verb, about=about, name="ask_text")
    draft = value if isinstance(value, Draft) else None
    area = TextArea(name, value=draft.words if draft else str(value), lines=6, limit=limit)
    area.setObjectName("text")
    if draft is not None:
        sheet.footer.addWidget(_kept(area, draft))
    area.edited.connect(lambda words: sheet.set_ready(bool(words)))
    sheet.set_ready(bool(area.value))
    sheet.accepted.connect(lambda: then(area.value))
    sheet.body.addLayout(column(label(name, Type.SMALL, "soft"), area, gap=Space.XS))
    sheet.open(focus=area)
    return sheet


def _kept(area: TextArea, draft: Draft) -> Button:
    """Keep what is typed; the button begins again from nothing."""
    made = Button("Effacer", look=Look.QUIET, name="erase_text")
    made.setEnabled(bool(area.value))

    def keep(words: str) -> None:
        draft.keep(words)
        made.setEnabled(bool(words))

    def erase() -> None:
        area.clear()
        area.setFocus()

    area.edited.connect(keep)
    made.clicked.connect(erase)
    return made


def ask_line(
    parent: QWidget,
    title: str,
    then: Callable[[str], object],
    *,
    verb: str,
    about: str = "",
    name: str = "Nom",
    value: str = "",
    limit: int = 100,
) -> Sheet:
    """One line: the name of a filter. Never empty; Entrée confirms."""
    sheet = Sheet(parent, title, verb, about=about, name="ask_line")
    line = QLineEdit(value)
    line.setObjectName("text")
    line.setMaxLength(limit)
    line.setAccessibleName(fr(name))
    line.textChanged.connect(lambda words: sheet.set_ready(bool(words.strip())))
    sheet.set_ready(bool(value.strip()))
    sheet.accepted.connect(lambda: then(clean(line.text()).strip()))
    sheet.body.addLayout(column(label(name, Type.SMALL, "soft"), line, gap=Space.XS))
    sheet.open(focus=line)
    return sheet


def ask_reason(
    parent: QWidget,
    title: str,
    reasons: Sequence[Reason],
    then: Callable[[str, str], object],
    *,
    verb: str,
    about: str = "",
    chosen: str = "",
    text_name: str = "Motif communiqué à la famille",
) -> Sheet:
    """A reason from the list, or typed, or both: `then(code, text)`; no code when only typed."""
    sheet = Sheet(parent, title, verb, about=about, name="ask_reason")
    area = TextArea(text_name, lines=3)
    area.setObjectName("text")
    area.edited.connect(lambda words: sheet.set_ready(bool(words)))
    choices = ReasonChoices(reasons)
    choices.picked.connect(lambda reason: area.set_value(reason.text or reason.words))
    sheet.set_ready(False)
    sheet.accepted.connect(lambda: then(choices.code, area.value))
    sheet.body.addWidget(choices)
    sheet.body.addLayout(column(label(text_name, Type.SMALL, "soft"), area, gap=Space.XS))
    choices.pick(chosen)
    sheet.open(focus=choices.first() or area)
    return sheet


def show_shortcuts(
    parent: QWidget, groups: Mapping[str, Sequence[tuple[str, str]]], *, title: str = "Raccourcis"
) -> Sheet:
    """`groups`: a heading, then its lines of keys and words."""
    sheet = Sheet(parent, title, cancel="Fermer", width=880, name="shortcuts")
    sheet.body.addWidget(ShortcutLines(groups))
    sheet.open(focus=sheet.cancel)
    return sheet


def show_report(parent: QWidget, sentence: str, report: str) -> Sheet:
    """Something is wrong with the program itself: what to do, and a text to copy."""
    sheet = Sheet(parent, "Un problème est survenu", about=sentence, cancel="Fermer", name="report")
    area = TextArea("Détails techniques", value=report, lines=8, limit=20_000)
    area.setReadOnly(True)
    copy = Button("Copier les détails", icon="copy", name="copy_report")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
    sheet.footer.insertWidget(0, copy)
    sheet.body.addWidget(area)
    sheet.open(focus=copy)
    return sheet
