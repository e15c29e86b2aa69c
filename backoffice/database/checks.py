"""Every promise of the base as a query: what it returns is broken.

`backoffice database check` runs them all. They are written apart from the code that keeps the
promises, so that a mistake there is not repeated here.
"""

# ruff: noqa: ISC004  a query is read on several lines

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from backoffice.database.document_checks import DOCUMENTS
from backoffice.database.dossier_checks import DOSSIER
from backoffice.database.journal import FIRST_HASH, line, microseconds, seal
from backoffice.database.link_checks import LINKS
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission

_SAMPLE = 5

Sealed = tuple[int, list[str], int, str]  # rank, lines, how many were sealed, hash


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken promise: its name, what it says, and the first identifiers concerned."""

    name: str
    sentence: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal's chain, to be kept outside the base: « rank:hash »."""

    rank: int
    hash: str

    def __str__(self) -> str:
        return f"{self.rank}:{self.hash}"


_LAST_EVENT = (
    "SELECT v.reservation_id, v.status FROM slot_event v JOIN "
    "(SELECT reservation_id, max(id) AS id FROM slot_event GROUP BY reservation_id) m ON m.id = v.id"
)
_LAST_LINE = (
    "SELECT h.request_id, h.status FROM request_history h JOIN "
    "(SELECT request_id, max(id) AS id FROM request_history GROUP BY request_id) m ON m.id = h.id"
)
_CLOSED = "('accepted', 'partly_accepted', 'refused', 'void')"

# name: (sentence, query whose every row is a breach; the first column names it)
INVARIANTS: dict[str, tuple[str, str]] = {
    "slot_taken": (
        "Le nombre de places prises d’un créneau n’est pas celui de ses réservations.",
        "SELECT s.id FROM slot s LEFT JOIN (SELECT r.slot_id, count(*) AS n FROM reservation r "
        "JOIN slot_status t ON t.status = r.status WHERE t.counted GROUP BY r.slot_id) c "
        "ON c.slot_id = s.id WHERE s.taken <> coalesce(c.n, 0)",
    ),
    "slot_capacity": (
        "Un créneau a plus d’enfants que de places, sans dérogation qui le couvre.",
        "SELECT s.id FROM slot s LEFT JOIN (SELECT slot_id, sum(places) AS n FROM derogation "
        "GROUP BY slot_id) d ON d.slot_id = s.id "
        "WHERE s.capacity IS NOT NULL AND s.taken > s.capacity + coalesce(d.n, 0)",
    ),
    "derogation_sum": (
        "Les places au-delà de la capacité d’un créneau ne sont pas celles de ses dérogations.",
        "SELECT s.id FROM slot s LEFT JOIN (SELECT slot_id, sum(places) AS n FROM derogation "
        "GROUP BY slot_id) d ON d.slot_id = s.id WHERE s.extra <> coalesce(d.n, 0)",
    ),
    "slot_history_end": (
        "L’historique d’un créneau ne finit pas par son statut.",
        f"SELECT r.id FROM reservation r LEFT JOIN ({_LAST_EVENT}) e ON e.reservation_id = r.id "
        "WHERE e.status IS NULL OR e.status <> r.status",
    ),
    "slot_history_arrows": (
        "L’historique d’un créneau passe d’un statut à un autre par un chemin qui n’existe pas.",
        "SELECT e.id FROM (SELECT v.id, v.status, v.event, lag(v.status) OVER "
        "(PARTITION BY v.reservation_id ORDER BY v.id) AS before FROM slot_event v) e "
        "LEFT JOIN slot_arrow a ON a.from_status = coalesce(e.before, 'free') AND a.event = e.event "
        "AND a.to_status = e.status WHERE a.event IS NULL",
    ),
    "pending_slot": (
        "Un créneau attend une réponse qu’aucune demande n’attend plus.",
        "SELECT r.id FROM reservation r LEFT JOIN request q ON q.id = r.request_id "
        "WHERE r.request_id IS NOT NULL "
        "AND r.status IN ('reservation_pending', 'absence_pending', 'cancellation_pending') "
        "AND coalesce(q.status, '') NOT IN ('transmitted', 'info_requested')",
    ),
    "waiting_slot": (
        "Un enfant est en liste d’attente sans que sa demande y soit.",
        "SELECT r.id FROM reservation r JOIN request q ON q.id = r.request_id "
        "WHERE r.status = 'waitlisted' AND q.status <> 'waitlisted'",
    ),
    "waiting_request": (
        "Une demande est en liste d’attente sans que l’enfant y soit.",
        "SELECT q.id FROM request q LEFT JOIN reservation r ON r.request_id = q.id "
        "AND r.status = 'waitlisted' WHERE q.status = 'waitlisted' AND q.kind <> 'enrolment' "
        "AND r.id IS NULL",  # an activity asked for waits without a day
    ),
    "one_decision": (
        "Une demande a deux réponses en vigueur.",
        "SELECT request_id FROM decision WHERE effective GROUP BY request_id HAVING count(*) > 1",
    ),
    "decision_in_force": (
        "Une demande est close sans réponse en vigueur qui le dise.",
        "SELECT q.id FROM request q LEFT JOIN decision d ON d.request_id = q.id AND d.effective "
        f"WHERE q.status IN {_CLOSED} AND coalesce(d.outcome, '') <> q.status",
    ),
    "decision_orphan": (
        "Une réponse est en vigueur sur une demande qui n’en a pas.",
        # An answer in part leaves its request open, and says so.
        "SELECT d.id FROM decision d JOIN request q ON q.id = d.request_id WHERE d.effective "
        "AND q.status IN ('transmitted', 'info_requested') "
        "AND d.outcome NOT IN ('transmitted', 'info_requested')",
    ),
    "decider": (
        "Une demande est close sans que l’on sache par qui ni quand.",
        f"SELECT id FROM request WHERE status IN {_CLOSED} "
        "AND (decided_at IS NULL OR (decided_by IS NULL AND rule_id IS NULL))",
    ),
    "reason": (
        "Un refus n’a pas de motif que la famille puisse lire.",
        "SELECT id FROM request WHERE status IN ('refused', 'void') "
        "AND length(trim(coalesce(public_reason, ''))) = 0",
    ),
    "request_history_end": (
        "L’historique d’une demande ne finit pas par son statut.",
        f"SELECT q.id FROM request q LEFT JOIN ({_LAST_LINE}) h ON h.request_id = q.id "
        "WHERE h.status IS NULL OR h.status <> q.status",
    ),
    "taken_in": (
        "Une ligne du portail est dite prise en compte sans demande, ou l’inverse.",
        "SELECT p.id FROM portal_in_request p LEFT JOIN request q ON q.id = p.id "
        "WHERE (p.taken_in_at IS NULL) <> (q.id IS NULL)",
    ),
    "withdrawn": (
        "Une demande est retirée sans que la famille l’ait fait.",
        "SELECT id FROM request WHERE status = 'withdrawn' AND withdrawn_at IS NULL",
    ),
    "submission_counts": (
        "Une ligne de la file ne compte pas ses demandes comme elles sont.",
        "SELECT s.id FROM submission s LEFT JOIN (SELECT q.submission_id, count(*) AS n, "
        "sum(CASE WHEN t.pending THEN 1 ELSE 0 END) AS p FROM request q "
        "JOIN request_status t ON t.status = q.status GROUP BY q.submission_id) c "
        "ON c.submission_id = s.id WHERE s.requests <> coalesce(c.n, 0) OR s.pending <> coalesce(c.p, 0)",
    ),
    "enrolment_overlap": (
        "Un enfant est inscrit deux fois à la même activité le même jour.",
        "SELECT a.id FROM enrolment a JOIN enrolment b ON b.child_id = a.child_id "
        "AND b.activity_id = a.activity_id AND b.id > a.id "
        "AND b.starts_on <= a.ends_on AND b.ends_on >= a.starts_on",
    ),
    **DOSSIER,
    **LINKS,
    **DOCUMENTS,
}


def check(work: Work, anchor: Head | None = None) -> list[Breach]:
    """Every broken promise. With `anchor`, also whether the journal still holds what it held then."""
    work.require(Permission.HISTORY_READ)
    found = [breach for name in INVARIANTS if (breach := _broken(work, name))]
    return [*found, *_chain(work, anchor)]


def head(work: Work) -> Head:
    """The end of the chain today."""
    work.require(Permission.HISTORY_READ)
    row = work.first(text("SELECT rank, hash FROM journal_seal ORDER BY rank DESC LIMIT 1"))
    return Head(row.rank, row.hash) if row else Head(0, FIRST_HASH)


def _broken(work: Work, name: str) -> Breach | None:
    sentence, query = INVARIANTS[name]
    rows = work.rows(text(f"{query} LIMIT {_SAMPLE}"))
    return Breach(name, sentence, tuple(str(row[0]) for row in rows)) if rows else None


def _chain(work: Work, anchor: Head | None) -> Iterator[Breach]:
    """Recompute the seals in order; the first that does not hold is named."""
    # Closed at once when the chain is broken: the rest of the journal is not worth reading.
    with closing(_sealed(work)) as seals:
        yield from _recomputed(seals, anchor)
    loose = work.rows(
        text(
            "SELECT j.id FROM journal j LEFT JOIN journal_seal s ON s.work_id = j.work_id "
            f"WHERE s.rank IS NULL ORDER BY j.id LIMIT {_SAMPLE}"
        )
    )
    if loose:
        yield Breach(
            "journal_loose",
            "Des lignes du journal ne sont pas scellées.",
            tuple(str(row.id) for row in loose),
        )


def _recomputed(seals: Iterable[Sealed], anchor: Head | None) -> Iterator[Breach]:
    previous, expected, last = FIRST_HASH, 1, 0
    for rank, rows, told, sealed in seals:
        if rank != expected:
            yield Breach("journal_gap", "Un scellé du journal manque.", (str(expected),))
            return
        if len(rows) != told or seal(previous, rows) != sealed:
            yield Breach(
                "journal_seal",
                "Le journal a été modifié après coup : premier scellé rompu.",
                (str(rank),),
            )
            return
        if anchor and rank == anchor.rank and sealed != anchor.hash:
            yield Breach("journal_anchor", "Le journal n’est plus celui du repère.", (str(rank),))
            return
        previous, expected, last = sealed, rank + 1, rank
    if anchor and anchor.rank > last:
        yield Breach(
            "journal_anchor", "La fin du journal a été supprimée depuis le repère.", (str(last),)
        )


def _sealed(work: Work) -> Generator[Sealed, None, None]:
    """Each seal with the lines it covers, streamed so that a long journal does not fill the memory."""
    stamp = (
        "(extract(epoch FROM j.at) * 1000000)::bigint" if work.dialect == "postgresql" else "j.at"
    )
    found = work.connection.execute(
        text(
            "SELECT s.rank, s.rows, s.hash, j.id, "
            f"{stamp} AS at, j.agent_id, j.login, j.topic, j.action, j.subject_id, "
            "CAST(j.detail AS text) AS detail FROM journal_seal s "
            "LEFT JOIN journal j ON j.work_id = s.work_id ORDER BY s.rank, j.id"
        ),
        execution_options={"yield_per": 5000},
    )
    with found:
        rank: int | None = None
        rows: list[str] = []
        told, sealed = 0, ""
        for row in found:
            if row.rank != rank:
                if rank is not None:
                    yield rank, rows, told, sealed
                rank, rows, told, sealed = row.rank, [], row.rows, row.hash
            if row.id is not None:
                at = (
                    row.at
                    if isinstance(row.at, int)
                    else microseconds(datetime.fromisoformat(row.at))
                )
                rows.append(line((row.id, at, *row[5:])))
        if rank is not None:
            yield rank, rows, told, sealed
