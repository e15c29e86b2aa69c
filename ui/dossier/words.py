"""The French of the pile: what is said of it above, on its buttons, and once it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from backoffice.kernel.calendar import local, local_day
from ui.dossier.pile import FIELD_ACCEPTED, FIELD_PENDING, Item, Part, Pile, split
from ui.kit.french import fr, number, plural
from ui.kit.tokens import ADVICE, Advice

if TYPE_CHECKING:
    from backoffice.inbox.edits.reading import EditField, EditSheet

_FAVOURABLE = "favourable"
_ENDS = 4  # what is told of an account at each end


def count(items: Sequence[Item]) -> str:
    """« 6 champs », « 2 demandes »; of both sorts, « 7 réponses »."""
    fields, whole = split(items)
    word = "réponse" if fields and whole else "demande" if whole else "champ"
    return plural(len(items), word)


def apply(ticked: Sequence[Item]) -> str:
    return f"Appliquer {count(ticked)}" if ticked else "Appliquer"


def left(pile: Pile) -> str:
    """« 3 champs à décider »."""
    rest = pile.rest()
    fields, whole = split(rest)
    many = number(len(rest)) if fields and whole else count(rest)
    return f"{many} à décider" if rest else ""


def sent(sheet: EditSheet, today: date) -> str:
    """« 6 demandes envoyées ensemble, le 16/11 à 21:08 »."""
    many = len(sheet.sections)
    first = min(one.submitted_at for one in sheet.sections)
    at = local(first)
    same_year = local_day(first).year == today.year
    when = f"{at:%d/%m} à {at:%H:%M}" if same_year else f"{at:%d/%m/%Y} à {at:%H:%M}"
    if many == 1:
        return f"1 demande envoyée le {when}"
    if sheet.submitted_at is not None:
        return f"{plural(many, 'demande')} envoyées ensemble, le {when}"
    return f"{plural(many, 'demande')} en attente, depuis le {when}"


def family(sheet: EditSheet) -> str:
    return f"Famille {sheet.family}"


def about(part: Part) -> str:
    return ", ".join(filter(None, (part.title, part.whom)))


def head(part: Part) -> str:
    """All that stands above the fields of a demand."""
    notes = [note.words for note in part.notes]
    return ", ".join(filter(None, (about(part), part.locked, part.alert, *notes)))


def value(field: EditField, said: str) -> str:
    """As it is shown: of an account, as little as tells it from another."""
    bare = "".join(said.split())
    if not field.name.startswith("iban") or len(bare) <= _ENDS * 2:
        return said
    return f"{bare[:_ENDS]} •••• •••• {bare[-_ENDS:]}"


def remark(item: Item) -> tuple[str, str, str]:
    """What stands at the end of a line: symbol, words and tone; nothing for most."""
    one = item.field
    if one is None:
        return _advised(item)
    if one.state != FIELD_PENDING:
        if one.state == FIELD_ACCEPTED:
            return "check", "Accepté", "good"
        return "ban", f"Refusé : {one.public_reason}" if one.public_reason else "Refusé", "soft"
    said = one.flaw or one.since
    return ("warning", said, "warn") if said else ("", "", "")


def _advised(item: Item) -> tuple[str, str, str]:
    advice = item.section.advice
    if advice is None:
        return "", "", ""
    level = Advice(str(advice.level))
    symbol, words, _ = ADVICE[level]
    if level is Advice.FAVOURABLE:
        return symbol, words, "good"
    worst = [check for check in advice.checks if str(check.level) == str(advice.level)]
    worst = worst or [check for check in advice.checks if str(check.level) != _FAVOURABLE]
    said = f"{words} : {worst[0].label}, {worst[0].sentence}" if worst else words
    return symbol, fr(said), "warn" if level is Advice.TO_CHECK else "bad"


def spoken(item: Item, *, ticked: bool) -> str:
    """The whole line, for those who listen."""
    one = item.field
    if one is None:
        asked = [item.section.title, item.section.whom]
    else:
        now, wanted = value(one, one.current), value(one, one.asked)
        asked = [one.group, one.label, f"actuel {now}", f"demandé {wanted}", one.word]
        asked += ["sensible"] if one.sensitive else []
    state = ["coché" if ticked else "non coché"] if item.able else []
    state += [item.section.locked_reason] if not item.section.decidable else []
    said = remark(item)[1]
    since = f"modifié entre-temps : {said}" if one and one.since and said == one.since else said
    return ", ".join(filter(None, (*asked, *state, since)))


def said(done: Sequence[Item], verb: str, feminine: str) -> str:
    """« 6 champs acceptés », « 2 champs refusés, 1 demande refusée »."""
    fields, whole = split(done)
    parts = [f"{plural(len(fields), 'champ')} {_agreed(verb, len(fields))}"] if fields else []
    parts += [f"{plural(len(whole), 'demande')} {_agreed(feminine, len(whole))}"] if whole else []
    return ", ".join(parts)


def _agreed(word: str, many: int) -> str:
    return word + "s" if many > 1 else word
