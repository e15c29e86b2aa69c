"""What the portal reads: every view of the contract, version 1."""

from alembic import op

from backoffice.portal.out_views import create_all

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_all(op.get_bind())
