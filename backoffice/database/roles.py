"""Who may do what in PostgreSQL: groups without login, to which each agent's own login belongs.

The groups carry the name of the database, so that two towns on one server do not share them. The
grants say again, in the database, what `kernel.permissions` says to the services: a psql prompt
opened with an agent's login can do no more than the program lets that agent do.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from backoffice.kernel.permissions import Role
from backoffice.portal.out_views import VIEWS

AGENT_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
_HANDLERS = (Role.INSTRUCTOR, Role.SITE_MANAGER, Role.ADMINISTRATOR)
_ADMIN = (Role.ADMINISTRATOR,)
_MONEY = (Role.REGIE, Role.ADMINISTRATOR)
_DOSSIER = (*_HANDLERS, Role.REGIE)
_EVERYONE = AGENT_ROLES

_PORTAL_WRITES = {
    "portal_in_request": "account_id, batch, kind, payload, client_key, submitted_at",
    "portal_in_file": "account_id, name, media_type, content, uploaded_at",
    "portal_in_event": "account_id, kind, payload, client_key, occurred_at",
}

# table: (privilege, groups) …; SELECT is given to every agent on every table but those below.
_WRITES: dict[str, tuple[tuple[str, tuple[Role, ...]], ...]] = {
    "journal": (("INSERT", _EVERYONE),),
    "operation": (("INSERT", _DOSSIER),),
    "portal_in_request": (("INSERT", _HANDLERS), ("UPDATE (taken_in_at, payload)", _HANDLERS)),
    "portal_in_event": (("UPDATE (taken_in_at, payload)", _HANDLERS),),
    "submission": (("INSERT, UPDATE", _HANDLERS),),
    "request": (("INSERT", _HANDLERS), ("UPDATE", _DOSSIER)),
    "decision": (
        ("INSERT", _DOSSIER),
        ("UPDATE (effective, undone_at, undone_by, mailed_at)", _DOSSIER),
    ),
    "due_address": (
        ("INSERT", _HANDLERS),
        ("UPDATE (applied_at, cancelled_at)", _HANDLERS),
    ),
    "request_history": (("INSERT", _DOSSIER),),
    "note": (("INSERT", (*_HANDLERS, Role.REGIE)),),
    "anomaly": (("INSERT", _HANDLERS), ("UPDATE (handled_at, handled_by)", _HANDLERS)),
    "reservation": (("INSERT, UPDATE", _HANDLERS),),
    "enrolment": (("INSERT, UPDATE, DELETE", _HANDLERS),),
    "slot": (
        ("UPDATE (capacity, capacity_is_own, closed_reason)", _HANDLERS),
        ("INSERT, DELETE, UPDATE (starts_at, ends_at)", _ADMIN),
    ),
    "derogation": (("INSERT", (Role.INSTRUCTOR, Role.ADMINISTRATOR)),),
    "account": (("INSERT, UPDATE", _HANDLERS),),
    "link": (("INSERT, UPDATE", _HANDLERS),),
    "preference": (("INSERT, UPDATE", _HANDLERS),),
    "family": (("INSERT, UPDATE", _HANDLERS),),
    "guardian": (("INSERT, UPDATE, DELETE", _HANDLERS),),
    "child": (("INSERT, UPDATE", _HANDLERS),),
    "family_child": (("INSERT, DELETE", _HANDLERS),),
    "contact": (("INSERT, UPDATE, DELETE", _HANDLERS),),
    "vaccination": (("INSERT, UPDATE, DELETE", _HANDLERS),),
    "payer_rule": (("INSERT, UPDATE, DELETE", _DOSSIER),),
    "field_change": (("INSERT", _DOSSIER),),
    "family_note": (("INSERT", _DOSSIER),),
    "family_merge": (("INSERT, UPDATE (undone_at, undone_by)", _HANDLERS),),
    "stored_file": (("INSERT", _DOSSIER),),
    "asked_field": (
        ("INSERT", _HANDLERS),
        ("UPDATE (subject_id, current_text, state, public_reason, decision_id, decided_at)", _DOSSIER),
    ),
    "document": (("INSERT, UPDATE", _HANDLERS),),
    "document_file": (("INSERT, UPDATE (stored_file_id, kept)", _HANDLERS),),
    "document_reminder": (("INSERT", _HANDLERS),),
    "asked_iban": (("INSERT", _HANDLERS), ("DELETE", _MONEY)),
    # A new family's bank is written with it, its mandate still to sign; the régie alone changes one.
    "bank_account": (("INSERT", _DOSSIER), ("UPDATE (closed_at)", _MONEY)),
    "mandate": (("INSERT", _DOSSIER), ("UPDATE", _MONEY)),
    "tax_record": (("INSERT, UPDATE (cancelled_at)", _DOSSIER),),
    "subscriber_code": (
        ("INSERT", _DOSSIER),
        (
            "UPDATE (family_id, channel, sent_at, used_at, used_by, revoked_at, revoked_by, failures)",
            _DOSSIER,
        ),
    ),
    "link_attempt": (("INSERT", _HANDLERS),),
    "search_entry": (("INSERT, UPDATE, DELETE", _HANDLERS),),
    "saved_filter": (("INSERT, UPDATE, DELETE", _EVERYONE),),
    "agent": (("UPDATE", _ADMIN), ("INSERT", _ADMIN)),
    "agent_facility": (("INSERT, DELETE", _ADMIN),),
    "demo_clock": (),
    **dict.fromkeys(
        (
            "department", "facility", "school_class", "activity", "activity_hours",
            "opening_period", "closure", "calendar_day", "deadline_rule", "absence_reason",
            "refusal_reason", "rule", "setting", "document_type", "document_need",
        ),
        (("INSERT, UPDATE, DELETE", _ADMIN),),
    ),
}  # fmt: skip


# What only some may read, column by column; the rest of the table stays everyone's.
_HIDDEN: dict[str, tuple[str, tuple[Role, ...]]] = {
    "bank_account": ("iban", _MONEY),
    "asked_iban": ("iban", _MONEY),
    "subscriber_code": ("secret_hash", _DOSSIER),
}


def group(database: str, role: str) -> str:
    """The name of a group of this database, quoted: « valcourt_instructor »."""
    return _quoted(f"{database}_{role}")


def grant(connection: Connection) -> None:
    """Make the groups that are missing and give each exactly its rights. May be run again."""
    database = str(connection.exec_driver_sql("SELECT current_database()").scalar())
    portal = group(database, "portal")
    groups = [group(database, role) for role in AGENT_ROLES]
    for name in (*groups, portal):
        _make(connection, name)
    everyone = ", ".join(groups)
    run = connection.exec_driver_sql
    run(f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC")
    run(f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {everyone}, {portal}")
    run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    run(f"GRANT USAGE ON SCHEMA public TO {everyone}, {portal}")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {everyone}, {portal}")
    run(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {everyone}")
    for table, (column, roles) in _HIDDEN.items():
        _hide(connection, table, column, everyone, [group(database, role) for role in roles])
    run("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    for table, rights in _WRITES.items():
        for privilege, roles in rights:
            to = ", ".join(group(database, role) for role in roles)
            run(f"GRANT {privilege} ON {table} TO {to}")
    for table, columns in _PORTAL_WRITES.items():
        run(f"GRANT INSERT ({columns}), SELECT (id) ON {table} TO {portal}")
    run(f"GRANT SELECT ON {', '.join(VIEWS)} TO {portal}")
    _make_logins(connection, database)


def _hide(
    connection: Connection, table: str, column: str, everyone: str, readers: list[str]
) -> None:
    found = connection.exec_driver_sql(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attname <> %s",
        (table, column),
    )
    listed = ", ".join(str(name) for (name,) in found)
    connection.exec_driver_sql(f"REVOKE SELECT ON {table} FROM {everyone}")
    connection.exec_driver_sql(f"GRANT SELECT ({listed}) ON {table} TO {everyone}")
    connection.exec_driver_sql(f"GRANT SELECT ON {table} TO {', '.join(readers)}")


def _make(connection: Connection, name: str) -> None:
    known = connection.exec_driver_sql(
        "SELECT 1 FROM pg_roles WHERE quote_ident(rolname) = %s OR rolname = %s",
        (name, name.strip('"')),
    ).scalar()
    if not known:
        connection.exec_driver_sql(f"CREATE ROLE {name} NOLOGIN")


def _make_logins(connection: Connection, database: str) -> None:
    """The one way an administrator makes and stops logins, without being able to make anything else.

    `verifier` is a SCRAM verifier computed on the administrator's PC: the password never travels.
    """
    raw: Any = connection.connection.dbapi_connection
    allowed = ", ".join(f"'{role}'" for role in AGENT_ROLES)
    # A login is ours when it is in one of our groups: the table of agents does not count, since an
    # administrator at a psql prompt could write the server's own login there and take it over.
    # Nor can they comment on a login: that mark, which demos share, is the owner's alone.
    ours = (
        "EXISTS (SELECT 1 FROM pg_roles u LEFT JOIN pg_auth_members m ON m.member = u.oid "
        "LEFT JOIN pg_roles g ON g.oid = m.roleid WHERE u.rolname = wanted AND NOT u.rolsuper "
        f"AND (g.rolname = ANY (SELECT current_database() || '_' || r FROM unnest(ARRAY[{allowed}]) r) "
        "OR shobj_description(u.oid, 'pg_authid') = 'backoffice demo'))"
    )
    raw.cursor().execute(f"""
CREATE OR REPLACE FUNCTION backoffice_login(wanted text, verifier text, role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE prefix text := current_database() || '_'; given text;
BEGIN
  IF role NOT IN ({allowed}) OR verifier NOT LIKE 'SCRAM-SHA-256$%' THEN
    RAISE EXCEPTION 'backoffice_login' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) AND NOT {ours} THEN
    RAISE EXCEPTION 'backoffice_login taken' USING ERRCODE = 'unique_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
    EXECUTE format('CREATE ROLE %I', wanted);
  END IF;
  EXECUTE format('ALTER ROLE %I LOGIN NOCREATEROLE NOCREATEDB PASSWORD %L', wanted, verifier);
  FOREACH given IN ARRAY ARRAY[{allowed}] LOOP
    EXECUTE format('REVOKE %I FROM %I', prefix || given, wanted);
  END LOOP;
  EXECUTE format('GRANT %I TO %I', prefix || role, wanted);
END $$;

CREATE OR REPLACE FUNCTION backoffice_login_stop(wanted text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT {ours} THEN
    RAISE EXCEPTION 'backoffice_login unknown' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format('ALTER ROLE %I NOLOGIN', wanted);
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = wanted AND datname = current_database();
END $$;
REVOKE ALL ON FUNCTION backoffice_login(text, text, text), backoffice_login_stop(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION backoffice_login(text, text, text), backoffice_login_stop(text)
  TO {group(database, Role.ADMINISTRATOR)};
""")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
