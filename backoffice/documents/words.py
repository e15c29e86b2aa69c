"""What a document may be: for whom, how long, in which state, and what its absence does."""

from __future__ import annotations

from enum import StrEnum

from backoffice.portal.words import DOCUMENT_STATES, VALIDITIES


class Scope(StrEnum):
    """Whom a type of document is asked of, with the words of the contract."""

    CHILD = "child"
    GUARDIAN = "guardian"
    FAMILY = "family"


class Validity(StrEnum):
    PERMANENT = "permanent"
    ANNUAL = "annual"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    SCHOOL_YEAR = "school_year"
    UNTIL = "until"  # a day the town sets


class Effect(StrEnum):
    """What the absence of a document does to a reservation."""

    BLOCK = "block"
    WARN = "warn"
    NONE = "none"


class Condition(StrEnum):
    """Of whom a type is asked, besides by activity."""

    ALWAYS = "always"
    ALLERGY = "allergy"
    CARE_PLAN = "care_plan"


class State(StrEnum):
    """As the contract has them. `missing` is no row: nothing was given."""

    VALIDATING = "validating"
    RECEIVED = "received"
    INVALID = "invalid"
    EXPIRED = "expired"


MISSING = "missing"
STATE_LABELS = DOCUMENT_STATES
VALIDITY_LABELS = {validity: VALIDITIES[validity] for validity in Validity}
SCOPE_LABELS: dict[Scope, str] = {
    Scope.CHILD: "Enfant",
    Scope.GUARDIAN: "Responsable",
    Scope.FAMILY: "Famille",
}
EFFECT_LABELS: dict[Effect, str] = {
    Effect.BLOCK: "Bloque les réservations",
    Effect.WARN: "Avertit l’agent",
    Effect.NONE: "Aucun effet",
}
# Why a document is sent back: a word for the agent, the sentence the family reads.
REFUSALS: dict[str, str] = {
    "Illisible": "La pièce est illisible : envoyez-la de nouveau, nette et bien éclairée.",
    "Page manquante": "Il manque une page : envoyez la pièce entière.",
    "Autre enfant": "La pièce concerne une autre personne : envoyez celle qui est demandée.",
    "Date dépassée": "La date de la pièce est dépassée : envoyez-en une à jour.",
    "Sans signature": "La pièce n’est pas signée : envoyez-la signée.",
}
