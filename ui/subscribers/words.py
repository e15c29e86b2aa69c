"""What the screens of accounts and codes say."""

from __future__ import annotations

from datetime import datetime

from backoffice.kernel.calendar import local
from backoffice.subscribers import words as said
from backoffice.subscribers.queries import (
    AccountRow,
    AccountSheet,
    AccountSort,
    CodeRow,
    CodeState,
    LinkRow,
    TryRow,
)
from ui.kit.checks import Check
from ui.kit.french import hour, short_date
from ui.kit.pagedmodel import Column
from ui.kit.timeline import Moment
from ui.kit.tokens import Advice, Status

S = AccountSort
A = Advice

LISTS: dict[AccountSort, str] = {
    S.ALONE: "Sans famille",
    S.NOT_ACTIVATED: "Non activés",
    S.LOCKED: "Bloqués",
    S.PENDING: "Pas encore actifs",
    S.MISMATCH: "Noms différents",
    S.ALL: "Tous",
}
ABOUT: dict[AccountSort, str] = {
    S.ALONE: "Activés, mais rattachés à aucune famille : un code abonné leur manque.",
    S.NOT_ACTIVATED: "La personne n'a pas ouvert l'e-mail d'activation.",
    S.LOCKED: "Cinq essais faux en une heure : les suivants attendent la fin de cette heure.",
    S.PENDING: "Liés mais pas encore actifs. À dire : « déconnectez-vous puis reconnectez-vous ».",
    S.MISMATCH: "Ces comptes ne portent pas le nom d'un responsable de la famille qu'ils lisent.",
    S.ALL: "Tous les comptes du portail, les derniers créés d'abord.",
}
NOTHING: dict[AccountSort, str] = {
    S.ALONE: "Tous les comptes activés ont une famille.",
    S.NOT_ACTIVATED: "Tous les comptes sont activés.",
    S.LOCKED: "Aucun compte bloqué.",
    S.PENDING: "Aucun rattachement en attente.",
    S.MISMATCH: "Chaque compte porte le nom d'un responsable.",
    S.ALL: "Le portail n'a encore aucun compte.",
}
SIGN_IN_AGAIN = "Lié mais pas encore actif : « déconnectez-vous puis reconnectez-vous »."


def when(at: datetime | None) -> str:
    return short_date(local(at).date()) if at else ""


def instant(at: datetime) -> str:
    return f"{local(at):%d/%m/%Y %H:%M}"


def families(row: AccountRow) -> str:
    return ", ".join(row.families)


ACCOUNT_COLUMNS: tuple[Column[AccountRow], ...] = (
    Column("Compte", lambda one: one.name, said=lambda one: f"{one.name}, {families(one)}"),
    Column("E-mail", lambda one: one.email),
    Column("Famille", families),
    Column("Créé le", lambda one: when(one.created_at)),
)
ACCOUNT_SHARES = (27, 32, 22, 19)


def code_text(row: CodeRow) -> str:
    """Its public part: the rest is known to nobody."""
    return f"{row.selector}-…"


def until(row: CodeRow) -> str:
    return short_date(row.until) if row.until else "sans fin"


CODE_COLUMNS: tuple[Column[CodeRow], ...] = (
    Column("Code", code_text, said=lambda one: f"{code_text(one)}, {one.family}, {state(one)}"),
    Column("Sorte", lambda one: said.CODE_KINDS[one.kind]),
    Column("Famille", lambda one: one.family),
    Column("Responsable", lambda one: one.guardian or "toute la famille"),
    Column("État", lambda one: said.CODE_STATES[one.state]),
    Column("Émis le", lambda one: when(one.issued_at)),
    Column("Jusqu'au", until),
    Column("Compte", lambda one: ", ".join(one.accounts)),
)
CODE_SHARES = (10, 13, 16, 16, 10, 11, 11, 15)


def state(row: CodeRow) -> str:
    return said.CODE_STATES[row.state]


def story(row: CodeRow) -> str:
    """All that happened to a code, in one sentence after another."""
    by = f" par {row.issued_by}" if row.issued_by else ""
    told = [f"Émis le {instant(row.issued_at)}{by}"]
    if row.sent_at:
        told.append(f"remis {said.CHANNELS.get(row.channel, '')} le {when(row.sent_at)}")
    elif row.state is CodeState.ISSUED:
        told.append("à envoyer par e-mail")
    if row.used_at:
        told.append(f"utilisé le {instant(row.used_at)}")
    if row.accounts:
        told.append(f"compte{'s' if len(row.accounts) > 1 else ''} : {', '.join(row.accounts)}")
    if row.failures:
        many = "s" if row.failures > 1 else ""
        told.append(f"{row.failures} essai{many} faux")
    if row.state is CodeState.LOCKED:
        told.append("il ne sert plus : remplacez-le")
    if row.revoked_at:
        gone = f" par {row.revoked_by}" if row.revoked_by else ""
        told.append(f"révoqué le {instant(row.revoked_at)}{gone}")
    return ". ".join(one[:1].upper() + one[1:] for one in told) + "."


ACCOUNT_BADGES: dict[str, tuple[Status, str]] = {
    "unknown": (Status.CANCELLED, "info"),
    "created": (Status.PENDING, "clock"),
    "activated": (Status.RESERVED, "check"),
    "closed": (Status.REFUSED, "ban"),
}
LINK_BADGES: dict[str, tuple[Status, str]] = {
    "pending_sign_in": (Status.PENDING, "clock"),
    "active": (Status.RESERVED, "check"),
    "revoked": (Status.REFUSED, "ban"),
    "refused": (Status.REFUSED, "ban"),
}


def checks(found: AccountSheet) -> list[Check]:
    """What an agent looks at before trusting an account."""
    lines = [_activation(found)]
    if found.verified:
        lines.insert(0, Check(A.FAVOURABLE, "Identité", "vérifiée par FranceConnect"))
    if found.terms_version:
        accepted = f"acceptées, version {found.terms_version}"
        lines.append(Check(A.FAVOURABLE, "Conditions", accepted))
    else:
        lines.append(Check(A.TO_CHECK, "Conditions", "acceptation inconnue"))
    if found.locked_until:
        until_ = f"bloqués jusqu'à {hour(local(found.locked_until))}, après cinq essais faux"
        lines.append(Check(A.UNFAVOURABLE, "Essais", until_))
    if found.signed_in_at:
        lines.append(
            Check(A.FAVOURABLE, "Connexion", f"la dernière le {instant(found.signed_in_at)}")
        )
    return lines


def _activation(found: AccountSheet) -> Check:
    if found.state == "closed":
        return Check(A.UNFAVOURABLE, "Compte", f"fermé le {when(found.closed_at)}")
    if found.activated_at:
        return Check(A.FAVOURABLE, "Activation", f"activé le {when(found.activated_at)}")
    return Check(A.TO_CHECK, "Activation", "à faire : un e-mail attend la personne")


def link_checks(one: LinkRow, name: str) -> list[Check]:
    """Who the account says it is, beside the guardian it is linked to."""
    made = f"{said.LINK_METHODS[one.method]} le {instant(one.linked_at)}"
    if one.linked_by:
        made += f", {one.linked_by}"
    lines = [Check(A.FAVOURABLE, "Rattaché", made)]
    if one.live:
        held = one.guardian or "un responsable du dossier"
        if one.same_name:
            lines.append(Check(A.FAVOURABLE, "Nom", f"celui de {held}"))
        else:
            beside = one.guardian or "personne de ce nom dans le dossier"
            lines.append(Check(A.TO_CHECK, "Nom", f"se dit {name} ; au dossier : {beside}"))
    if one.state == "pending_sign_in":
        lines.append(Check(A.TO_CHECK, "À dire", SIGN_IN_AGAIN))
    if one.revoked_at:
        by = f" par {one.revoked_by}" if one.revoked_by else ""
        lines.append(Check(A.UNFAVOURABLE, "Révoqué", f"le {instant(one.revoked_at)}{by}"))
    return lines


def tries(found: AccountSheet) -> list[Moment]:
    return [_tried(one) for one in found.tries]


def _tried(one: TryRow) -> Moment:
    with_ = "avec un code" if one.method == "code" else "avec une facture"
    return Moment(f"{local(one.at):%d/%m %H:%M}", f"Essai {with_}", said.OUTCOMES[one.outcome])
