"""The accounts of the portal that speak for a family, and the codes it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backoffice.kernel.calendar import local
from backoffice.subscribers.queries import CodeRow, CodeState
from backoffice.subscribers.queries.households import FamilyLink
from backoffice.subscribers.recipients import CodeKind
from ui.families.blocks import Block, Blocks, Deed, nothing
from ui.families.words import joined
from ui.kit.checks import Check, Checks
from ui.kit.fieldlines import FieldLines, Line
from ui.kit.tokens import Advice

LINKS = {
    "pending_sign_in": "lié mais pas encore actif",
    "active": "actif",
    "revoked": "révoqué",
    "refused": "refusé",
}
METHODS = {
    "code": "par code abonné", "invoice": "par une facture", "creation": "à la création de la famille",
    "agent": "par un agent",
}  # fmt: skip
ACCOUNTS = {
    "unknown": "pas encore connu du portail", "created": "non activé", "activated": "activé",
    "closed": "fermé",
}  # fmt: skip
KINDS = {
    CodeKind.FAMILY: "Code abonné de la famille",
    CodeKind.GUARDIAN: "Code abonné",
    CodeKind.PERSONAL: "Code personnel",
}
CODES = {
    CodeState.ISSUED: "émis, à envoyer", CodeState.SENT: "envoyé", CodeState.USED: "utilisé",
    CodeState.LOCKED: "bloqué après trop d’essais", CodeState.EXPIRED: "expiré",
    CodeState.REVOKED: "révoqué",
}  # fmt: skip


class AccountsPage(Blocks):
    def __init__(self, open_account: Callable[[str], object]) -> None:
        super().__init__("family_accounts")
        self._open = open_account

    def show_accounts(self, links: Sequence[FamilyLink], codes: Sequence[CodeRow]) -> None:
        shown = [self._link(one) for one in links]
        if not shown:
            shown = [Block("accounts", "Comptes du portail", [nothing(NOBODY)])]
        lines = [code_line(one) for one in codes]
        told = FieldLines(lines, "Codes") if lines else nothing("Aucun code n’a été émis.")
        self.show_blocks(*shown, Block("codes", "Codes", [told]))

    def _link(self, one: FamilyLink) -> Block:
        lines = [
            Line("Rattachement", _how(one)),
            Line("Parle pour", one.guardian or "toute la famille"),
            Line("E-mail", one.email),
            Line("Compte", ACCOUNTS.get(one.account_state, one.account_state)),
            Line("Conditions d’utilisation", terms(one)),
            Line("Dernière connexion", f"{local(one.signed_in_at):%d/%m/%Y %H:%M}" if one.signed_in_at else "jamais"),
        ]  # fmt: skip
        found = checks(one)
        parts = [FieldLines(lines, one.name), *([Checks(found)] if found else [])]
        deed = Deed(
            f"account_{one.id}", "Ouvrir le compte", lambda: self._open(one.account_id), "external"
        )
        return Block(f"link_{one.id}", one.name, parts, deeds=[deed])


NOBODY = "Aucun compte du portail n’est rattaché à cette famille."


def _how(one: FamilyLink) -> str:
    made = joined([METHODS.get(one.method, one.method), one.linked_by], " : ")
    words = f"{LINKS.get(one.state, one.state)}, {made}, le {local(one.linked_at):%d/%m/%Y}"
    if one.revoked_at is not None:
        words += f" ; révoqué le {local(one.revoked_at):%d/%m/%Y}"
        words += f" par {one.revoked_by}" if one.revoked_by else ""
    return words


def terms(one: FamilyLink) -> str:
    return f"acceptées, version {one.terms_version}" if one.terms_version else ""


def checks(one: FamilyLink) -> list[Check]:
    """What an agent should see before trusting what this account asks."""
    found = []
    if one.verified:
        found.append(Check(Advice.FAVOURABLE, "Identité", "vérifiée par FranceConnect"))
    if one.live and not one.same_name:
        reason = "le compte ne porte pas le nom du responsable auquel il est lié"
        found.append(Check(Advice.TO_CHECK, "Nom différent", reason))
    if one.state == "pending_sign_in":
        reason = "« déconnectez-vous puis reconnectez-vous »"
        found.append(Check(Advice.TO_CHECK, "Pas encore actif", f"à dire à la famille : {reason}"))
    return found


def code_line(one: CodeRow) -> Line:
    """Never the code itself: only its public part, and what became of it."""
    name = joined([KINDS[one.kind], f"{one.selector}-…"], " ")
    until = f"valable jusqu’au {one.until:%d/%m/%Y}" if one.until and one.live else ""
    issued = f"émis le {local(one.issued_at):%d/%m/%Y}"
    used = f"par {', '.join(one.accounts)}" if one.accounts else ""
    return Line(name, joined([one.guardian, joined([CODES[one.state], used], " "), issued, until]))
