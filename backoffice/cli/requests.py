"""`backoffice requests …`: the inbox, for scripts. Answers go through the same services."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable

from backoffice.cli import bases
from backoffice.cli.say import Asked, answer, table
from backoffice.database.work import Work
from backoffice.inbox import queries, services
from backoffice.inbox.decide import Report
from backoffice.inbox.newcomers.answers import CreationAnswer
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.reading import RequestSummary
from backoffice.inbox.workflow import Kind, Status, Verb
from backoffice.kernel.calendar import local, short_day
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import digits, reference
from backoffice.portal.words import KINDS, REQUEST_STATUSES


def list_all(asked: Namespace) -> int:
    _known(asked.status, Status, "--status")
    _known(asked.kind, Kind, "--kind")
    found: list[RequestSummary] = []
    with bases.reading(asked) as opened, opened.database.read(opened.agent) as work:
        while True:
            after = found[-1].request_id if found else 0
            page = queries.find_requests(work, status=asked.status, kind=asked.kind, after=after)
            found += page
            if not page:
                break
    rows = [
        (
            row.reference,
            REQUEST_STATUSES[row.status][1] if row.status in REQUEST_STATUSES else row.status,
            KINDS.get(row.kind, row.kind),
            row.child,
            row.activity,
            short_day(row.starts_on) if row.starts_on else "",
        )
        for row in found
    ]
    return answer(asked, found, *table(rows))


def show(asked: Namespace) -> int:
    with bases.reading(asked) as opened, opened.database.read(opened.agent) as work:
        found = [queries.show_request(work, str(number)) for number in _numbers(asked.ref)]
    lines: list[str] = []
    for sheet in found:
        row = sheet.request
        status = REQUEST_STATUSES.get(row.status, ("", row.status))[1]
        whose = ", ".join(filter(None, (row.child, row.family)))
        lines += [
            f"{row.reference}  {sheet.description}",
            f"  {whose} : {status}" if whose else f"  {status}",
        ]
        lines += [f"  {sentence}" for _key, _level, sentence in sheet.checks]
        lines += [
            f"  {one.name} : {one.current or '—'} → {one.asked or '—'} {one.flaw}".rstrip()
            for one in sheet.fields
        ]
        lines += [
            f"  {local(e.at):%d/%m/%Y %H:%M}  {e.label} {e.words}".rstrip() for e in sheet.history
        ]
    return answer(asked, found if len(found) > 1 else found[0], *lines)


def accept(asked: Namespace) -> int:
    only = tuple(name.strip() for name in (asked.only or "").split(",") if name.strip())
    if asked.new and asked.attach:
        raise Asked("Choisissez --attach ou --new.")
    own = tuple(
        CreationAnswer(Seen(number), asked.attach, asked.new, message=asked.text)
        for number in (_numbers(asked.ref) if asked.new or asked.attach else ())
    )
    return _decide(asked, Answer(Verb.ACCEPT, message=asked.text, only=only, own=own))


def refuse(asked: Namespace) -> int:
    if not asked.reason and not asked.text.strip():
        raise Asked("Un refus a toujours un motif : --reason CODE ou --text « … ».")
    return _decide(asked, Answer(Verb.REFUSE, reason_code=asked.reason, public_reason=asked.text))


def waitlist(asked: Namespace) -> int:
    return _decide(asked, Answer(Verb.WAITLIST, message=asked.text))


def message(asked: Namespace) -> int:
    if not asked.text.strip():
        raise Asked("Écrivez le message : --text « … ».")
    numbers = _numbers(asked.ref)
    with bases.acting(asked) as opened, opened.database.work(opened.agent) as work:
        _exist(work, numbers)
        if not asked.dry_run:
            services.send_message(work, numbers, asked.text)
    told = "serait envoyé" if asked.dry_run else "envoyé"
    return answer(asked, {"messaged": numbers}, f"Message {told} : {_many(len(numbers))}.")


def undo(asked: Namespace) -> int:
    """Takes back the whole of the answer each request was given in."""
    numbers = _numbers(asked.ref)
    with bases.acting(asked) as opened, opened.database.work(opened.agent) as work:
        operations = list(dict.fromkeys(_operation(work, number) for number in numbers))
        if asked.dry_run:
            return answer(
                asked, {"operations": operations}, f"Serait annulé : {_many(len(numbers))}."
            )
        reports = [services.undo(work, operation) for operation in operations]
    return _tell(asked, reports)


def _decide(asked: Namespace, wanted: Answer) -> int:
    numbers = _numbers(asked.ref)
    with bases.acting(asked) as opened:
        door: Callable[..., object] = (
            opened.database.read if asked.dry_run else opened.database.work
        )
        with door(opened.agent) as work:  # type: ignore[attr-defined]
            _exist(work, numbers)
            seen = [Seen(number) for number in numbers]
            report = services.decide(work, seen, wanted, dry_run=asked.dry_run)
    return _tell(asked, [report])


def _tell(asked: Namespace, reports: list[Report]) -> int:
    lines = [
        f"{reference(outcome.request_id)}  {outcome.result}  {outcome.sentence}".rstrip()
        for report in reports
        for outcome in report.outcomes
    ]
    sentences = [report.sentence for report in reports]
    told = [
        {
            "operation_id": report.operation_id,
            "dry_run": report.dry_run,
            "done": report.done,
            "families": report.families,
            "mail_at": report.mail_at,
            "sentence": report.sentence,
            "outcomes": report.outcomes,
        }
        for report in reports
    ]
    answer(asked, told if len(told) > 1 else told[0], *lines, *sentences)
    if any(report.done for report in reports):
        return 0
    print(" ".join(sentences), file=sys.stderr)
    return 1


def _numbers(refs: list[str]) -> list[int]:
    """« 17378961 », « 17 378 961 » in one argument or in three, whatever the spaces."""
    found: list[int] = []
    open_one = ""
    for word in refs:
        figures = digits(word)
        if figures != "".join(word.split()):
            raise Asked(f"« {word} » n’est pas un numéro de demande.")
        joined = open_one + figures
        if len(joined) < len("10000000"):
            open_one = joined
            continue
        found.append(int(joined))
        open_one = ""
    if open_one:
        raise Asked(f"« {open_one} » n’est pas un numéro de demande.")
    return list(dict.fromkeys(found))


def _exist(work: Work, numbers: list[int]) -> None:
    for number in numbers:
        if queries.by_reference(work, str(number)) is None:
            raise Refused(f"Aucune demande ne porte le numéro « {reference(number)} ».")


def _operation(work: Work, number: int) -> str:
    """The answer in force for this request."""
    line = queries.by_reference(work, str(number))
    if line is None:
        raise Refused(f"Aucune demande ne porte le numéro « {reference(number)} ».")
    found = next(one for one in queries.detail(work, line).lines if one.request_id == number)
    if not found.operation_id:
        raise Refused(f"Il n’y a rien à annuler pour la demande {reference(number)}.")
    return found.operation_id


def _many(count: int) -> str:
    return f"{count} demande{'s' if count > 1 else ''}"


def _known(value: str | None, words: type[Status | Kind], option: str) -> None:
    if value is not None and value not in set(words):
        raise Asked(f"{option} {value} n’existe pas. Au choix : {', '.join(words)}.")
