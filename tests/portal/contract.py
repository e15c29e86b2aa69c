"""The columns of the contract, version 1, written out once more so that no refactoring moves them."""

_ADDRESS = ("country", "postcode", "city", "street", "address_extra", "building", "locality")

WRITTEN = {
    "portal_in_request": ["account_id", "batch", "kind", "payload", "client_key", "submitted_at"],
    "portal_in_file": ["account_id", "name", "media_type", "content", "uploaded_at"],
    "portal_in_event": ["account_id", "kind", "payload", "client_key", "occurred_at"],
}

_WORDS = {
    "contract": "version",
    "link": "account_id family_id issuer service state method reason linked_at",
    "preference": "account_id new_invoice reservation_accepted reservation_refused absence_accepted absence_refused",
    "guardian": "family_id guardian_id rank is_payer civility last_name first_name capacity marital_status email "
    "phone mobile accepts_email accepts_sms accepts_post invoice_by_email invoice_by_sms invoice_by_post "
    + " ".join(_ADDRESS)
    + " "
    + " ".join(f"secondary_{name}" for name in _ADDRESS)
    + " bank_holder iban_masked bic",
    "tax": "family_id beneficiary_name beneficiary_number beneficiary_guardian_id children_count scheme "
    "monthly_income yearly_tax_income family_quotient quotient_valid_until taxable housing_aid tax_shares "
    "fund_shares rsa rent",
    "child": "family_id child_id last_name first_name birth_date sex school_class insurance_company "
    "insurance_number glasses dental_device hearing_device allows_sport allows_photo allows_leave_alone "
    "allows_outings allows_hospitalisation diets allergies photo_file_id",
    "vaccination": "family_id child_id vaccine date booster",
    "contact": "family_id child_id contact_id full_name mobile phone relation emergency pickup",
    "pending_field": "family_id request_id subject subject_id field current_value requested_value",
    "activity": "activity_id code label facility_id facility service open_to_enrolment constraints_text",
    "enrolment": "family_id child_id activity_id activity facility starts_on ends_on weekdays",
    "slot": "family_id child_id child activity_id activity facility date start_time end_time status "
    "status_label symbol can_reserve can_declare_absence can_cancel",
    "slot_history": "family_id child_id activity_id date at status_label actor_label",
    "request": "request_id reference account_id family_id batch kind description child_id child facility "
    "activity starts_on ends_on reason submitted_at state status status_label unread_messages",
    "request_history": "request_id at label status_label message public_reason",
    "document": "family_id document_type_id document child_id guardian_id validity mandatory state state_label "
    "file_names reason valid_until",
    "invoice": "family_id invoice_id number nature service issuer issued_on due_on amount balance status "
    "status_label payable_online emission_code reference pdf_file_id",
    "invoice_line": "family_id invoice_id position child activity label quantity unit_price amount",
    "invoice_payment": "family_id invoice_id paid_on operation_number description method amount",
    "operation": "family_id operation_number date description service year credit debit due",
    "payment": "family_id operation_number date service description amount",
    "facility": "facility_id label is_creche",
    "document_type": "document_type_id label scope validity mandatory",
    "file": "family_id file_id name media_type content",
}
COLUMNS = {f"portal_out_{name}": words.split() for name, words in _WORDS.items()}
