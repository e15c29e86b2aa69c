"""Who sends the documents: what their letterhead says. Needs no ReportLab."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from backoffice.database import options
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

_KEY = "letterhead"
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Where the service is found; what is empty is not printed."""

    street: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Emitter:
    issuer: str
    service: str
    street: str
    city: str
    phone: str
    email: str
    hours: str
    portal: str

    @property
    def contact(self) -> str:
        return ", ".join(filter(None, (self.phone, self.email)))

    @property
    def reached(self) -> str:
        """« 02 97 00 12 34, enfance@… . Du lundi au vendredi… »: the line of a footer."""
        return ". ".join(filter(None, (self.contact, self.hours)))


def letterhead(work: Work) -> Letterhead:
    work.require(Permission.REQUEST_READ)
    kept = options.read(work, _KEY, {})
    names = {one.name for one in fields(Letterhead)}
    return Letterhead(**{name: str(value) for name, value in kept.items() if name in names})


def emitter(work: Work) -> Emitter:
    """The town as its letters name it."""
    work.require(Permission.REQUEST_READ)
    head = letterhead(work)
    return Emitter(
        issuer=str(options.read(work, "issuer", "")),
        service=str(options.read(work, "service", "")),
        portal=str(options.read(work, "portal_url", "")),
        **asdict(head),
    )


def set_letterhead(work: Work, head: Letterhead) -> None:
    work.require(Permission.SETTINGS_EDIT)
    kept = {name: clean(value, _LONGEST) for name, value in asdict(head).items()}
    options.write(work, _KEY, kept)
    work.record(Topic.SETTINGS, "set_letterhead", 0)
