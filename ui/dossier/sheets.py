"""The questions of the pile: whom an address applies to, what is refused and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from backoffice.inbox.edits.answers import AddressScope
from backoffice.inbox.edits.reading import AddressEffect, EditSection
from ui.dossier.pile import Item, split
from ui.kit.choices import TickBox
from ui.kit.dialogs import Reason, ask_reason
from ui.kit.forms import DateField, Field, settled
from ui.kit.french import short_date
from ui.kit.layout import Item as Placed
from ui.kit.layout import column, label, plain, row
from ui.kit.pieces import Icon
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type


def ask_address(
    parent: QWidget,
    section: EditSection,
    effect: AddressEffect,
    taken: Sequence[Item],
    then: Callable[[AddressScope], object],
    *,
    verb: str,
) -> Sheet:
    """Whom a new address applies to and from when, and what it changes; before it is accepted."""
    values = ", ".join(item.field.asked for item in taken if item.field)
    whom = f" de {section.whom}" if section.whom else ""
    sheet = Sheet(
        parent, "À qui s'applique cette adresse ?", verb, about=f"{section.title}{whom}",
        stays=True, name="ask_address",
    )  # fmt: skip
    boxes = {
        guardian_id: TickBox(name, "Habite à la même adresse" if together else "", ticked=together)
        for guardian_id, name, together in effect.guardians
    }
    for guardian_id, box in boxes.items():
        box.setObjectName(f"guardian_{guardian_id}")
    from_day = DateField("À partir du", lambda: effect.earliest, effect.earliest, required=True)
    from_day.setObjectName("from_day")
    day = Field("À partir du", from_day, "Un jour à venir sera attendu.")
    told = _sentences(effect.sentences)
    sheet.body.addWidget(plain(values, Type.STRONG, wrap=True))
    sheet.body.addLayout(column(column(*boxes.values(), gap=Space.XS), day, *told, gap=Space.M))

    def check() -> None:
        chosen = tuple(one for one, box in boxes.items() if box.isChecked())
        if not chosen:
            sheet.complain("Choisissez au moins une personne.")
        elif not settled(from_day):
            sheet.set_busy(False)
        elif from_day.value < effect.earliest:
            sheet.set_busy(False)
            day.complain(f"Pas avant le {short_date(effect.earliest)}.")
        else:
            sheet.close_sheet()
            then(AddressScope(chosen, from_day.value))

    sheet.accepted.connect(check)
    sheet.open(focus=next(iter(boxes.values()), from_day))
    return sheet


def _sentences(said: Sequence[str]) -> list[Placed]:
    lines: list[Placed] = []
    for one in said:
        line = row(Icon("info", "soft"), label(one, Type.BODY, wrap=True), gap=Space.S)
        line.setStretch(1, 1)
        lines.append(line)
    return lines


def ask_refusal(
    parent: QWidget,
    rest: Sequence[Item],
    reasons: Sequence[tuple[str, str]],
    then: Callable[[Sequence[Item], str, str], object],
    *,
    chosen: str = "",
) -> Sheet:
    """What is refused, for one reason; what is left out can be given another, or time.

    Requests answered whole are meant only if nothing else is left.
    """
    fields, _whole = split(rest)
    boxes = [(one, TickBox(_named(one), ticked=one in fields or not fields)) for one in rest]
    for item, box in boxes:
        box.setObjectName(f"refuse_{item.key[0]}_{item.key[1]}")
    which = QWidget()
    which.setAccessibleName("Ce qui est refusé")
    which.setLayout(column(*(box for _, box in boxes), gap=0))
    sheet = ask_reason(
        parent,
        "Refuser le reste",
        [Reason(code, said, said) for code, said in reasons],
        lambda code, told: then([item for item, box in boxes if box.isChecked()], code, told),
        verb="Refuser",
        about="La famille lira ce motif. Décochez ce qui peut attendre ou demande un autre motif.",
        chosen=chosen,
    )
    sheet.body.insertWidget(0, which)
    sheet.place()
    return sheet


def _named(item: Item) -> str:
    section = item.section
    if item.field is None:
        return ", ".join(filter(None, (section.title, section.whom)))
    whose = ", ".join(filter(None, (section.title, section.whom)))
    return f"{item.field.label} · {whose}"
