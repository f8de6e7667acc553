"""Every response that the custom actions can say, with the values that they have for it beside those of the clinic.

A value is listed only where every way to the response brings it: `check` refuses texts that name another one.
"""

from collections.abc import Mapping

_COLLECTED = "name who phone when reason patient_type email services note"
_TAKEN = f"{_COLLECTED} noted"
_OFFERED = "when times noted"
_APPOINTMENT = "reference when due phone email policy link"
_CHANGED = f"{_APPOINTMENT} new"

# Names without "utter_booking_", by the values they may name.
_BY_VALUES: tuple[tuple[str, str], ...] = (
    (
        "unavailable open_book open_callback again go_on after_sign easier unknown what_to_change other_time too_many",
        "",
    ),
    ("added unproven", ""),
    ("ask_email ask_email_slots ask_email_wait ask_remind help_email type_email no_email no_reminder remind_noted", ""),
    ("stopped left nothing_to_change", ""),
    ("noted", "noted when"),
    ("ask_name ask_name_of ask_phone ask_when ask_reason ask_patient_type ask_patient_type_of ask_service", _TAKEN),
    ("help_name help_phone help_reason help_patient_type help_service", _TAKEN),
    ("ask_phone_code help_phone_code", "phone"),
    ("phone_area_code phone_not_a_number phone_needed", _TAKEN),
    ("help_when", "when phone email"),
    ("help_confirm check check_callback", _COLLECTED),
    ("confirm_request confirm_link confirm_slots confirm_callback", _COLLECTED),
    ("when_impossible_date when_past when_closed_day when_outside_hours", "detail"),
    ("when_too_far when_contradiction when_unclear when_swapped_date", "detail"),
    ("offer none_fit no_more_times nothing_free not_offered taken help_slot", _OFFERED),
    ("done_request done_callback done_slots done_link done_wait done_cancel done_reschedule kept", _APPOINTMENT),
    ("done_request_by_email done_callback_by_email", _APPOINTMENT),
    ("email_noted ask_contact help_contact ask_code help_code", "email"),
    ("ask_which help_which", "email appointments"),
    ("ask_when_to_reschedule ask_confirm_to_cancel ask_confirm_to_reschedule", _CHANGED),
)

_SENT = "message contact"
# The same for messages for the front desk, without "utter_communication_".
_OF_MESSAGES: tuple[tuple[str, str], ...] = (
    ("sent_now sent_open", f"{_SENT} closes"),
    ("sent_closed", f"{_SENT} opens"),
    ("sent reach", _SENT),
    ("contact_noted", "contact"),
    ("ask_contact too_many failed after_sign", ""),
)

VALUES: Mapping[str, frozenset[str]] = {
    f"{prefix}{name}": frozenset(values.split())
    for prefix, by_values in (("utter_booking_", _BY_VALUES), ("utter_communication_", _OF_MESSAGES))
    for names, values in by_values
    for name in names.split()
}
