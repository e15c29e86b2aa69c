"""The French of every enum an agent sees. Families read the same words on the portal."""

from __future__ import annotations

from backoffice.inbox.reading import EventKind, Order, State
from backoffice.inbox.workflow import Kind, Queue, Status, Verb
from backoffice.kernel.permissions import Role
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.portal.words import KINDS, REQUEST_STATUSES, SLOT_STATUSES, UNKNOWN_KIND


def _printed(words: str) -> str:
    """The portal's words, with the apostrophe of print."""
    return words.replace("'", "’")


KIND: dict[str, str] = {
    **{kind: _printed(KINDS[kind]) for kind in Kind},
    UNKNOWN_KIND[0]: UNKNOWN_KIND[1],
}

# One word or two, for a line that holds several: « Adresse, RIB, vaccins et 3 autres ».
KIND_SHORT: dict[str, str] = {
    Kind.RESERVATION: "Réservation",
    Kind.RESERVATION_CANCELLATION: "Annulation",
    Kind.ABSENCE: "Absence",
    Kind.ABSENCE_CANCELLATION: "Absence annulée",
    Kind.ENROLMENT: "Inscription",
    Kind.GUARDIAN_CHANGE: "Responsable",
    Kind.GUARDIAN_ADD: "Nouveau responsable",
    Kind.ADDRESS_CHANGE: "Adresse",
    Kind.SECONDARY_ADDRESS_CHANGE: "Adresse secondaire",
    Kind.BANK_CHANGE: "RIB",
    Kind.TAX_CHANGE: "Informations fiscales",
    Kind.CHILD_CHANGE: "Enfant",
    Kind.CHILD_ADD: "Nouvel enfant",
    Kind.CHILD_EXTRA_CHANGE: "Complément enfant",
    Kind.AUTHORISATION_CHANGE: "Autorisations",
    Kind.HEALTH_CHANGE: "Santé",
    Kind.VACCINATION_CHANGE: "Vaccins",
    Kind.CONTACT_ADD: "Nouveau contact",
    Kind.CONTACT_CHANGE: "Contact",
    Kind.DOCUMENT: "Pièce",
    Kind.CRECHE: "Crèche",
    Kind.FAMILY_CREATION: "Nouvelle famille",
    Kind.APPOINTMENT: "Rendez-vous",
    Kind.CONTACT_MESSAGE: "Message",
    UNKNOWN_KIND[0]: "Non reconnue",
}

KIND_ICON: dict[str, str] = {
    **dict.fromkeys(Kind, "person"),
    Kind.RESERVATION: "calendar",
    Kind.RESERVATION_CANCELLATION: "undo",
    Kind.ABSENCE: "cross",
    Kind.ABSENCE_CANCELLATION: "calendar",
    Kind.ENROLMENT: "calendar",
    Kind.DOCUMENT: "document",
    Kind.CRECHE: "creche",
    Kind.FAMILY_CREATION: "families",
    Kind.APPOINTMENT: "clock",
    Kind.CONTACT_MESSAGE: "message",
    UNKNOWN_KIND[0]: "help",
}

QUEUE: dict[Queue, str] = {
    Queue.RESERVATIONS: "Réservations",
    Queue.ABSENCES: "Absences",
    Queue.DOSSIER: "Dossier",
    Queue.DOCUMENTS: "Pièces",
    Queue.CRECHE: "Pré-inscriptions",
    Queue.FAMILIES: "Nouvelles familles",
    Queue.MESSAGES: "Messages",
}

STATE: dict[State, str] = {
    State.TO_DECIDE: "à décider",
    State.INFO_REQUESTED: "à compléter",
    State.SUSPENDED: "en suspens",
    State.WAITLISTED: "en liste d’attente",
    State.CLOSED: "traitées",
    State.ALL: "toutes",
}

ORDER: dict[Order, str] = {
    Order.OLDEST: "la plus ancienne d’abord",
    Order.NEAREST: "le jour le plus proche d’abord",
}


def _status_words(status: Status, *, told: bool) -> str:
    """An open request is « En cours » to its family; an agent needs to know more."""
    state, listed, history, _ = REQUEST_STATUSES[status]
    return _printed(listed if told or state == "closed" else history)


REQUEST_STATUS = {status: _status_words(status, told=False) for status in Status}
REQUEST_STATUS_TOLD = {status: _status_words(status, told=True) for status in Status}

SLOT_STATUS: dict[SlotStatus, str] = {
    status: _printed(SLOT_STATUSES[status][1]) for status in SlotStatus
}

SLOT_EVENT: dict[SlotEvent, str] = {
    SlotEvent.ASK: "Demandé",
    SlotEvent.ACCEPT: "Accepté",
    SlotEvent.ACCEPT_INVOICED: "Accepté, facturé",
    SlotEvent.REFUSE: "Refusé",
    SlotEvent.WAITLIST: "Mis en liste d’attente",
    SlotEvent.PROMOTE: "Place obtenue",
    SlotEvent.EXPIRE: "Attente terminée",
    SlotEvent.WITHDRAW: "Retiré par la famille",
    SlotEvent.CANCEL_BY_SERVICE: "Annulé par le service",
    SlotEvent.MARK_PRESENT: "Pointé présent",
    SlotEvent.MARK_NO_SHOW: "Pointé absent",
    SlotEvent.JUSTIFY: "Absence justifiée",
    SlotEvent.UNDO: "Réponse reprise",
}

VERB: dict[Verb, str] = {
    Verb.ACCEPT: "Accepter",
    Verb.REFUSE: "Refuser",
    Verb.WAITLIST: "Mettre en liste d’attente",
}

EVENT: dict[EventKind, str] = {
    EventKind.HISTORY: "Historique",
    EventKind.MESSAGE: "Message",
    EventKind.REPLY: "Réponse",
    EventKind.NOTE: "Note interne",
}

ROLE: dict[Role, str] = {
    Role.READER: "Lecture",
    Role.INSTRUCTOR: "Instruction",
    Role.SITE_MANAGER: "Responsable de site",
    Role.REGIE: "Régie",
    Role.ADMINISTRATOR: "Administration",
    Role.SYSTEM: "Application",
}

# Names of the contract's fields, for the kinds shown as plain text.
FIELD: dict[str, str] = {
    "guardian_id": "Responsable n°",
    "child_id": "Enfant n°",
    "family_id": "Famille n°",
    "activity_id": "Activité n°",
    "contact_id": "Contact n°",
    "document_type_id": "Type de pièce n°",
    "file_ids": "Fichiers n°",
    "photo_file_id": "Photo n°",
    "in_reply_to": "En réponse à la demande n°",
    "changes": "",
    "guardian": "Responsable",
    "guardian1": "Responsable 1",
    "guardian2": "Responsable 2",
    "guardians": "Responsable",
    "child": "Enfant",
    "children": "Enfant",
    "contact": "Contact",
    "address": "Adresse",
    "bank": "Banque",
    "tax": "Fiscal",
    "enrolments": "Inscription",
    "civility": "Civilité",
    "last_name": "Nom",
    "first_name": "Prénom",
    "full_name": "Nom complet",
    "birth_date": "Date de naissance",
    "birth_expected": "Enfant à naître",
    "sex": "Sexe",
    "capacity": "Qualité",
    "marital_status": "Situation familiale",
    "email": "Courriel",
    "phone": "Téléphone",
    "mobile": "Téléphone portable",
    "street": "Rue",
    "postcode": "Code postal",
    "city": "Ville",
    "country": "Pays",
    "building": "Bâtiment",
    "locality": "Lieu-dit",
    "address_extra": "Complément d’adresse",
    "holder": "Titulaire",
    "iban": "IBAN",
    "bic": "BIC",
    "relation": "Lien de parenté",
    "emergency": "Appelé en cas d’urgence",
    "pickup": "Autorisé à récupérer l’enfant",
    "remove": "À retirer",
    "diets": "Pratiques alimentaires",
    "allergies": "Allergie",
    "category": "Catégorie",
    "label": "Libellé",
    "vaccinations": "Vaccin",
    "vaccine": "Vaccin",
    "date": "Date",
    "booster": "Rappel",
    "insurance_company": "Assurance",
    "insurance_number": "N° d’assurance",
    "glasses": "Lunettes",
    "dental_device": "Appareil dentaire",
    "hearing_device": "Appareil auditif",
    "sport": "Sport",
    "photo": "Photo",
    "leave_alone": "Partir seul",
    "outings": "Sorties",
    "hospitalisation": "Hospitalisation",
    "wishes": "Vœux (structures n°)",
    "entry_date": "Entrée souhaitée",
    "care": "Accueil",
    "halfdays": "Demi-journées",
    "payer": "Payeur",
    "service": "Service",
    "wished": "Créneaux souhaités",
    "subject": "Objet",
    "body": "Message",
    "starts_on": "Du",
    "ends_on": "Au",
    "weekdays": "Jours",
    "note": "Remarque",
    "reason": "Motif",
}


def field(path: str) -> str:
    """« guardian1.last_name » → « Responsable 1, nom »; unknown names stay as they are."""
    words: list[str] = []
    for part in path.split("."):
        if part.isdecimal() and words:
            words[-1] += f" {part}"
        elif word := FIELD.get(part, part):
            words.append(word)
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])
