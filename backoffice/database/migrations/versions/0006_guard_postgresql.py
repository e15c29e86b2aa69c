"""What PostgreSQL keeps by itself, whoever writes: versions, arrows, places, histories, the chain."""

from alembic import op

from backoffice.database.migrations.guarded import (
    APPEND_ONLY,
    FROZEN,
    NEVER_DELETED,
    STAMPED,
    VERSIONED,
    guard,
    on_postgresql,
    run,
)

revision = "0006"
down_revision = "0005"

DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
BROKEN = "USING ERRCODE = 'integrity_constraint_violation'"

FUNCTIONS = f"""
CREATE FUNCTION backoffice_bump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$;

CREATE FUNCTION backoffice_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME {BROKEN}; END $$;

CREATE FUNCTION backoffice_stamp() RETURNS trigger {DEFINER} AS $$
DECLARE mine bigint;
BEGIN
  SELECT id INTO mine FROM agent WHERE login = session_user;
  IF mine IS NOT NULL AND NEW.agent_id IS NOT NULL THEN NEW.agent_id := mine; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION backoffice_sign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.login := session_user; RETURN NEW; END $$;

CREATE FUNCTION backoffice_seal() RETURNS trigger {DEFINER} AS $$
DECLARE previous text; at_rank bigint; told text; first bigint; many int;
BEGIN
  -- At commit, once for each unit of work: its first row seals them all.
  IF current_setting('backoffice.sealed', true) = NEW.work_id THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(1785689458);
  SELECT rank, hash INTO at_rank, previous FROM journal_seal ORDER BY rank DESC LIMIT 1;
  SELECT string_agg(concat_ws('|', id, (extract(epoch FROM at) * 1000000)::bigint,
           coalesce(agent_id::text, ''), login, topic, action, subject_id, detail::text),
           E'\\n' ORDER BY id), min(id), count(*)
    INTO told, first, many FROM journal WHERE id >= NEW.id AND work_id = NEW.work_id;
  INSERT INTO journal_seal (rank, work_id, first_id, rows, hash)
  VALUES (coalesce(at_rank, 0) + 1, NEW.work_id, first, many,
          encode(sha256(convert_to(coalesce(previous, repeat('0', 64)) || E'\\n' || told, 'UTF8')), 'hex'));
  PERFORM set_config('backoffice.sealed', NEW.work_id, true);
  RETURN NULL;
END $$;

CREATE FUNCTION backoffice_slot_arrow() RETURNS trigger {DEFINER} AS $$
DECLARE before text := CASE WHEN TG_OP = 'INSERT' THEN 'free' ELSE OLD.status END;
DECLARE mine bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.status = OLD.status THEN RETURN NEW; END IF;
  IF NOT EXISTS (SELECT 1 FROM slot_arrow
                 WHERE from_status = before AND event = NEW.event AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'slot_arrow % % %', before, NEW.event, NEW.status {BROKEN};
  END IF;
  IF NEW.agent_id IS NOT NULL THEN
    SELECT id INTO mine FROM agent WHERE login = session_user;
    NEW.agent_id := coalesce(mine, NEW.agent_id);
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION backoffice_reserved() RETURNS trigger {DEFINER} AS $$
BEGIN
  UPDATE slot SET taken = taken + d.places FROM (
    SELECT n.slot_id, count(*) AS places FROM after_rows n
    JOIN slot_status t ON t.status = n.status WHERE t.counted GROUP BY n.slot_id) d
  WHERE slot.id = d.slot_id;
  INSERT INTO slot_event (reservation_id, at, status, event, actor, account_id, agent_id, rule_id, request_id)
  SELECT id, acted_at, status, event, actor, account_id, agent_id, rule_id, request_id
  FROM after_rows ORDER BY id;
  RETURN NULL;
END $$;

CREATE FUNCTION backoffice_moved() RETURNS trigger {DEFINER} AS $$
BEGIN
  UPDATE slot SET taken = taken + d.places FROM (
    SELECT n.slot_id, sum(t.counted::int - u.counted::int) AS places
    FROM after_rows n JOIN before_rows o USING (id)
    JOIN slot_status t ON t.status = n.status JOIN slot_status u ON u.status = o.status
    WHERE t.counted <> u.counted GROUP BY n.slot_id) d
  WHERE slot.id = d.slot_id AND d.places <> 0;
  INSERT INTO slot_event (reservation_id, at, status, event, actor, account_id, agent_id, rule_id, request_id)
  SELECT n.id, n.acted_at, n.status, n.event, n.actor, n.account_id, n.agent_id, n.rule_id, n.request_id
  FROM after_rows n JOIN before_rows o USING (id) WHERE n.status <> o.status ORDER BY n.id;
  RETURN NULL;
END $$;

CREATE FUNCTION backoffice_derogation() RETURNS trigger {DEFINER} AS $$
BEGIN UPDATE slot SET extra = extra + NEW.places WHERE id = NEW.slot_id; RETURN NULL; END $$;

CREATE FUNCTION backoffice_enrolled_once() RETURNS trigger {DEFINER} AS $$
BEGIN
  PERFORM 1 FROM child WHERE id = NEW.child_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM enrolment e WHERE e.child_id = NEW.child_id
             AND e.activity_id = NEW.activity_id AND e.id <> NEW.id
             AND e.starts_on <= NEW.ends_on AND e.ends_on >= NEW.starts_on) THEN
    RAISE EXCEPTION 'enrolment_overlap' {BROKEN};
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION backoffice_request_arrow() RETURNS trigger {DEFINER} AS $$
DECLARE mine bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'transmitted' THEN RAISE EXCEPTION 'request_arrow' {BROKEN}; END IF;
    RETURN NEW;
  END IF;
  IF NEW.status = OLD.status THEN RETURN NEW; END IF;
  IF NOT EXISTS (SELECT 1 FROM request_arrow
                 WHERE from_status = OLD.status AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'request_arrow % %', OLD.status, NEW.status {BROKEN};
  END IF;
  IF NEW.withdrawn_at IS NOT NULL AND NEW.status <> 'withdrawn' THEN
    RAISE EXCEPTION 'request_arrow withdrawn' {BROKEN};
  END IF;
  IF NEW.decided_by IS NOT NULL THEN
    SELECT id INTO mine FROM agent WHERE login = session_user;
    NEW.decided_by := coalesce(mine, NEW.decided_by);
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION backoffice_asked() RETURNS trigger {DEFINER} AS $$
BEGIN
  UPDATE submission SET requests = requests + d.many, pending = pending + d.many FROM (
    SELECT submission_id, count(*) AS many FROM after_rows GROUP BY submission_id) d
  WHERE submission.id = d.submission_id;
  INSERT INTO request_history (request_id, at, label, status)
  SELECT id, taken_in_at, 'Demande transmise à l''application métier', status FROM after_rows ORDER BY id;
  RETURN NULL;
END $$;

CREATE FUNCTION backoffice_answered() RETURNS trigger {DEFINER} AS $$
BEGIN
  UPDATE submission SET pending = pending + d.many FROM (
    SELECT n.submission_id, sum(t.pending::int - u.pending::int) AS many
    FROM after_rows n JOIN before_rows o USING (id)
    JOIN request_status t ON t.status = n.status JOIN request_status u ON u.status = o.status
    WHERE t.pending <> u.pending GROUP BY n.submission_id) d
  WHERE submission.id = d.submission_id AND d.many <> 0;
  INSERT INTO request_history (request_id, at, label, status, message, public_reason, agent_id, rule_id)
  SELECT n.id, n.decided_at,
         CASE WHEN t.pending AND NOT u.pending THEN 'Réponse reprise par le service'
              WHEN n.status = 'withdrawn' THEN 'Demande annulée par l''usager' ELSE '' END,
         n.status, n.message, n.public_reason, n.decided_by, n.rule_id
  FROM after_rows n JOIN before_rows o USING (id)
  JOIN request_status t ON t.status = n.status JOIN request_status u ON u.status = o.status
  WHERE n.status <> o.status ORDER BY n.id;
  RETURN NULL;
END $$;

CREATE FUNCTION backoffice_ring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('backoffice', ''); RETURN NULL; END $$;

CREATE FUNCTION backoffice_withdraw() RETURNS trigger {DEFINER} AS $$
DECLARE asked text;
BEGIN
  -- The request row is the referee: whoever locks it first, the family or the agent, wins.
  BEGIN asked := NEW.payload ->> 'request_id'; EXCEPTION WHEN OTHERS THEN RETURN NULL; END;
  IF asked ~ '^[0-9]{{1,18}}$' THEN
    -- A request being taken in at this moment: wait until it is there.
    PERFORM 1 FROM portal_in_request WHERE id = asked::bigint FOR SHARE;
    UPDATE request SET withdrawn_at = NEW.occurred_at
    WHERE id = asked::bigint AND withdrawn_at IS NULL
      AND status IN ('transmitted', 'info_requested', 'waitlisted')
      AND (account_id = NEW.account_id OR family_id IN (
        SELECT family_id FROM link WHERE account_id = NEW.account_id AND state = 'active'));
  END IF;
  RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER journal_sign BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION backoffice_sign();
CREATE CONSTRAINT TRIGGER journal_seal AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION backoffice_seal();
CREATE TRIGGER reservation_arrow BEFORE INSERT OR UPDATE OF status ON reservation
  FOR EACH ROW EXECUTE FUNCTION backoffice_slot_arrow();
CREATE TRIGGER reservation_made AFTER INSERT ON reservation REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION backoffice_reserved();
CREATE TRIGGER reservation_moved AFTER UPDATE ON reservation
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION backoffice_moved();
CREATE TRIGGER derogation_counted AFTER INSERT ON derogation
  FOR EACH ROW EXECUTE FUNCTION backoffice_derogation();
CREATE TRIGGER enrolment_once BEFORE INSERT OR UPDATE ON enrolment
  FOR EACH ROW EXECUTE FUNCTION backoffice_enrolled_once();
CREATE TRIGGER request_arrow BEFORE INSERT OR UPDATE OF status ON request
  FOR EACH ROW EXECUTE FUNCTION backoffice_request_arrow();
CREATE TRIGGER request_asked AFTER INSERT ON request REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION backoffice_asked();
CREATE TRIGGER request_answered AFTER UPDATE ON request
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION backoffice_answered();
CREATE TRIGGER portal_in_event_withdraw AFTER INSERT ON portal_in_event
  FOR EACH ROW WHEN (NEW.kind = 'request_withdrawn') EXECUTE FUNCTION backoffice_withdraw();
"""


def upgrade() -> None:
    if not on_postgresql():
        return
    run(FUNCTIONS)
    run(TRIGGERS)
    guard(VERSIONED, APPEND_ONLY, NEVER_DELETED, FROZEN, STAMPED)
    for table in ("portal_in_request", "portal_in_event", "portal_in_file"):
        op.execute(
            f"CREATE TRIGGER {table}_ring AFTER INSERT ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION backoffice_ring()"
        )
