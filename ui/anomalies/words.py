"""The French of an anomaly: when, whose, what, and whether someone has seen to it."""

from __future__ import annotations

from backoffice.inbox.anomalies import AnomalyRow
from backoffice.kernel.calendar import local
from backoffice.kernel.text import reference
from ui import labels
from ui.kit.pagedmodel import Column

TO_SEE, HANDLED = "À voir", "Traitée"


def when(row: AnomalyRow) -> str:
    return f"{local(row.at):%d/%m/%Y %H:%M}"


def whose(row: AnomalyRow) -> str:
    """The name the portal gave us; failing that, its account."""
    return row.account or row.account_id or "Compte inconnu"


def kind(row: AnomalyRow) -> str:
    return labels.KIND.get(row.kind, row.kind_label.replace("'", "’"))


def ref(row: AnomalyRow) -> str:
    return reference(row.request_id) if row.request_id is not None else "—"


def state(row: AnomalyRow) -> str:
    return HANDLED if row.handled_at else TO_SEE


def handled(row: AnomalyRow) -> str:
    """« Traitée le 16/11/2026 à 10:00 par Claire Martin »; nothing while it waits."""
    if row.handled_at is None:
        return ""
    by = f" par {row.handled_by}" if row.handled_by else ""
    return f"Traitée le {local(row.handled_at):%d/%m/%Y à %H:%M}{by}"


def told(row: AnomalyRow) -> str:
    """What the family was answered."""
    if row.public_reason:
        return row.public_reason
    if row.request_id is None:
        return "Rien : ce n’était pas une demande."
    return "Rien pour l’instant."


def said(row: AnomalyRow) -> str:
    return f"{when(row)}, {whose(row)}, {kind(row)}, {row.cause}, {state(row)}"


COLUMNS: tuple[Column[AnomalyRow], ...] = (
    Column("Reçue le", when, said=said),
    Column("Compte", whose),
    Column("Nature", kind),
    Column("Cause technique", lambda row: row.cause),
    Column("Demande", ref),
    Column("État", state),
)
SHARES = (15, 17, 20, 30, 10, 8)
