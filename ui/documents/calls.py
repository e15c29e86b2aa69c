"""What this screen asks of the back office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from backoffice.activities import queries as places
from backoffice.database.work import Work
from backoffice.documents import files, queries, services
from backoffice.documents.files import Before
from backoffice.documents.owners import Owner
from backoffice.documents.queries import Counts, File, Key, Line, Sheet
from backoffice.drawing import LARGEST_FILE
from backoffice.inbox import queries as inbox
from backoffice.inbox import services as answers
from backoffice.inbox.decide import Report
from backoffice.inbox.documents.answers import DocumentAnswer
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.services.documents import accept_documents
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import Refused
from backoffice.portal.files import HEAD, PDF, PNG, sort_of
from ui.documents.words import Tab

Reasons = tuple[tuple[str, str], ...]
_LISTS = {Tab.WAITING: queries.waiting, Tab.REFUSED: queries.refused, Tab.ENDING: queries.ending}
UNREADABLE = "Ce fichier n’a pas pu être lu sur le poste."
UNWRITABLE = "La copie n’a pas pu être écrite à cet endroit."


@dataclass(frozen=True, slots=True)
class Opened:
    """A file and what it holds; `before` are the documents that hold the very same."""

    file: File
    content: bytes = field(repr=False)
    before: tuple[Before, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and its first file; no file when it is gone."""

    sheet: Sheet
    opened: Opened | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the agent makes of a document they accept."""

    dated: date | None
    valid_until: date | None
    kept: tuple[int, ...] = ()
    checked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What the screen needs besides its lists."""

    counts: Counts
    reasons: Reasons
    schools: tuple[tuple[int, str], ...]


def around(work: Work, facility_id: int | None) -> Around:
    schools = tuple((one.id, one.label) for one in places.facilities(work))
    return Around(queries.counts(work, facility_id), inbox.choices(work).reasons, schools)


def lines(
    work: Work, tab: Tab, after: Key | None, size: int, facility_id: int | None
) -> tuple[Line, ...]:
    return _LISTS[tab](work, after, size, facility_id=facility_id)


def read(work: Work, document_id: int, *, whole: bool = True) -> Reading:
    """The document; whole, its first file with it: one question less before it is on screen."""
    sheet = queries.sheet(work, document_id)
    first = sheet.files[0] if whole and sheet.files else None
    return Reading(sheet, open_file(work, sheet.id, first) if first else None)


def open_file(work: Work, document_id: int, file: File) -> Opened:
    content = files.content_of(work, stored_id=file.stored_id, portal_id=file.portal_id)
    before = files.seen_before(work, files.fingerprint(content), but=document_id)
    return Opened(file, content, before)


def accept(work: Work, sheet: Sheet, judged: Judged) -> Report:
    answer = DocumentAnswer(
        _seen(sheet), judged.dated, judged.valid_until, judged.kept, judged.checked
    )
    return accept_documents(work, [answer])


def refuse(work: Work, sheet: Sheet, code: str, told: str) -> Report:
    answer = Answer(Verb.REFUSE, reason_code=code or None, public_reason=told)
    return answers.decide(work, [_seen(sheet)], answer)


def undo(work: Work, operation_ids: Sequence[str]) -> list[Report]:
    """The latest first: a later answer may rest on an earlier one."""
    return [answers.undo(work, one) for one in reversed(operation_ids)]


def send_message(work: Work, request_id: int, told: str) -> None:
    answers.send_message(work, [request_id], told)


def copy_out(work: Work, file_id: int) -> bytes:
    return services.copy_out(work, file_id)[1]


def write_copy(path: Path, content: bytes) -> None:
    """Read-only: what is changed there would not be what the family sent."""
    try:
        path.unlink(missing_ok=True)
        path.write_bytes(content)
        path.chmod(0o444)
    except OSError:
        raise Refused(UNWRITABLE) from None


def read_files(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """From the PC, no more of each than a document may weigh."""
    found = []
    for path in paths:
        try:
            with path.open("rb") as opened:
                found.append((path.name, opened.read(LARGEST_FILE + 1)))
        except OSError:
            raise Refused(UNREADABLE) from None
    return found


def add(
    work: Work, type_id: int, owner: Owner, named: Sequence[tuple[str, bytes]], dated: date | None
) -> int:
    return services.add(work, type_id, owner, named, dated=dated)


def keep_turned(work: Work, file_id: int, name: str, content: bytes) -> None:
    """Under a name that says what it is now: a photo that was HEIC or WebP is a JPEG."""
    end = {PDF: ".pdf", PNG: ".png"}.get(sort_of(content[:HEAD]) or "", ".jpg")
    services.replace_file(work, file_id, Path(name).stem + end, content)


def _seen(sheet: Sheet) -> Seen:
    if sheet.request_id is None:
        raise Refused("Cette pièce a été donnée au guichet : elle est déjà validée.")
    return Seen(sheet.request_id, sheet.request_version)
