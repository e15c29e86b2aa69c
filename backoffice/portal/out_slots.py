"""The views of enrolments and slots: one row for each day and activity a child is enrolled in."""

from __future__ import annotations

# What the family may still take back or call off.
_CANCELLABLE = (
    "'reserved', 'absence_refused', 'reservation_pending', 'waitlisted', 'absence_pending', "
    "'cancellation_pending', 'absent', 'absent_invoiced'"
)

SLOT_VIEWS: dict[str, str] = {
    "portal_out_enrolment": """
        SELECT fc.family_id, e.child_id, e.activity_id, a.code || '/' || a.label AS activity,
               f.label AS facility, e.starts_on, e.ends_on, {weekdays} AS weekdays
        FROM enrolment e JOIN family_child fc ON fc.child_id = e.child_id
        JOIN activity a ON a.id = e.activity_id JOIN facility f ON f.id = a.facility_id""",
    "portal_out_slot": f"""
        SELECT fc.family_id, e.child_id, c.first_name || ' ' || c.last_name AS child,
               s.activity_id, a.code || '/' || a.label AS activity, f.label AS facility,
               s.day AS date, {{starts}} AS start_time, {{ends}} AS end_time,
               t.public_status AS status, t.label AS status_label, t.symbol,
               (s.day >= n.day AND s.closed_reason IS NULL
                AND t.status IN ('free', 'reservation_refused', 'reservation_cancelled')) AS can_reserve,
               (s.day >= n.day AND s.closed_reason IS NULL
                AND t.status IN ('reserved', 'absence_refused')) AS can_declare_absence,
               (s.day >= n.day AND s.closed_reason IS NULL
                AND t.status IN ({_CANCELLABLE})) AS can_cancel
        FROM enrolment e JOIN family_child fc ON fc.child_id = e.child_id
        JOIN child c ON c.id = e.child_id
        JOIN slot s ON s.activity_id = e.activity_id AND s.day BETWEEN e.starts_on AND e.ends_on
                   AND {{runs_that_day}}
        JOIN activity a ON a.id = s.activity_id JOIN facility f ON f.id = a.facility_id
        CROSS JOIN today n
        LEFT JOIN reservation r ON r.slot_id = s.id AND r.child_id = e.child_id
        JOIN slot_status t ON t.status = coalesce(r.status, 'free')
        WHERE s.closed_reason IS NULL OR r.id IS NOT NULL""",
    "portal_out_slot_history": """
        SELECT fc.family_id, r.child_id, s.activity_id, s.day AS date, v.at,
               t.label AS status_label,
               CASE WHEN v.actor = 'family' AND v.account_id IS NOT NULL
                    THEN 'Par ' || coalesce(nullif(w.display_name, ''), 'la famille')
                    ELSE 'Traité par l''application enfance' END AS actor_label
        FROM slot_event v JOIN reservation r ON r.id = v.reservation_id
        JOIN slot s ON s.id = r.slot_id JOIN family_child fc ON fc.child_id = r.child_id
        JOIN slot_status t ON t.status = v.status
        LEFT JOIN account w ON w.id = v.account_id""",
}
