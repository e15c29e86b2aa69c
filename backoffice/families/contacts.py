"""Who may be called for a child, and who may fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.changes import Cause, Diff, log
from backoffice.families.held import current
from backoffice.families.tables import child, contact, field_change
from backoffice.families.writing import delete_contacts, stored, touch, write_contacts
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.topics import Topic

GONE = "Ce contact n’est plus dans le dossier."
FIELDS = tuple(one.name for one in fields.of("contact") if one.name != "removed")


def read_contact(typed: Mapping[str, Any]) -> dict[str, Any]:
    """A contact as typed, each of its fields as the dossier holds it. Raises Refused."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        field = fields.FIELDS["contact", name]
        default = False if field.kind == "yes_no" else None
        try:
            found[name] = fields.read(field, typed.get(name, default))
        except Refused as refusal:
            raise Refused(f"{field.label} : {refusal}") from None
    if not (found["mobile"] or found["phone"]) and found["emergency"]:
        raise Refused("Indiquez un numéro : cette personne est appelée en cas d’urgence.")
    return found


def add_contact(
    work: Work,
    child_id: int,
    values: Mapping[str, Any],
    *,
    request_id: int | None = None,
    rule_id: int | None = None,
) -> int:
    """Give a child one more contact. `values` are as `fields.read` gives them."""
    if work.scalar(select(child.c.id).where(child.c.id == child_id)) is None:
        raise OutOfDate("Cet enfant n’est plus dans le dossier.")
    kept = {name: stored("contact", name, values[name]) for name in FIELDS if name in values}
    query = insert(contact).values(child_id=child_id, **kept).returning(contact.c.id)
    contact_id = int(work.run(query).scalar_one())
    touch(work, {child_id})
    item = fields.item("contact", values["full_name"])
    after = {"contact_id": contact_id, **{name: values.get(name) for name in FIELDS}}
    done = Diff("child", child_id, "contact", item, None, after)
    log(work, [done], Cause(request_id, rule_id))
    work.record(Topic.FAMILIES, "add_contact", child_id, contact=contact_id)
    return contact_id


def remove_contact(
    work: Work, contact_id: int, *, request_id: int | None = None, rule_id: int | None = None
) -> None:
    """Take a contact away; its history keeps what it held, to bring it back."""
    set_removed(work, contact_id, True, Cause(request_id, rule_id))


def set_removed(work: Work, contact_id: int, wanted: Any, cause: Cause) -> None:
    """True takes the contact away; anything else brings it back, as it was."""
    held = current(work, "contact", [contact_id]).get(contact_id)
    if wanted is True:
        if held is None:
            raise OutOfDate(GONE)
        child_id = work.scalar(select(contact.c.child_id).where(contact.c.id == contact_id))
        delete_contacts(work, [contact_id])
        before = {"child_id": child_id, **held}
        done, action = Diff("contact", contact_id, "removed", "", before, True), "remove_contact"
        kin = _of_the_child(contact_id, before, gone=True)
    else:
        if held is not None:
            return
        before = _before_removal(work, contact_id)
        child_id = before["child_id"]
        write_contacts(work, [{"id": contact_id, **before}])
        done, action = Diff("contact", contact_id, "removed", "", True, None), "add_contact"
        kin = _of_the_child(contact_id, before, gone=False)
    touch(work, {child_id})
    log(work, [done, kin], cause)
    work.record(Topic.FAMILIES, action, child_id, contact=contact_id)


def _of_the_child(contact_id: int, held: Mapping[str, Any], *, gone: bool) -> Diff:
    """The same in the child's own history, where one looks for it."""
    told = {"contact_id": contact_id, **{name: held.get(name) for name in FIELDS}}
    before, after = (told, None) if gone else (None, told)
    item = fields.item("contact", held["full_name"])
    return Diff("child", held["child_id"], "contact", item, before, after)


def _before_removal(work: Work, contact_id: int) -> dict[str, Any]:
    c = field_change.c
    query = select(c.before).where(
        c.subject == "contact", c.subject_id == contact_id, c.field == "removed"
    )
    row = work.first(query.order_by(c.id.desc()).limit(1))
    if row is None or not isinstance(row.before, dict):
        raise OutOfDate(GONE)
    return dict(row.before)
