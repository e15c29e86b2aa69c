"""What the base promises of codes and of the links made with them: see `database.checks`."""

# ruff: noqa: ISC004  a query is read on several lines

from __future__ import annotations

# name: (sentence, query whose every row is a breach; the first column names it)
LINKS: dict[str, tuple[str, str]] = {
    "code_once": (
        "Un code abonné a rattaché plus d’un compte.",
        "SELECT c.id FROM subscriber_code c JOIN link v ON v.code_id = c.id "
        "WHERE c.kind <> 'personal' GROUP BY c.id HAVING count(*) > 1",
    ),
    "code_used": (
        "Un code abonné est dit utilisé par un compte qu’il n’a pas rattaché, ou l’inverse.",
        "SELECT c.id FROM subscriber_code c LEFT JOIN link v ON v.code_id = c.id "
        "WHERE c.kind <> 'personal' AND coalesce(c.used_by, '') <> coalesce(v.account_id, '')",
    ),
    "code_method": (
        "Un rattachement ne dit pas par quelle sorte de code il a été fait.",
        "SELECT v.id FROM link v JOIN subscriber_code c ON c.id = v.code_id "
        "WHERE v.method <> CASE WHEN c.kind = 'personal' THEN 'invoice' ELSE 'code' END",
    ),
}
