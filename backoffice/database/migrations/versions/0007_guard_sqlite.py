"""The same promises on SQLite, where there are no grants: triggers refuse and count."""

from alembic import op

from backoffice.database.migrations.guarded import (
    APPEND_ONLY,
    FROZEN,
    NEVER_DELETED,
    VERSIONED,
    guard,
    on_postgresql,
)

revision = "0007"
down_revision = "0006"

_EVENT = """INSERT INTO slot_event
    (reservation_id, at, status, event, actor, account_id, agent_id, rule_id, request_id)
  VALUES (NEW.id, NEW.acted_at, NEW.status, NEW.event, NEW.actor, NEW.account_id, NEW.agent_id,
          NEW.rule_id, NEW.request_id);"""
_COUNTED = "(SELECT counted FROM slot_status WHERE status = {row}.status)"
_PENDING = "(SELECT pending FROM request_status WHERE status = {row}.status)"

TRIGGERS = (
    """CREATE TRIGGER reservation_arrow_made BEFORE INSERT ON reservation BEGIN
  SELECT RAISE(ABORT, 'slot_arrow') WHERE NOT EXISTS (SELECT 1 FROM slot_arrow
    WHERE from_status = 'free' AND event = NEW.event AND to_status = NEW.status); END""",
    """CREATE TRIGGER reservation_arrow_moved BEFORE UPDATE OF status ON reservation
  WHEN NEW.status <> OLD.status BEGIN
  SELECT RAISE(ABORT, 'slot_arrow') WHERE NOT EXISTS (SELECT 1 FROM slot_arrow
    WHERE from_status = OLD.status AND event = NEW.event AND to_status = NEW.status); END""",
    f"""CREATE TRIGGER reservation_made AFTER INSERT ON reservation BEGIN
  UPDATE slot SET taken = taken + 1 WHERE id = NEW.slot_id AND {_COUNTED.format(row="NEW")};
  {_EVENT} END""",
    f"""CREATE TRIGGER reservation_moved AFTER UPDATE OF status ON reservation
  WHEN NEW.status <> OLD.status BEGIN
  UPDATE slot SET taken = taken + {_COUNTED.format(row="NEW")} - {_COUNTED.format(row="OLD")}
  WHERE id = NEW.slot_id AND {_COUNTED.format(row="NEW")} <> {_COUNTED.format(row="OLD")};
  {_EVENT} END""",
    """CREATE TRIGGER derogation_counted AFTER INSERT ON derogation BEGIN
  UPDATE slot SET extra = extra + NEW.places WHERE id = NEW.slot_id; END""",
    *(
        f"""CREATE TRIGGER enrolment_once_{name} BEFORE {moment} ON enrolment BEGIN
  SELECT RAISE(ABORT, 'enrolment_overlap') WHERE EXISTS (SELECT 1 FROM enrolment e
    WHERE e.child_id = NEW.child_id AND e.activity_id = NEW.activity_id
      AND e.id <> coalesce(NEW.id, -1)
      AND e.starts_on <= NEW.ends_on AND e.ends_on >= NEW.starts_on); END"""
        for name, moment in (("made", "INSERT"), ("moved", "UPDATE"))
    ),
    """CREATE TRIGGER request_arrow_made BEFORE INSERT ON request WHEN NEW.status <> 'transmitted'
  BEGIN SELECT RAISE(ABORT, 'request_arrow'); END""",
    """CREATE TRIGGER request_arrow_moved BEFORE UPDATE OF status ON request
  WHEN NEW.status <> OLD.status BEGIN
  SELECT RAISE(ABORT, 'request_arrow') WHERE NOT EXISTS (SELECT 1 FROM request_arrow
    WHERE from_status = OLD.status AND to_status = NEW.status)
    OR (NEW.withdrawn_at IS NOT NULL AND NEW.status <> 'withdrawn'); END""",
    """CREATE TRIGGER request_asked AFTER INSERT ON request BEGIN
  UPDATE submission SET requests = requests + 1, pending = pending + 1 WHERE id = NEW.submission_id;
  INSERT INTO request_history (request_id, at, label, status)
  VALUES (NEW.id, NEW.taken_in_at, 'Demande transmise à l''application métier', NEW.status); END""",
    f"""CREATE TRIGGER request_answered AFTER UPDATE OF status ON request
  WHEN NEW.status <> OLD.status BEGIN
  UPDATE submission SET pending = pending + {_PENDING.format(row="NEW")} - {_PENDING.format(row="OLD")}
  WHERE id = NEW.submission_id AND {_PENDING.format(row="NEW")} <> {_PENDING.format(row="OLD")};
  INSERT INTO request_history (request_id, at, label, status, message, public_reason, agent_id, rule_id)
  VALUES (NEW.id, NEW.decided_at,
    CASE WHEN {_PENDING.format(row="NEW")} AND NOT {_PENDING.format(row="OLD")}
           THEN 'Réponse reprise par le service'
         WHEN NEW.status = 'withdrawn' THEN 'Demande annulée par l''usager' ELSE '' END,
    NEW.status, NEW.message, NEW.public_reason, NEW.decided_by, NEW.rule_id); END""",
    """CREATE TRIGGER portal_in_event_withdraw AFTER INSERT ON portal_in_event
  WHEN NEW.kind = 'request_withdrawn' AND json_valid(NEW.payload) BEGIN
  UPDATE request SET withdrawn_at = NEW.occurred_at
  WHERE id = json_extract(NEW.payload, '$.request_id') AND withdrawn_at IS NULL
    AND status IN ('transmitted', 'info_requested', 'waitlisted')
    AND (account_id = NEW.account_id OR family_id IN (
      SELECT family_id FROM link WHERE account_id = NEW.account_id AND state = 'active')); END""",
)


def upgrade() -> None:
    if on_postgresql():
        return
    for trigger in TRIGGERS:
        op.execute(trigger)
    guard(VERSIONED, APPEND_ONLY, NEVER_DELETED, FROZEN)
