"""What the portal reads of documents: the five states of the contract, computed."""

from __future__ import annotations

from collections.abc import Mapping

from backoffice.portal.words import DOCUMENT_STATES, VALIDITIES


def _said(column: str, words: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN '{word}' THEN '{label}'" for word, label in words.items())
    return f"CASE {column} {cases} END"


# Whom each type is asked of: a child, a guardian, or the family as a whole.
_OWNERS = """
    SELECT fc.family_id, 'child' AS scope, fc.child_id, CAST(NULL AS {bigint}) AS guardian_id
    FROM family_child fc
    UNION ALL SELECT g.family_id, 'guardian', NULL, g.id FROM guardian g
    UNION ALL SELECT f.id, 'family', NULL, NULL FROM family f"""

_SAME_OWNER = """ AND (
    (o.scope = 'child' AND {alias}.child_id = o.child_id)
    OR (o.scope = 'guardian' AND {alias}.guardian_id = o.guardian_id)
    OR (o.scope = 'family' AND {alias}.family_id = o.family_id
        AND {alias}.child_id IS NULL AND {alias}.guardian_id IS NULL))"""

# The last given that nothing took the place of, and the one in force beside it.
_LATEST = f"""(SELECT d.id FROM document d WHERE d.document_type_id = t.id
    AND d.superseded_at IS NULL{_SAME_OWNER.format(alias="d")}
    ORDER BY CASE WHEN d.state = 'validating' THEN 0 WHEN d.state = 'received' THEN 1 ELSE 2 END,
             d.received_at DESC, d.id DESC LIMIT 1)"""
_IN_FORCE = f"""(SELECT d.valid_until FROM document d WHERE d.document_type_id = t.id
    AND d.state = 'received' AND d.superseded_at IS NULL{_SAME_OWNER.format(alias="d")} LIMIT 1)"""

# Asked of everyone in its scope unless it says of whom.
_NEEDED = """(NOT EXISTS (SELECT 1 FROM document_need n WHERE n.document_type_id = t.id)
    OR EXISTS (
      SELECT 1 FROM document_need n JOIN family_child k ON k.family_id = o.family_id
      JOIN child c ON c.id = k.child_id
      WHERE n.document_type_id = t.id AND (o.child_id IS NULL OR c.id = o.child_id)
        AND (n.condition <> 'allergy' OR CAST(c.allergies AS {text}) <> '[]')
        AND (n.condition <> 'care_plan' OR c.care_plan)
        AND (n.activity_id IS NULL OR EXISTS (
          SELECT 1 FROM enrolment e CROSS JOIN today y WHERE e.child_id = c.id
            AND e.activity_id = n.activity_id AND e.ends_on >= y.day))))"""

_FILES = """(SELECT {json_list} FROM (
    SELECT coalesce(k.name, p.name) AS name FROM document_file f
    LEFT JOIN stored_file k ON k.id = f.stored_file_id
    LEFT JOIN portal_in_file p ON p.id = f.portal_file_id
    WHERE f.document_id = l.id AND f.kept ORDER BY f.position) names)"""

DOCUMENT_VIEWS: dict[str, str] = {
    "portal_out_document": f"""
        SELECT a.family_id, a.document_type_id, a.document, a.child_id, a.guardian_id, a.validity,
               a.mandatory, a.state, {_said("a.state", DOCUMENT_STATES)} AS state_label,
               a.file_names, a.reason, a.valid_until
        FROM (
          SELECT o.family_id, t.id AS document_type_id, t.label AS document, o.child_id, o.guardian_id,
                 {_said("t.validity", VALIDITIES)} AS validity, t.mandatory,
                 CASE WHEN l.id IS NULL THEN 'missing'
                      WHEN l.state = 'received' AND l.valid_until < y.day THEN 'expired'
                      ELSE l.state END AS state,
                 coalesce({_FILES}, {{json_empty}}) AS file_names,
                 CASE WHEN l.state = 'invalid' THEN l.public_reason END AS reason,
                 coalesce({_IN_FORCE}, l.valid_until) AS valid_until
          FROM ({_OWNERS}) o JOIN document_type t ON t.scope = o.scope CROSS JOIN today y
          LEFT JOIN document l ON l.id = {_LATEST}
          WHERE NOT t.archived AND (l.id IS NOT NULL OR {_NEEDED})) a""",
    "portal_out_document_type": f"""
        SELECT t.id AS document_type_id, t.label, t.scope,
               {_said("t.validity", VALIDITIES)} AS validity, t.mandatory
        FROM document_type t WHERE NOT t.archived""",
}
