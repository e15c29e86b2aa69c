"""The sheets of the inbox: why refuse, until when to set aside, to whom to give, how to rectify."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from backoffice.inbox.workflow import Verb
from ui import labels
from ui.inbox.calls import Reply
from ui.kit.choices import Picker, Segments, TickBox
from ui.kit.dialogs import Reason, ask_reason
from ui.kit.forms import DateField, Field, TextField, settled
from ui.kit.layout import column, label
from ui.kit.reasons import ReasonChoices
from ui.kit.sheet import Sheet
from ui.kit.textarea import TextArea
from ui.kit.tokens import Space, Type

Reasons = Sequence[tuple[str, str]]


def ask_refusal(
    parent: QWidget,
    reasons: Reasons,
    then: Callable[[Reply], object],
    *,
    about: str,
    verb: str = "Refuser",
    chosen: str = "",
) -> Sheet:
    """A public reason, listed or typed; the family reads it."""
    return ask_reason(
        parent,
        "Refuser",
        listed(reasons),
        lambda code, text: then(Reply(Verb.REFUSE, code or None, text)),
        verb=verb,
        about=about,
        chosen=chosen,
    )


def listed(reasons: Reasons) -> list[Reason]:
    return [Reason(code, words, words) for code, words in reasons]


def ask_suspension(
    parent: QWidget, today: date, then: Callable[[date, str], object], *, about: str
) -> Sheet:
    """Until a day, for a reason: the only way to hide what is not answered."""
    sheet = Sheet(parent, "Suspendre", "Suspendre", about=about, stays=True, name="ask_suspension")
    until = DateField("Jusqu'au", lambda: today, today + timedelta(days=7), required=True)
    until.setObjectName("until")
    reason = TextField("Motif (interne)", required=True, limit=400)
    reason.setObjectName("reason")
    ready = _presets(today)
    quick = Segments([words for words, _ in ready], 2, "Durée")
    quick.setObjectName("quick")
    quick.chosen.connect(lambda at: until.set_value(ready[at][1]))
    until_field = Field("Jusqu'au", until)
    sheet.body.addLayout(
        column(quick, until_field, Field("Motif, entre agents", reason), gap=Space.M)
    )

    def check() -> None:
        if not settled(until, reason):
            sheet.set_busy(False)
        elif until.value <= today:
            sheet.set_busy(False)
            until_field.complain("Choisissez un jour à venir.")
        else:
            sheet.close_sheet()
            then(until.value, reason.value)

    sheet.accepted.connect(check)
    sheet.open(focus=reason)
    return sheet


def _presets(today: date) -> list[tuple[str, date]]:
    monday = today + timedelta(days=7 - today.weekday())
    return [
        ("Demain", today + timedelta(days=1)),
        ("Lundi", monday),
        ("1 semaine", today + timedelta(days=7)),
        ("2 semaines", today + timedelta(days=14)),
    ]


def ask_colleague(
    parent: QWidget, agents: Sequence[tuple[int, str]], then: Callable[[int | None], object]
) -> Sheet:
    sheet = Sheet(parent, "Affecter à…", "Affecter", name="ask_colleague")
    picker = Picker("Agent", [(None, "Personne"), *agents])
    picker.setObjectName("colleague")
    sheet.body.addWidget(picker)
    sheet.accepted.connect(lambda: then(picker.value))
    sheet.open(focus=picker)
    return sheet


def ask_rectification(
    parent: QWidget,
    reasons: Reasons,
    then: Callable[[Reply, str], object],
    *,
    about: str,
    waits: bool,
) -> Sheet:
    """Another answer after the mail has left: why, and what now; the family reads both."""
    sheet = Sheet(
        parent, "Rectifier la décision", "Rectifier", about=about, stays=True,
        name="ask_rectification",
    )  # fmt: skip
    verbs = [Verb.ACCEPT, Verb.REFUSE, *([Verb.WAITLIST] if waits else [])]
    choice = Segments([labels.VERB[verb] for verb in verbs], 0, "Nouvelle réponse")
    choice.setObjectName("verb")
    public = ReasonChoices(listed(reasons))
    public.hide()
    why = TextArea("Motif de la rectification, communiqué à la famille", lines=3, limit=400)
    why.setObjectName("text")
    why.edited.connect(lambda words: sheet.set_ready(bool(words)))

    def show(at: int) -> None:
        public.setVisible(verbs[at] is Verb.REFUSE)
        sheet.place()

    def check() -> None:
        verb = verbs[choice.current]
        if verb is Verb.REFUSE and not public.code and not why.value:
            sheet.complain("Choisissez un motif de refus.")
            return
        sheet.close_sheet()
        told = why.value if verb is Verb.REFUSE and not public.code else ""
        then(Reply(verb, public.code or None, told), why.value)

    choice.chosen.connect(show)
    sheet.accepted.connect(check)
    sheet.set_ready(False)
    name = label("Motif de la rectification, communiqué à la famille", Type.SMALL, "soft")
    sheet.body.addWidget(choice)
    sheet.body.addWidget(public)
    sheet.body.addLayout(column(name, why, gap=Space.XS))
    sheet.open(focus=why)
    return sheet


def ask_filter_name(parent: QWidget, then: Callable[[str, bool], object], *, about: str) -> Sheet:
    sheet = Sheet(
        parent, "Enregistrer ce filtre", "Enregistrer", about=about, stays=True,
        name="ask_filter_name",
    )  # fmt: skip
    name = TextField("Nom du filtre", required=True, limit=60)
    name.setObjectName("name")
    shared = TickBox("Partager avec le service", "Chacun le verra parmi ses filtres")
    shared.setObjectName("shared")
    sheet.body.addLayout(column(Field("Nom du filtre", name), shared, gap=Space.M))

    def check() -> None:
        if settled(name):
            sheet.close_sheet()
            then(name.value, shared.isChecked())
        else:
            sheet.set_busy(False)

    sheet.accepted.connect(check)
    sheet.open(focus=name)
    return sheet
