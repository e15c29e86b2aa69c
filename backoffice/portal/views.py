"""The views of the contract as our own queries see them, with the types SQLite does not remember."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Date, Numeric, TableClause, column, table
from sqlalchemy.types import JSON

from backoffice.database.base import Moment

_TYPES: dict[str, Any] = {
    "at": Moment,
    "linked_at": Moment,
    "submitted_at": Moment,
    "date": Date,
    "birth_date": Date,
    "starts_on": Date,
    "ends_on": Date,
    "issued_on": Date,
    "due_on": Date,
    "valid_until": Date,
    "quotient_valid_until": Date,
    "booster": Date,
    "weekdays": JSON,
    "diets": JSON,
    "allergies": JSON,
    "file_names": JSON,
    "amount": Numeric(12, 2),
    "balance": Numeric(12, 2),
    **dict.fromkeys(
        ("monthly_income", "yearly_tax_income", "housing_aid", "tax_shares", "fund_shares", "rent"),
        Numeric(12, 2),
    ),
    **dict.fromkeys(
        (
            "taxable", "rsa", "glasses", "dental_device", "hearing_device", "accepts_email",
            "accepts_sms", "accepts_post", "invoice_by_email", "invoice_by_sms", "invoice_by_post",
            "emergency", "pickup",
            "can_reserve", "can_declare_absence", "can_cancel", "is_payer", "mandatory",
            "allows_sport", "allows_photo", "allows_leave_alone", "allows_outings",
            "allows_hospitalisation", "new_invoice", "reservation_accepted", "reservation_refused",
            "absence_accepted", "absence_refused",
        ),
        Boolean,
    ),
}  # fmt: skip


def _view(name: str, columns: str) -> TableClause:
    return table(f"portal_out_{name}", *(column(one, _TYPES.get(one)) for one in columns.split()))


request = _view(
    "request",
    "request_id reference account_id family_id batch kind description child_id child facility activity "
    "starts_on ends_on reason submitted_at state status status_label unread_messages",
)
request_history = _view("request_history", "request_id at label status_label message public_reason")
slot = _view(
    "slot",
    "family_id child_id child activity_id activity facility date start_time end_time status status_label "
    "symbol can_reserve can_declare_absence can_cancel",
)
slot_history = _view(
    "slot_history", "family_id child_id activity_id date at status_label actor_label"
)
child = _view(
    "child",
    "family_id child_id last_name first_name birth_date sex school_class insurance_company "
    "insurance_number glasses dental_device hearing_device allows_sport allows_photo "
    "allows_leave_alone allows_outings allows_hospitalisation diets allergies photo_file_id",
)
guardian = _view(
    "guardian",
    "family_id guardian_id rank is_payer civility last_name first_name capacity marital_status email "
    "phone mobile accepts_email accepts_sms accepts_post invoice_by_email invoice_by_sms "
    "invoice_by_post street address_extra building locality postcode city country secondary_street "
    "secondary_address_extra secondary_building secondary_locality secondary_postcode secondary_city "
    "secondary_country bank_holder iban_masked bic",
)
tax = _view(
    "tax",
    "family_id beneficiary_name beneficiary_number beneficiary_guardian_id children_count scheme "
    "monthly_income yearly_tax_income family_quotient quotient_valid_until taxable housing_aid "
    "tax_shares fund_shares rsa rent",
)
contact = _view(
    "contact",
    "family_id child_id contact_id full_name mobile phone relation emergency pickup",
)
vaccination = _view("vaccination", "family_id child_id vaccine date booster")
pending_field = _view(
    "pending_field",
    "family_id request_id subject subject_id field current_value requested_value",
)
enrolment = _view(
    "enrolment", "family_id child_id activity_id activity facility starts_on ends_on weekdays"
)
link = _view("link", "account_id family_id issuer service state method reason linked_at")
preference = _view(
    "preference",
    "account_id new_invoice reservation_accepted reservation_refused absence_accepted absence_refused",
)
document = _view(
    "document",
    "family_id document_type_id document child_id guardian_id validity mandatory state state_label "
    "file_names reason valid_until",
)
invoice = _view(
    "invoice",
    "family_id invoice_id number nature service issuer issued_on due_on amount balance status "
    "status_label payable_online emission_code reference",
)
