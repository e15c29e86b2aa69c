"""The two letters that carry a code: one page each, merged in the order of the post, never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from backoffice.kernel.calendar import long_day
from backoffice.paper import fonts, letterhead
from backoffice.paper.emitter import Emitter
from backoffice.paper.sheet import BODY, CODE, LEAD, LEFT, RIGHT, STRONG, Sheet, wrap
from backoffice.subscribers.recipients import CodeKind
from backoffice.subscribers.services import IssuedCode

_ROOM = RIGHT - LEFT
_MIDDLE = (LEFT + RIGHT) / 2
_TOP, _CODE_ROOM = 104.0, 27.0
_GREETINGS = {"Mme": "Madame,", "M.": "Monsieur,"}
_HARD = "\u00a0"


class Part(NamedTuple):
    title: str
    text: str


class _Words(NamedTuple):
    name: str
    opening: str
    steps: tuple[Part, ...]
    advice: tuple[Part, ...]


def render(
    codes: Sequence[IssuedCode],
    emitter: Emitter,
    drawn: Callable[[int], object] = lambda _count: None,
) -> bytes:
    """One PDF, a page a letter, in the order given. `drawn` is told how many are, as they are."""
    sheet = Sheet("Codes de l’espace citoyen", emitter.issuer)
    for count, code in enumerate(codes, start=1):
        _draw(sheet, code, emitter)
        drawn(count)
    return sheet.pdf()


def _draw(sheet: Sheet, code: IssuedCode, emitter: Emitter) -> None:
    """The code lies between the folds, where no window and no light shows it."""
    personal = code.recipient.kind is CodeKind.PERSONAL
    words = _personal(emitter) if personal else _subscriber(emitter)
    sheet.stamp(f"letter-{code.recipient.kind}", lambda: _frame(sheet, emitter, words))
    letterhead.title(
        sheet,
        f"Votre code {words.name}",
        _day(long_day(code.issued_on, year=True)),
        f"Famille n°{_HARD}{code.recipient.family_id}",
    )
    letterhead.address(sheet, code.recipient.address)
    sheet.text(LEFT, _TOP, _GREETINGS.get(code.recipient.civility, "Madame, Monsieur,"))
    _code(sheet, code, words)
    sheet.end_page()


def _frame(sheet: Sheet, emitter: Emitter, words: _Words) -> None:
    """All that the letters of one sort have alike."""
    letterhead.fold_marks(sheet)
    letterhead.sender(sheet, emitter)
    y = _TOP + 2 + BODY.leading
    y = sheet.paragraph(LEFT, y, _ROOM, words.opening) + 1.5
    sheet.box(LEFT, y, _ROOM, _CODE_ROOM)
    sheet.centre(_MIDDLE, y + 6.4, f"Code {words.name}")
    y += _CODE_ROOM + 7
    for number, step in enumerate(words.steps, start=1):
        sheet.circle(LEFT + 3.5, y + 1.4, 3.5)
        sheet.centre(LEFT + 3.5, y + 2.8, str(number), LEAD)
        sheet.text(30, y + 1, step.title, STRONG)
        y = sheet.paragraph(30, y + 5.4, RIGHT - 30, step.text) + 2.6
    sheet.rule(LEFT, 207, RIGHT, 0.8, 0.0)
    y = 213.5
    for part in words.advice:
        sheet.text(LEFT, y, part.title, STRONG)
        y = sheet.paragraph(LEFT, y + 4.6, _ROOM, part.text) + 2.4
    sheet.text(LEFT, y + 4, ", ".join(filter(None, (emitter.service, emitter.issuer))))
    letterhead.footer(sheet, emitter.reached, 1, 1)


def _code(sheet: Sheet, code: IssuedCode, words: _Words) -> None:
    lines = len(wrap(words.opening, BODY, _ROOM))
    y = _TOP + 3.5 + BODY.leading * (1 + lines)
    sheet.spaced(_MIDDLE, y + 17, code.code, CODE, 2.5)
    until = "Valable jusqu’à son remplacement"
    if code.until is not None:
        until = f"Valable jusqu’au {_day(long_day(code.until, year=True))}, une seule fois"
    sheet.centre(_MIDDLE, y + 23.6, until, STRONG)


def _day(words: str) -> str:
    """« vendredi 20 novembre 2026 » → « 20 novembre 2026 », which does not break."""
    return words.partition(" ")[2].replace(" ", _HARD)


def _said(*words: str) -> str:
    """« Mes abonnements », « M’abonner »: as the portal writes them."""
    return ", ".join(f"«{_HARD}{word}{_HARD}»" for word in words)


_READ_WELL = Part(
    "Bien le lire",
    "Le code ne contient ni les lettres I, L et O, ni les chiffres 0 et 1. Après cinq essais "
    "faux, attendez une heure.",
)
_SIGN_IN_AGAIN = Part(
    "Déconnectez-vous, puis reconnectez-vous",
    "Votre abonnement devient actif à cette nouvelle connexion.",
)


def _subscriber(emitter: Emitter) -> _Words:
    where = f"{emitter.portal}. " if emitter.portal else ""
    return _Words(
        "abonné",
        "Ce code relie votre compte de l’espace citoyen à votre dossier. Vous pourrez ensuite "
        "réserver, signaler une absence, mettre à jour votre dossier et régler en ligne.",
        (
            Part(
                "Ouvrez votre espace citoyen",
                f"{where}Créez votre compte si vous n’en avez pas encore, et activez-le avec "
                "l’e-mail reçu.",
            ),
            Part(
                "Entrez le code",
                f"{_said('Mon Espace Citoyen', 'Mes abonnements', 'M’abonner')}, puis "
                f"{_said('Code Abonné')} et {_said('Rechercher')}. Majuscules, espaces et tirets "
                "ne comptent pas.",
            ),
            _SIGN_IN_AGAIN,
        ),
        (
            _READ_WELL,
            Part(
                "Gardez-le pour vous",
                "Ce code ouvre le dossier de vos enfants. Nous ne vous le demanderons jamais, ni "
                "par téléphone ni par e-mail. Si vous ne l’avez pas demandé, appelez-nous"
                f"{_HARD}: nous l’annulerons.",
            ),
        ),
    )


def _personal(emitter: Emitter) -> _Words:
    where = f"{emitter.portal}, " if emitter.portal else ""
    return _Words(
        "personnel",
        "Ce code vous est propre. Avec une de vos factures, il vous abonne à l’espace citoyen "
        f"sans code abonné. Il ne figure sur aucune facture{_HARD}: conservez cette lettre.",
        (
            Part(
                "Prenez une facture à votre nom",
                f"En pied de page{_HARD}: le {_said('Code émission')} et la {_said('Référence')}. "
                f"En haut{_HARD}: le montant.",
            ),
            Part(
                f"Sur l’espace citoyen, choisissez {_said('Avec une de vos factures')}",
                f"{where}{_said('Mes abonnements', 'M’abonner')}. Saisissez le code émission, la "
                "référence, le montant de la facture et ce code personnel.",
            ),
            _SIGN_IN_AGAIN,
        ),
        (
            _READ_WELL,
            Part(
                f"Perdu, ou vu par quelqu’un d’autre{_HARD}?",
                f"Demandez-en un nouveau au service{_HARD}: l’ancien cesse aussitôt d’être valable. "
                "Nous ne vous le demanderons jamais, ni par téléphone ni par e-mail.",
            ),
        ),
    )


def unprintable(codes: Iterable[IssuedCode]) -> tuple[str, ...]:
    """The names that hold letters the paper has not: they are printed without, and to be looked at."""
    lines = {one.recipient.name for one in codes}
    return tuple(sorted(name for name in lines if fonts.unprintable(name)))
