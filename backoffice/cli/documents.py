"""`backoffice documents …`: what a family brought to the counter, for scripts and scanners."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, datetime
from pathlib import Path

from backoffice.cli import bases
from backoffice.cli.say import Asked, answer
from backoffice.database.work import Work
from backoffice.documents import files, owners, services
from backoffice.documents.queries import sheet
from backoffice.documents.types import TypeRow, types
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import fold


def add(asked: Namespace) -> int:
    """Accepted at once: the agent has it in their hands."""
    if asked.child is None and asked.guardian is None and asked.family is None:
        raise Asked("Dites pour qui : --child, --guardian ou --family.")
    if asked.child is not None and asked.guardian is not None:
        raise Asked("Choisissez --child ou --guardian.")
    dated = _day(asked.dated) if asked.dated else None
    named = [_read(Path(one)) for one in asked.file]
    with bases.acting(asked) as opened, opened.database.work(opened.agent) as work:
        wanted = _type(work, asked.type)
        owner = owners.find(
            work, family_id=asked.family, child_id=asked.child, guardian_id=asked.guardian
        )
        made = sheet(work, services.add(work, wanted.id, owner, named, dated=dated))
    told = {
        "document_id": made.id,
        "type": made.label,
        "family_id": made.family_id,
        "files": len(made.files),
        "dated": made.dated,
        "valid_until": made.valid_until,
    }
    until = f"valable jusqu’au {short_day(made.valid_until)}" if made.valid_until else "sans limite"
    many = "s" if len(made.files) > 1 else ""
    line = f"{made.label}, {made.whom} : {len(made.files)} fichier{many} ajouté{many}, {until}."
    return answer(asked, told, line)


def _read(path: Path) -> tuple[str, bytes]:
    """A file too large is not even read."""
    try:
        if path.stat().st_size > files.LARGEST:
            raise Refused(files.too_large(path.name))
        return path.name, path.read_bytes()
    except OSError:
        raise Refused(f"Le fichier « {path} » ne peut pas être lu.") from None


def _type(work: Work, typed: str) -> TypeRow:
    """By its name, or by its number."""
    known = types(work)
    found = [one for one in known if fold(one.draft.label) == fold(typed) or str(one.id) == typed]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(one.id) for one in found)
        raise Refused(f"Plusieurs pièces s’appellent « {typed} » : donnez un numéro ({numbers}).")
    labels = ", ".join(f"« {one.draft.label} »" for one in known) or "aucune pour l’instant"
    raise Refused(f"Aucune pièce demandée ne s’appelle « {typed} ». Au choix : {labels}.")


def _day(typed: str) -> date:
    try:
        return datetime.strptime(typed.strip(), "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise Asked(f"« {typed} » n’est pas une date : écrivez-la JJ/MM/AAAA.") from None
