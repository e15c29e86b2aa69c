"""What the base promises of documents, as queries: see `database.checks`."""

# ruff: noqa: ISC004  a query is read on several lines

from __future__ import annotations

# name: (sentence, query whose every row is a breach; the first column names it)
DOCUMENTS: dict[str, tuple[str, str]] = {
    "document_decided": (
        "Une pièce est dite transmise ou invalide sans que l’on sache depuis quand.",
        "SELECT id FROM document WHERE (state = 'validating') <> (decided_at IS NULL)",
    ),
    "document_kept": (
        "Une pièce est acceptée sans que ses fichiers soient gardés.",
        "SELECT d.id FROM document d LEFT JOIN document_file f ON f.document_id = d.id AND f.kept "
        "WHERE d.state IN ('received', 'expired') AND f.stored_file_id IS NULL",
    ),
    "document_answered": (
        "Une pièce n’est pas dans l’état que dit la réponse à sa demande.",
        "SELECT d.id FROM document d JOIN request q ON q.id = d.request_id "
        "WHERE (q.status = 'accepted' AND d.state NOT IN ('received', 'expired')) "
        "OR (q.status = 'refused' AND d.state <> 'invalid')",
    ),
}
