"""What the drivers say, in the four kinds of error this program knows."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused, Unavailable

_OCCUPIED = "La base est occupée par un autre programme. Rien n’a été enregistré : réessayez dans un instant."
_READ_ONLY = (
    "La base est en lecture seule. Rien n’a été enregistré : vérifiez les droits du fichier, "
    "puis réessayez."
)
_MISSING = "Le fichier de la base est introuvable ou ne s’ouvre pas. Vérifiez son emplacement, puis réessayez."
_DAMAGED = (
    "Le fichier de la base est abîmé. Rien n’a été enregistré : restaurez la dernière sauvegarde."
)

_SQLITE: tuple[tuple[str, str], ...] = (
    ("database is locked", _OCCUPIED),
    ("database table is locked", _OCCUPIED),
    ("readonly database", _READ_ONLY),
    ("disk is full", "Le disque est plein. Rien n’a été enregistré : libérez de la place, puis réessayez."),
    ("unable to open", _MISSING),
    ("not a database", "Ce fichier n’est pas une base de ce programme. Choisissez-en un autre."),
    ("malformed", _DAMAGED),
)  # fmt: skip

LOST = "Connexion au serveur perdue. Rien n’a été enregistré : réessayez quand il répondra."
_BUSY = (
    "Un collègue enregistre au même moment. Rien n’a été enregistré : réessayez dans un instant."
)

_POSTGRESQL: dict[str, Exception] = {
    "42501": NotAllowed("Vos droits sur la base ne permettent pas cette action."),
    "55P03": Unavailable(_BUSY),
    "40P01": Unavailable(_BUSY),
    "40001": Unavailable(_BUSY),
    "57014": Unavailable("La base met trop de temps à répondre. Rien n’a été enregistré : réessayez."),
    "28P01": Refused("Identifiant ou mot de passe incorrect."),
    "28000": Refused("Identifiant ou mot de passe incorrect."),
    "53100": Unavailable("Le disque du serveur est plein. Rien n’a été enregistré : prévenez l’administrateur."),
    "25006": Unavailable("La base est en lecture seule. Rien n’a été enregistré : prévenez l’administrateur."),
    "3D000": Refused("Cette base n’existe pas sur le serveur. Vérifiez son nom."),
}  # fmt: skip


def translated(error: DBAPIError) -> Exception:
    """The error to raise instead; what is our own mistake stays as it is."""
    state = getattr(error.orig, "sqlstate", None)
    said = str(error.orig)
    if state in _POSTGRESQL:
        known = _POSTGRESQL[state]
        return type(known)(*known.args)
    if isinstance(error, IntegrityError):
        return _broken_promise(said) or error
    for sign, sentence in _SQLITE:
        if sign in said:
            return Unavailable(sentence)
    if "password authentication failed" in said:
        return Refused("Identifiant ou mot de passe incorrect.")
    if error.connection_invalidated or _is_lost(error):
        return Unavailable(LOST)
    return error


def _is_lost(error: DBAPIError) -> bool:
    """PostgreSQL went away. SQLite says the same of a mistake in our own SQL: that stays a bug."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return type(error.orig).__module__.startswith("psycopg")


def _broken_promise(said: str) -> Exception | None:
    """A constraint that a colleague's simultaneous change can make us meet."""
    if "slot_capacity" in said:
        return OutOfDate("La dernière place vient d’être prise par une autre demande.")
    if "effective" in said or "uq_reservation" in said or "arrow" in said:
        return OutOfDate("Un collègue vient de traiter cet élément.")
    return None
