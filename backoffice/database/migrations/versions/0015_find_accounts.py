"""Accounts found as one types, as people are since 0011."""

from alembic import op

from backoffice.database.migrations.guarded import on_postgresql

revision = "0015"
down_revision = "0014"

ON_SQLITE = (
    (
        "CREATE VIRTUAL TABLE account_word USING fts5 "
        "(search_key, content='account', content_rowid='rowid', prefix='2 3')"
    ),
    """CREATE TRIGGER account_word_made AFTER INSERT ON account BEGIN
  INSERT INTO account_word (rowid, search_key) VALUES (NEW.rowid, NEW.search_key); END""",
    """CREATE TRIGGER account_word_gone AFTER DELETE ON account BEGIN
  INSERT INTO account_word (account_word, rowid, search_key)
  VALUES ('delete', OLD.rowid, OLD.search_key); END""",
    """CREATE TRIGGER account_word_changed AFTER UPDATE OF search_key ON account
  WHEN NEW.search_key <> OLD.search_key BEGIN
  INSERT INTO account_word (account_word, rowid, search_key)
  VALUES ('delete', OLD.rowid, OLD.search_key);
  INSERT INTO account_word (rowid, search_key) VALUES (NEW.rowid, NEW.search_key); END""",
    "INSERT INTO account_word (account_word) VALUES ('rebuild')",
)
ON_POSTGRESQL = (
    "CREATE INDEX ix_account_words ON account "
    "USING gin (to_tsvector('simple', translate(search_key, '.@+', '   ')))"
)


def upgrade() -> None:
    for statement in (ON_POSTGRESQL,) if on_postgresql() else ON_SQLITE:
        op.execute(statement)
