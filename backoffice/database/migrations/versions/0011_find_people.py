"""How people are found as one types: an index of the words they answer to."""

from alembic import op

from backoffice.database.migrations.guarded import on_postgresql
from backoffice.kernel.text import fold

revision = "0011"
down_revision = "0010"

ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_word USING fts5 (key, content='search_entry', content_rowid='id', prefix='2 3')",
    """CREATE TRIGGER search_entry_word_made AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_word (rowid, key) VALUES (NEW.id, NEW.key); END""",
    """CREATE TRIGGER search_entry_word_gone AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_word (search_word, rowid, key) VALUES ('delete', OLD.id, OLD.key); END""",
    """CREATE TRIGGER search_entry_word_changed AFTER UPDATE OF key ON search_entry BEGIN
  INSERT INTO search_word (search_word, rowid, key) VALUES ('delete', OLD.id, OLD.key);
  INSERT INTO search_word (rowid, key) VALUES (NEW.id, NEW.key); END""",
    "INSERT INTO search_word (search_word) VALUES ('rebuild')",
)
# `families.matching` spells this expression the same way, or the index is not used.
ON_POSTGRESQL = (
    "CREATE INDEX ix_search_entry_words ON search_entry "
    "USING gin (to_tsvector('simple', translate(key, '.@+', '   ')))"
)


def upgrade() -> None:
    if on_postgresql():
        op.execute(ON_POSTGRESQL)
    else:
        for statement in ON_SQLITE:
            op.execute(statement)
    op.execute("ALTER TABLE account ADD COLUMN search_key VARCHAR(520) DEFAULT '' NOT NULL")
    connection = op.get_bind()
    known = connection.exec_driver_sql("SELECT id, display_name, email FROM account").all()
    mark = "%s" if on_postgresql() else "?"
    for account_id, name, email in known:
        connection.exec_driver_sql(
            f"UPDATE account SET search_key = {mark} WHERE id = {mark}",
            (fold(f"{name} {email or ''}")[:520], account_id),
        )
