"""What the base promises of dossiers, as queries: see `database.checks`."""

# ruff: noqa: ISC004  a query is read on several lines

from __future__ import annotations

# name: (sentence, query whose every row is a breach; the first column names it)
DOSSIER: dict[str, tuple[str, str]] = {
    "child_home": (
        "Un enfant n’appartient à aucun foyer.",
        "SELECT c.id FROM child c LEFT JOIN family_child f ON f.child_id = c.id "
        "WHERE f.child_id IS NULL",
    ),
    "open_account": (
        "Un responsable a deux comptes bancaires ouverts.",
        "SELECT guardian_id FROM bank_account WHERE closed_at IS NULL "
        "GROUP BY guardian_id HAVING count(*) > 1",
    ),
    "account_mandate": (
        "Un compte bancaire n’a pas de mandat.",
        "SELECT b.id FROM bank_account b LEFT JOIN mandate m ON m.bank_account_id = b.id "
        "WHERE m.id IS NULL",
    ),
    "closed_mandate": (
        "Un mandat vaut encore alors que son compte est fermé.",
        "SELECT m.id FROM mandate m JOIN bank_account b ON b.id = m.bank_account_id "
        "WHERE b.closed_at IS NOT NULL AND m.state <> 'closed'",
    ),
    "one_mandate": (
        "Un compte bancaire a deux mandats en cours.",
        "SELECT bank_account_id FROM mandate WHERE state <> 'closed' "
        "GROUP BY bank_account_id HAVING count(*) > 1",
    ),
    "field_left": (
        "Une demande est close alors qu’un de ses champs attend encore.",
        "SELECT f.id FROM asked_field f JOIN request q ON q.id = f.request_id "
        "WHERE f.state = 'pending' AND q.status IN ('accepted', 'partly_accepted', 'refused')",
    ),
    "field_answered": (
        "Un champ demandé a reçu la réponse d’une autre demande, ou une réponse annulée.",
        "SELECT f.id FROM asked_field f JOIN decision d ON d.id = f.decision_id "
        "WHERE f.state <> 'pending' AND (d.request_id <> f.request_id OR d.undone_at IS NOT NULL)",
    ),
    "field_outcome": (
        "Une demande est dite acceptée alors que tous ses champs sont refusés, ou l’inverse.",
        "SELECT q.id FROM request q JOIN asked_field f ON f.request_id = q.id "
        "WHERE q.status IN ('accepted', 'refused') AND f.state <> 'pending' GROUP BY q.id, q.status "
        "HAVING sum(CASE WHEN f.state = q.status THEN 1 ELSE 0 END) <> count(*)",
    ),
    "due_address": (
        "Une adresse à venir dépend d’une réponse annulée.",
        "SELECT a.id FROM due_address a JOIN decision d ON d.id = a.decision_id "
        "WHERE a.applied_at IS NULL AND a.cancelled_at IS NULL AND d.undone_at IS NOT NULL",
    ),
}
