"""What answers to a few words, typed in any order: each hit says where it leads.

Only what the agent may see is looked for. Names and phones answer through the index of
`families.matching`; a reference and a code's public part by their own keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, select, union_all

from backoffice.activities.tables import facility, school_class
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.matching import holding, words_of
from backoffice.families.queries import find as find_families
from backoffice.families.tables import child, family, family_child, guardian, search_entry
from backoffice.inbox.queries.search import by_reference
from backoffice.inbox.tables import request, request_status
from backoffice.kernel.calendar import short_day
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import digits, like_pattern, phone_key, reference
from backoffice.subscribers.matching import holding_account
from backoffice.subscribers.tables import account, subscriber_code

MOST = 8  # of each sort
_FIGURES_ONLY = re.compile(r"[\d\s.\u202f\u00a0n°+()/-]+")
_SELECTOR = re.compile(r"[2-9A-HJKMNP-Z]{4}")
_SHORTEST_PHONE = 4
_LIKE_EMAIL = re.compile(r"[@.]")
_BORN = {"F": "née", "M": "né"}


class Sort(StrEnum):
    """What a hit is, in the order hits are shown."""

    REQUEST = "request"
    FAMILY = "family"
    CHILD = "child"
    GUARDIAN = "guardian"
    ACCOUNT = "account"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Hit:
    """`key` names it among its sort; `family_id` is whose sheet tells more."""

    sort: Sort
    key: str
    title: str
    detail: str
    family_id: int | None = None


def find(work: Work, typed: str) -> tuple[Hit, ...]:
    """At most eight hits of each sort, the surest first."""
    work.require(Permission.FAMILY_READ)
    words = words_of(typed)
    if not words:
        return ()
    hits = [*_requests(work, typed)]
    if _FIGURES_ONLY.fullmatch(typed.strip()):
        hits += _called(work, typed)
    else:
        hits += _named(work, words, typed)
        hits += _accounts(work, words)
    return (*hits, *_codes(work, typed))


def recall(work: Work, kept: Sequence[tuple[str, str]]) -> tuple[Hit, ...]:
    """These hits again, as they are called today, in the order given; what is gone is left out."""
    work.require(Permission.FAMILY_READ)
    by_sort: dict[str, list[str]] = {}
    for sort, key in kept:
        by_sort.setdefault(sort, []).append(key)
    numbers = {sort: [int(key) for key in keys if key.isdigit()] for sort, keys in by_sort.items()}
    found = [
        *_of_families(work, numbers.get(Sort.FAMILY, ())),
        *_of_children(work, numbers.get(Sort.CHILD, ())),
        *_of_guardians(work, numbers.get(Sort.GUARDIAN, ())),
        *(hit for one in numbers.get(Sort.REQUEST, ()) for hit in _requests(work, str(one))),
    ]
    if work.agent.may(Permission.ACCOUNT_MANAGE):
        wanted = among(work.dialect, account.c.id, by_sort.get(Sort.ACCOUNT, []))
        found += [_account(row) for row in work.rows(_ACCOUNTS.where(wanted))]
    known = {(str(hit.sort), hit.key): hit for hit in found}
    return tuple(known[one] for one in kept if one in known)


def _requests(work: Work, typed: str) -> Iterable[Hit]:
    if not work.agent.may(Permission.REQUEST_READ) or by_reference(work, typed) is None:
        return
    number = int(digits(typed))
    query = (
        select(request.c.description, request.c.family_id, request_status.c.list_label)
        .join(request_status, request_status.c.status == request.c.status)
        .where(request.c.id == number)
    )
    if (row := work.first(query)) is not None:
        title = f"Demande n° {reference(number)}"
        detail = f"{row.description} · {row.list_label}"
        yield Hit(Sort.REQUEST, str(number), title, detail, row.family_id)


def _called(work: Work, typed: str) -> Iterable[Hit]:
    number = phone_key(typed)
    if len(number) < _SHORTEST_PHONE:
        return ()
    entry = search_entry.c
    query = select(entry.subject_id).where(
        entry.kind == "phone", entry.key.like(like_pattern(number), escape="\\")
    )
    return _of_guardians(work, [row.subject_id for row in work.rows(query.limit(MOST))])


def _named(work: Work, words: tuple[str, ...], typed: str) -> Iterable[Hit]:
    """People whose own line holds every word; else the families that hold them between them."""
    entry = search_entry.c
    query = select(entry.kind, entry.subject_id).where(holding(work.dialect, words))
    ids: dict[str, list[int]] = {}
    # The same statement for each sort: one common name must not hide the families behind children.
    # An address is looked for once it looks like one: until then its owner answers by name.
    kinds = ("family", "child", "guardian", *(("email",) if _LIKE_EMAIL.search(typed) else ()))
    parts = [query.where(entry.kind == kind).limit(MOST).subquery(kind) for kind in kinds]
    for row in work.rows(union_all(*(select(part.c.kind, part.c.subject_id) for part in parts))):
        ids.setdefault("guardian" if row.kind == "email" else row.kind, []).append(row.subject_id)
    hits = [
        *_of_families(work, ids.get("family", ())),
        *_of_children(work, ids.get("child", ())),
        *_of_guardians(work, list(dict.fromkeys(ids.get("guardian", ())))),
    ]
    if len(words) > 1 and not hits:
        return _of_families(work, find_families(work, typed)[:MOST])
    return hits


def _of_families(work: Work, ids: Sequence[int]) -> list[Hit]:
    if not ids:
        return []
    query = (
        select(family.c.id, family.c.label, guardian.c.city, guardian.c.street)
        .outerjoin(guardian, and_(guardian.c.family_id == family.c.id, guardian.c.rank == 1))
        .where(among(work.dialect, family.c.id, ids), family.c.closed_at.is_(None))
        .order_by(family.c.label, family.c.id)
    )
    return [
        Hit(Sort.FAMILY, str(row.id), f"Famille {row.label}", _listed(row.street, row.city), row.id)
        for row in work.rows(query)
    ]


def _of_children(work: Work, ids: Sequence[int]) -> list[Hit]:
    if not ids:
        return []
    home = (
        select(family_child.c.family_id)
        .join(family, family.c.id == family_child.c.family_id)
        .where(family_child.c.child_id == child.c.id, family.c.closed_at.is_(None))
        .order_by(family_child.c.family_id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            child.c.id, child.c.first_name, child.c.last_name, child.c.birth_date, child.c.sex,
            school_class.c.label, facility.c.label.label("school"), home.label("family_id"),
        )
        .outerjoin(school_class, school_class.c.id == child.c.school_class_id)
        .outerjoin(facility, facility.c.id == school_class.c.facility_id)
        .where(among(work.dialect, child.c.id, ids))
        .order_by(child.c.last_name, child.c.first_name, child.c.id)
    )  # fmt: skip
    return [
        Hit(
            Sort.CHILD,
            str(row.id),
            f"{row.first_name} {row.last_name}",
            _listed(
                f"{_BORN.get(row.sex, 'né(e)')} le {short_day(row.birth_date)}"
                if row.birth_date
                else "",
                row.label,
                row.school,
            ),
            row.family_id,
        )
        for row in work.rows(query)
        if row.family_id is not None
    ]


def _of_guardians(work: Work, ids: Sequence[int]) -> list[Hit]:
    if not ids:
        return []
    g = guardian.c
    query = (
        select(g.id, g.family_id, g.first_name, g.last_name, g.capacity, g.mobile, g.phone, family.c.label)
        .join(family, family.c.id == g.family_id)
        .where(among(work.dialect, g.id, ids), family.c.closed_at.is_(None))
        .order_by(g.last_name, g.first_name, g.id)
    )  # fmt: skip
    return [
        Hit(
            Sort.GUARDIAN,
            str(row.id),
            f"{row.first_name} {row.last_name}",
            _listed(row.capacity, f"famille {row.label}", row.mobile or row.phone),
            row.family_id,
        )
        for row in work.rows(query)
    ]


_ACCOUNTS: Select[Any] = select(account.c.id, account.c.display_name, account.c.email)


def _accounts(work: Work, words: tuple[str, ...]) -> Iterable[Hit]:
    if not work.agent.may(Permission.ACCOUNT_MANAGE):
        return ()
    query = _ACCOUNTS.where(holding_account(work.dialect, words)).limit(MOST)
    return sorted(map(_account, work.rows(query)), key=lambda hit: (hit.title, hit.key))


def _account(row: Any) -> Hit:
    return Hit(Sort.ACCOUNT, row.id, row.display_name or row.email or row.id, row.email or "")


def _codes(work: Work, typed: str) -> Iterable[Hit]:
    """By the four first characters of a code, which are no secret."""
    selector = typed.strip().upper().replace(" ", "").split("-")[0][:4]
    if not work.agent.may(Permission.CODE_MANAGE) or not _SELECTOR.fullmatch(selector):
        return ()
    c = subscriber_code.c
    query = (
        select(c.id, c.selector, c.kind, c.family_id, family.c.label)
        .join(family, family.c.id == c.family_id)
        .where(c.selector == selector, c.kind.in_(("family", "guardian", "personal")))
        .order_by(c.id.desc())
        .limit(MOST)
    )
    words = {"personal": "Code personnel"}
    return [
        Hit(
            Sort.CODE,
            str(row.id),
            f"{words.get(row.kind, 'Code abonné')} {row.selector}-…",
            f"famille {row.label}",
            row.family_id,
        )
        for row in work.rows(query)
    ]


def _listed(*words: str | None) -> str:
    return " · ".join(word for word in words if word)
