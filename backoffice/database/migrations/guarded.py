"""What revisions 0006 and 0007 guard, the same in both dialects."""

# table: the columns whose change an agent must have seen (none: any)
VERSIONED = {
    "agent": "", "family": "", "guardian": "", "child": "", "facility": "", "activity": "",
    "enrolment": "", "reservation": "", "rule": "",
    "slot": "OF capacity, capacity_is_own, closed_reason, starts_at, ends_at",
    "submission": "OF assigned_to, suspended_until",
    "request": "OF status, withdrawn_at, message, public_reason",
}  # fmt: skip
APPEND_ONLY = ("journal", "journal_seal", "slot_event", "request_history", "derogation", "note")
NEVER_DELETED = ("request", "decision", "portal_in_request", "portal_in_event", "portal_in_file")
FROZEN = {
    "portal_in_request": "id, account_id, batch, kind, payload, client_key, submitted_at",
    "portal_in_event": "id, account_id, kind, client_key, occurred_at",
    "portal_in_file": "id, account_id, name, media_type, content, uploaded_at",
    "decision": "request_id, operation_id, at, agent_id, rule_id, outcome, status_before, "
    "slot_before, slot_after, public_reason, message, facts, mail_at, replaces_id",
}
