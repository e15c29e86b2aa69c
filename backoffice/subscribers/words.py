"""What agents read of codes, accounts and links, on screens and in commands."""

from __future__ import annotations

from backoffice.subscribers.queries import CodeState
from backoffice.subscribers.recipients import CodeKind

CODE_STATES: dict[CodeState, str] = {
    CodeState.ISSUED: "À envoyer",
    CodeState.SENT: "Remis",
    CodeState.USED: "Utilisé",
    CodeState.LOCKED: "Bloqué",
    CodeState.EXPIRED: "Expiré",
    CodeState.REVOKED: "Révoqué",
}
CODE_KINDS: dict[CodeKind, str] = {
    CodeKind.FAMILY: "Code abonné",
    CodeKind.GUARDIAN: "Code abonné",
    CodeKind.PERSONAL: "Code personnel",
}
CHANNELS: dict[str, str] = {"letter": "par lettre", "email": "par e-mail", "counter": "au guichet"}
ACCOUNT_STATES: dict[str, str] = {
    "unknown": "Pas encore connu",
    "created": "Non activé",
    "activated": "Activé",
    "closed": "Fermé",
}
LINK_STATES: dict[str, str] = {
    "pending_sign_in": "Lié, pas encore actif",
    "active": "Actif",
    "revoked": "Révoqué",
    "refused": "Refusé",
}
LINK_METHODS: dict[str, str] = {
    "code": "par un code abonné",
    "invoice": "par une facture",
    "creation": "à la création du dossier",
    "agent": "par un agent",
}
OUTCOMES: dict[str, str] = {
    "linked": "rattaché",
    "wrong": "essai faux",
    "locked": "refusé : trop d’essais",
}
