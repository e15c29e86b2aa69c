"""Families, their children, the accounts that reach them."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("civility", sa.String(length=10), nullable=True),
        sa.Column("last_name", sa.String(length=120), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=True),
        sa.Column(
            "display_name", sa.String(length=250), server_default=sa.text("('')"), nullable=False
        ),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column(
            "state", sa.String(length=20), server_default=sa.text("'created'"), nullable=False
        ),
        sa.Column("terms_version", sa.String(length=40), nullable=True),
        sa.Column("verified_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("activated_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("signed_in_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('unknown', 'created', 'activated', 'closed')",
            name=op.f("ck_account_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_table(
        "family",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
    )
    op.create_table(
        "guardian",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_payer", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("civility", sa.String(length=10), nullable=True),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=60), nullable=True),
        sa.Column("marital_status", sa.String(length=60), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("mobile", sa.String(length=40), nullable=True),
        sa.Column("accepts_email", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("accepts_sms", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("accepts_post", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column(
            "invoice_by_email", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
        sa.Column(
            "invoice_by_sms", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
        sa.Column(
            "invoice_by_post", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column("country", sa.String(length=60), nullable=True),
        sa.Column("postcode", sa.String(length=12), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("address_extra", sa.String(length=160), nullable=True),
        sa.Column("building", sa.String(length=120), nullable=True),
        sa.Column("locality", sa.String(length=120), nullable=True),
        sa.Column("secondary_country", sa.String(length=60), nullable=True),
        sa.Column("secondary_postcode", sa.String(length=12), nullable=True),
        sa.Column("secondary_city", sa.String(length=120), nullable=True),
        sa.Column("secondary_street", sa.String(length=160), nullable=True),
        sa.Column("secondary_address_extra", sa.String(length=160), nullable=True),
        sa.Column("secondary_building", sa.String(length=120), nullable=True),
        sa.Column("secondary_locality", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("rank IN (1, 2)", name=op.f("ck_guardian_rank_known")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_guardian_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint("family_id", "rank", name=op.f("uq_guardian_family_id_rank")),
    )
    op.create_table(
        "preference",
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("new_invoice", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column(
            "reservation_accepted", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column(
            "reservation_refused", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column(
            "absence_accepted", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column(
            "absence_refused", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_preference_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "search_entry",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_search_entry_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_family_id", "search_entry", ["family_id"], unique=False)
    op.create_table(
        "child",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("school_class_id", BigId, nullable=True),
        sa.Column("insurance_company", sa.String(length=120), nullable=True),
        sa.Column("insurance_number", sa.String(length=60), nullable=True),
        sa.Column("glasses", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("dental_device", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column(
            "hearing_device", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
        sa.Column("allows_sport", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("allows_photo", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column(
            "allows_leave_alone", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
        sa.Column(
            "allows_outings", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
        sa.Column(
            "allows_hospitalisation",
            sa.Boolean(),
            server_default=sa.text("(false)"),
            nullable=False,
        ),
        sa.Column("diets", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("allergies", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("sex IN ('F', 'M')", name=op.f("ck_child_sex_known")),
        sa.ForeignKeyConstraint(
            ["school_class_id"], ["school_class.id"], name=op.f("fk_child_school_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
    )
    op.create_index("ix_child_school_class_id", "child", ["school_class_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("guardian_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("activated_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "method IN ('code', 'invoice', 'creation', 'agent')", name=op.f("ck_link_method_known")
        ),
        sa.CheckConstraint(
            "state IN ('pending_sign_in', 'active', 'revoked', 'refused')",
            name=op.f("ck_link_state_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_link_account_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_link_family_id")),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_link_guardian_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index("ix_link_family_id", "link", ["family_id"], unique=False)
    op.create_index(
        "uq_link_account_family",
        "link",
        ["account_id", "family_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('pending_sign_in', 'active')"),
        postgresql_where=sa.text("state IN ('pending_sign_in', 'active')"),
    )
    op.create_table(
        "family_child",
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("child_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_family_child_child_id")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_family_child_family_id")
        ),
        sa.PrimaryKeyConstraint("family_id", "child_id", name=op.f("pk_family_child")),
    )
    op.create_index("ix_family_child_child_id", "family_child", ["child_id"], unique=False)
