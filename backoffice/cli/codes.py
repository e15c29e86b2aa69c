"""`backoffice codes …`: made and printed, listed, revoked. A code is shown as it is issued, never after."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from backoffice.activities import queries as places
from backoffice.app import Backoffice
from backoffice.cli import bases
from backoffice.cli.say import Asked, answer, table
from backoffice.database.work import Work
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import fold
from backoffice.subscribers import mailing, queries, services, words
from backoffice.subscribers.queries import CodeFilter, CodeRow, CodeState
from backoffice.subscribers.recipients import CodeKind, Scope

_PAGE = 500


def issue(asked: Namespace) -> int:
    with bases.acting(asked) as opened:
        with opened.database.read(opened.agent) as work:
            kind, scope = _kind(work, asked), _scope(work, asked)
        if asked.letters:
            return _letters(asked, opened, kind, scope)
        with opened.database.work(opened.agent) as work:
            made = services.give(work, queries.recipients(work, kind, scope))
    rows = [(one.code, one.recipient.family, one.recipient.name) for one in made]
    told = [
        {
            "code": one.code,
            "kind": one.recipient.kind,
            "family_id": one.recipient.family_id,
            "guardian_id": one.recipient.guardian_id,
            "until": one.until,
        }
        for one in made
    ]
    return answer(asked, told, *table(rows), "Notez-les : ils ne seront plus montrés.")


def revoke(asked: Namespace) -> int:
    if not asked.selector and asked.family is None and not asked.school:
        raise Asked("Dites lesquels : leurs quatre premiers caractères, --family ou --school.")
    with bases.acting(asked) as opened, opened.database.work(opened.agent) as work:
        found = [row for row in _found(work, asked) if row.live]
        wanted = {typed.upper()[:4] for typed in asked.selector}
        if missing := wanted - {row.selector for row in found}:
            raise Refused(f"Aucun code en cours ne commence par {min(missing)}.")
        ids = [row.id for row in found if not wanted or row.selector in wanted]
        done = services.revoke_codes(work, ids)
    many = "s" if done > 1 else ""
    return answer(asked, {"revoked": done}, f"{done} code{many} révoqué{many}.")


def list_all(asked: Namespace) -> int:
    if asked.state is not None and asked.state not in set(CodeState):
        raise Asked(f"--state {asked.state} n’existe pas. Au choix : {', '.join(CodeState)}.")
    with bases.reading(asked) as opened, opened.database.read(opened.agent) as work:
        found = _found(work, asked)
    rows = [
        (
            f"{row.selector}-…",
            words.CODE_KINDS[row.kind],
            words.CODE_STATES[row.state].lower(),
            f"jusqu’au {short_day(row.until)}" if row.until else "",
            row.family,
            ", ".join(row.accounts),
        )
        for row in found
    ]
    return answer(asked, found, *table(rows))


def _letters(asked: Namespace, opened: Backoffice, kind: CodeKind, scope: Scope) -> int:
    path = Path(asked.letters)
    steps = mailing.mail(lambda: opened.database.work(opened.agent), kind, scope, path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            done: mailing.Mailed = end.value
            break
    lines = [f"{done.letters} lettre{'s' if done.letters > 1 else ''} dans {path}."]
    if done.without_address:
        lines.append(f"Sans adresse, à remettre : {', '.join(done.without_address)}.")
    if done.unprintable:
        lines.append(f"Caractères absents de la police : {', '.join(done.unprintable)}.")
    return answer(asked, done, *lines, "Imprimez-les, puis supprimez le fichier.")


def _found(work: Work, asked: Namespace) -> list[CodeRow]:
    """All of them, page by page."""
    state = getattr(asked, "state", None)
    wanted = CodeFilter(
        state=CodeState(state) if state else None,
        personal=True if asked.personal else None,
        facility_id=_school(work, asked),
        family_id=asked.family,
    )
    found: list[CodeRow] = []
    while page := queries.code_page(work, wanted, found[-1].id if found else None, _PAGE):
        found += page
    return found


def _kind(work: Work, asked: Namespace) -> CodeKind:
    return CodeKind.PERSONAL if asked.personal else queries.code_rules(work).scope


def _scope(work: Work, asked: Namespace) -> Scope:
    if asked.family is None and not asked.school and not asked.missing:
        raise Asked("Dites pour qui : --family, --school, ou --missing pour toute la ville.")
    school = _school(work, asked)
    return Scope(
        family_ids=() if asked.family is None else (asked.family,),
        facility_id=school,
        class_id=_class(work, asked, school),
        only_missing=asked.missing,
    )


def _school(work: Work, asked: Namespace) -> int | None:
    if not asked.school:
        return None
    known = {fold(one.label): one.id for one in places.facilities(work)}
    if fold(asked.school) not in known:
        raise Refused(f"Aucun établissement ne s’appelle « {asked.school} ».")
    return known[fold(asked.school)]


def _class(work: Work, asked: Namespace, school: int | None) -> int | None:
    if not asked.school_class:
        return None
    if school is None:
        raise Asked("Une classe se cherche dans une école : ajoutez --school.")
    known = {fold(one.label): one.id for one in places.classes(work) if one.facility_id == school}
    if fold(asked.school_class) not in known:
        raise Refused(f"Aucune classe ne s’appelle « {asked.school_class} ».")
    return known[fold(asked.school_class)]
