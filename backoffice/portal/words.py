"""The words families read: the binding tables of the contract, page version 1."""

from __future__ import annotations

CONTRACT_VERSION = "1"

# kind: label in « Mes demandes »
KINDS: dict[str, str] = {
    "reservation": "Ajout de réservation",
    "reservation_cancellation": "Annulation de réservation",
    "absence": "Ajout d'absence",
    "absence_cancellation": "Annulation d'absence",
    "enrolment": "Inscription à une activité",
    "guardian_change": "Modification du responsable",
    "guardian_add": "Ajout d'un responsable",
    "address_change": "Modification de l'adresse principale",
    "secondary_address_change": "Modification de l'adresse secondaire",
    "bank_change": "Modification d'info bancaire principal",
    "tax_change": "Modification des informations fiscales",
    "child_change": "Modification de l'enfant",
    "child_add": "Ajout d'un enfant",
    "child_extra_change": "Modification complément enfant",
    "authorisation_change": "Modification des autorisations",
    "health_change": "Modification des données sanitaires",
    "vaccination_change": "Modification des vaccins",
    "contact_add": "Ajout individu autorisation",
    "contact_change": "Modification individu autorisation",
    "document": "Pièce justificative",
    "creche": "Pré-inscription en crèche",
    "family_creation": "Création de famille",
    "appointment": "Prise de rendez-vous",
    "contact_message": "Message au service",
}
UNKNOWN_KIND = ("unknown", "Demande non reconnue")

# status: (public status, label, symbol, counted against the capacity)
SLOT_STATUSES: dict[str, tuple[str, str, str | None, bool]] = {
    "free": ("free", "Non réservé", None, False),
    "reservation_pending": ("reservation_pending", "Réservation en attente", "clock", False),
    "reserved": ("reserved", "Réservé", "check", True),
    "present": ("present", "Réservé", "check", True),
    "present_unreserved": ("present", "Réservé", "check", True),
    "absence_pending": ("absence_pending", "Absence en attente", "clock", True),
    "cancellation_pending": ("cancellation_pending", "Annulation en attente", "clock", True),
    "waitlisted": ("waitlisted", "En liste d'attente", "calendar", False),
    "absent": ("absent", "Absent(e)", "cross", False),
    "absent_invoiced": ("absent_invoiced", "Absence facturée", "cross", False),
    "reservation_refused": ("reservation_refused", "Réservation refusée", None, False),
    "reservation_cancelled": ("reservation_cancelled", "Réservation annulée", None, False),
    "absence_refused": ("absence_refused", "Absence refusée", "check", True),
}

# status: (state, label in the list, label in the history and the e-mail, someone has to answer)
REQUEST_STATUSES: dict[str, tuple[str, str, str, bool]] = {
    "submitted": ("open", "En cours", "En cours d'instruction", True),
    "transmitted": ("open", "En cours", "En cours d'instruction", True),
    "info_requested": ("open", "En cours", "Complément demandé", True),
    "waitlisted": ("open", "En cours", "En liste d'attente", False),
    "accepted": ("closed", "Acceptée", "Accepté", False),
    "partly_accepted": ("closed", "Acceptée en partie", "Accepté en partie", False),
    "refused": ("closed", "Refusée", "Refusé", False),
    "withdrawn": ("closed", "Annulée", "Annulé", False),
    "void": ("closed", "Sans objet", "Sans objet", False),
}

CREATED = "Création de demande"
TRANSMITTED = "Demande transmise à l'application métier"
TAKEN_BACK = "Réponse reprise par le service"
TREATED = "Traité par l'application enfance"

# state: label. `missing` is no file from the family or the collectivité.
DOCUMENT_STATES: dict[str, str] = {
    "missing": "A compléter",
    "validating": "En cours de validation",
    "received": "Transmis",
    "invalid": "Invalide",
    "expired": "Obsolète",
}
VALIDITIES: dict[str, str] = {
    "permanent": "Permanent",
    "annual": "Annuel",
    "half_yearly": "Semestriel",
    "quarterly": "Trimestriel",
    "school_year": "Année scolaire",
    "until": "Date de fin",
}
