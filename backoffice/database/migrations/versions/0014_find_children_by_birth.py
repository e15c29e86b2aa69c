"""Children found by their birth: how one that is asked for again is recognised."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index("ix_child_birth_date", "child", ["birth_date"], unique=False)
