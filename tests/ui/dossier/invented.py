"""A made-up pile, as the base would give it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from backoffice.inbox.advice import Advice, Check, Level
from backoffice.inbox.edits.reading import AddressEffect, EditField, EditSection, EditSheet

SENT = datetime(2026, 11, 16, 20, 8, tzinfo=UTC)
DAY = date(2026, 11, 25)
FIRST = 17_379_104


def field(number, label, current, asked, **told):
    known = {
        "name": label.lower(),
        "word": "Ajouté" if current == "—" else "Modifié",
        "since": "",
        "sensitive": False,
        "flaw": "",
        "state": "pending",
        "public_reason": "",
        "group": "",
    } | told
    ticked = not (known["sensitive"] or known["flaw"] or known["since"])
    return EditField(
        id=number, label=label, current=current, asked=asked, ticked_by_default=ticked, **known
    )


def section(number, kind, title, whom, *fields, **told):
    known = {
        "version": 1,
        "submission_id": 1,
        "reference": f"{number:,}".replace(",", "\u202f"),
        "status": "transmitted",
        "submitted_at": SENT,
        "decidable": True,
        "locked_reason": "",
        "alert": "",
        "advice": None,
    } | told
    return EditSection(
        request_id=number, kind=kind, title=title, whom=whom, fields=tuple(fields), **known
    )


def advice(level, sentence="", reason_code=None):
    check = Check("places", Level(level), "Places", sentence, {})
    return Advice(Level(level), (check,), reason_code)


def reservation(number, words, level="favourable", sentence="", **told):
    asked = section(number, "reservation", words, "Minh, CE2 A", submission_id=2)
    return replace(asked, advice=advice(level, sentence), **told)


ADDRESS = AddressEffect(
    ((21, "Mme Nguyen", True), (22, "M. Nguyen", True), (23, "Mme Tran", False)),
    ("La famille passe au tarif hors commune.", "Le secteur scolaire devient Jules-Ferry."),
    DAY,
)
NOTICE = (
    "M. Durand a modifié le portable de M. Nguyen après l’envoi de la demande : "
    "ce champ n’est pas coché."
)


def nguyen(*more, address=ADDRESS, locked=""):
    """The six demands of one evening."""
    bank = {"decidable": not locked, "locked_reason": locked}
    sections = (
        section(
            FIRST, "address_change", "Adresse principale", "Mme Nguyen",
            field(1, "Rue", "14 rue des Tilleuls", "3 bis allée du Moulin"),
            field(2, "Code postal, ville", "44210 Valcourt", "44215 Valcourt-le-Bas"),
            address=address,
        ),
        section(
            FIRST + 1, "guardian_change", "Responsable", "M. Nguyen",
            field(
                3, "Portable", "06 39 98 20 11", "06 39 98 64 32", since="07 39 98 01 55 · 18/11"
            ),
            field(4, "Courriel", "t.nguyen@exemple.fr", "thanh.nguyen@exemple.fr"),
        ),
        section(
            FIRST + 2, "bank_change", "Info bancaire", "payeur : Mme Nguyen",
            field(5, "IBAN", "FR76 •••• •••• 4021", "FR76 •••• •••• 8837", sensitive=True),
            field(6, "Titulaire", "Mme Linh Nguyen", "Mme Linh Nguyen-Tran"),
            **bank,
        ),
        section(
            FIRST + 3, "authorisation_change", "Autorisations", "Minh, CE2 A",
            field(7, "Photographies", "Non", "Oui"),
        ),
        section(
            FIRST + 4, "contact_add", "Individu autorisé", "Minh, CE2 A",
            field(
                8, "Vient chercher l’enfant", "—", "Mme Odile Tran, grand-mère", sensitive=True
            ),
        ),
        section(
            FIRST + 5, "vaccination_change", "Vaccins", "Maï, grande section",
            field(9, "ROR, 2ᵉ dose", "—", "04/11/2026"),
        ),
    )  # fmt: skip
    return EditSheet(7, "Nguyen", "06 39 98 20 11", SENT, (*sections, *more), (NOTICE,))


def later(days):
    return DAY + timedelta(days=days)
