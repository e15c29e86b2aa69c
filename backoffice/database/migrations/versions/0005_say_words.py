"""The words of the contract, the arrows of both lives, and the rules the program carries."""

import sqlalchemy as sa
from alembic import op

from backoffice.inbox.workflow import BUILT_IN, NEXT
from backoffice.planning.slots import ARROWS
from backoffice.portal import words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _fill("request_kind", "kind label", [*words.KINDS.items(), words.UNKNOWN_KIND])
    _fill(
        "request_status",
        "status state list_label history_label pending",
        [(status, *told) for status, told in words.REQUEST_STATUSES.items()],
    )
    _fill(
        "request_arrow",
        "from_status to_status",
        sorted((str(start), str(end)) for start, ends in NEXT.items() for end in ends),
    )
    _fill(
        "slot_status",
        "status public_status label symbol counted",
        [(status, *told) for status, told in words.SLOT_STATUSES.items()],
    )
    _fill(
        "slot_arrow",
        "from_status event to_status",
        sorted((str(start), str(event), str(end)) for start, event, end in ARROWS),
    )
    _fill(
        "rule",
        "id name condition enabled",
        [(n, str(r), "built_in", True) for r, n in BUILT_IN.items()],
    )
    if op.get_bind().dialect.name == "sqlite":
        # AUTOINCREMENT goes on from here: the first reference is the one the contract gives.
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('portal_in_request', 9999999)")


def _fill(table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    names = columns.split()
    op.bulk_insert(
        sa.table(table, *(sa.column(name) for name in names)),
        [dict(zip(names, row, strict=True)) for row in rows],
    )
