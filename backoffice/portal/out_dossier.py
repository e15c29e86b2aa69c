"""What the portal reads of a dossier: people, bank, tax data, what is still yellow."""

from __future__ import annotations

_GUARDIAN = (
    "g.family_id, g.id AS guardian_id, g.rank, g.is_payer, g.civility, g.last_name, g.first_name, "
    "g.capacity, g.marital_status, g.email, g.phone, g.mobile, g.accepts_email, g.accepts_sms, "
    "g.accepts_post, g.invoice_by_email, g.invoice_by_sms, g.invoice_by_post, g.country, g.postcode, "
    "g.city, g.street, g.address_extra, g.building, g.locality, g.secondary_country, "
    "g.secondary_postcode, g.secondary_city, g.secondary_street, g.secondary_address_extra, "
    "g.secondary_building, g.secondary_locality"
)

WRONG_CODE = (
    "Ce code n’a pas été reconnu. Vérifiez-le sur votre courrier, ou demandez-en un au service."
)
WRONG_INVOICE = (
    "Ces informations ne correspondent à aucune facture. Vérifiez-les, ou contactez le service."
)
LOCKED = "Trop d’essais : attendez une heure avant d’essayer à nouveau, ou contactez le service."

DOSSIER_VIEWS: dict[str, str] = {
    # A try that failed is told once, until the next one; it names no family.
    "portal_out_link": f"""
        SELECT l.account_id, l.family_id, {{issuer}} AS issuer, {{service}} AS service,
               l.state, l.method, l.reason, l.linked_at
        FROM link l
        UNION ALL
        SELECT t.account_id, CAST(NULL AS {{bigint}}), {{issuer}}, {{service}}, 'refused', t.method,
               CASE WHEN t.outcome = 'locked' THEN '{LOCKED}'
                    WHEN t.method = 'code' THEN '{WRONG_CODE}' ELSE '{WRONG_INVOICE}' END, t.at
        FROM link_attempt t
        WHERE t.outcome <> 'linked' AND NOT EXISTS (
          SELECT 1 FROM link_attempt later WHERE later.account_id = t.account_id AND later.id > t.id)""",
    "portal_out_guardian": f"""
        SELECT {_GUARDIAN}, b.holder AS bank_holder, b.iban_masked, b.bic
        FROM guardian g LEFT JOIN bank_account b ON b.guardian_id = g.id AND b.closed_at IS NULL""",
    "portal_out_tax": """
        SELECT t.family_id, t.beneficiary_name, t.beneficiary_number, t.beneficiary_guardian_id,
               t.children_count, t.scheme, {hundredths t.monthly_income} AS monthly_income,
               {hundredths t.yearly_tax_income} AS yearly_tax_income, t.family_quotient,
               t.quotient_valid_until, t.taxable, {hundredths t.housing_aid} AS housing_aid,
               {hundredths t.tax_shares} AS tax_shares, {hundredths t.fund_shares} AS fund_shares,
               t.rsa, {hundredths t.rent} AS rent
        FROM tax_record t
        WHERE t.id = (SELECT o.id FROM tax_record o CROSS JOIN today d
                      WHERE o.family_id = t.family_id AND o.cancelled_at IS NULL
                        AND o.valid_from <= d.day
                      ORDER BY o.valid_from DESC, o.id DESC LIMIT 1)""",
    "portal_out_child": """
        SELECT fc.family_id, c.id AS child_id, c.last_name, c.first_name, c.birth_date, c.sex,
               k.label AS school_class, c.insurance_company, c.insurance_number, c.glasses,
               c.dental_device, c.hearing_device, c.allows_sport, c.allows_photo,
               c.allows_leave_alone, c.allows_outings, c.allows_hospitalisation, c.diets,
               c.allergies, c.photo_file_id
        FROM child c JOIN family_child fc ON fc.child_id = c.id
        LEFT JOIN school_class k ON k.id = c.school_class_id""",
    "portal_out_vaccination": """
        SELECT fc.family_id, v.child_id, v.vaccine, v.given_on AS date, v.booster_on AS booster
        FROM vaccination v JOIN family_child fc ON fc.child_id = v.child_id""",
    "portal_out_contact": """
        SELECT fc.family_id, p.child_id, p.id AS contact_id, p.full_name, p.mobile, p.phone,
               p.relation, p.emergency, p.pickup
        FROM contact p JOIN family_child fc ON fc.child_id = p.child_id""",
    "portal_out_pending_field": """
        SELECT r.family_id, f.request_id, f.subject, f.subject_id, f.field,
               f.current_text AS current_value, f.asked_text AS requested_value
        FROM asked_field f JOIN request r ON r.id = f.request_id
        JOIN request_status s ON s.status = r.status
        WHERE f.state = 'pending' AND s.state = 'open' AND r.withdrawn_at IS NULL""",
    "portal_out_file": """
        SELECT fc.family_id, k.id AS file_id, k.name, k.media_type, k.content
        FROM child c JOIN family_child fc ON fc.child_id = c.id
        JOIN stored_file k ON k.id = c.photo_file_id
        UNION ALL
        SELECT coalesce(fc.family_id, d.family_id), k.id, k.name, k.media_type, k.content
        FROM document d JOIN document_file f ON f.document_id = d.id AND f.kept
        JOIN stored_file k ON k.id = f.stored_file_id
        LEFT JOIN family_child fc ON fc.child_id = d.child_id
        WHERE d.superseded_at IS NULL""",
}
