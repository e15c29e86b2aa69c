"""What the portal reads: its views are published anew after each upgrade, by `database.schema`."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing to keep: views hold no data."""
