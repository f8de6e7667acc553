"""Every response that the custom actions can say, with the values that they have for it beside those of the clinic.

A value is listed only where every way to the response brings it: `check` refuses texts that name another one. `collected`
stands for what the summary knows: each field under its id, and what is said beside them. Every button is here, too.
"""

from collections.abc import Iterator, Mapping

from frontdesk.booking import buttons
from frontdesk.booking.fields import fields
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import CHANGE
from frontdesk.settings.methods import methods
from frontdesk.settings.methods.method import Method

_PREFIX = "utter_booking_"
_COLLECTED = "collected"
_TAKEN = f"{_COLLECTED} noted"
_BESIDE_FIELDS = ("who", "email", "services", "note")
_OFFERED = "when times noted"
_APPOINTMENT = "reference when due phone email policy link"
_CHANGED = f"{_APPOINTMENT} new whose"

# Names without "utter_booking_", by the values they may name.
_BY_VALUES: tuple[tuple[str, str], ...] = (
    (
        "unavailable open_book open_callback again go_on after_sign easier unknown what_to_change other_time too_many",
        "",
    ),
    ("added unproven why_unknown", ""),
    ("ask_email ask_email_slots ask_email_wait ask_remind help_email type_email no_email no_reminder remind_noted", ""),
    ("stopped left nothing_to_change", ""),
    ("noted", "noted when"),
    ("ask_service help_service stuck_service stuck_confirm", _TAKEN),
    ("also", "also"),
    ("ask_phone_code help_phone_code", "phone"),
    ("help_confirm check check_callback", _COLLECTED),
    ("confirm_callback", _COLLECTED),
    ("offer none_fit no_more_times nothing_free not_offered taken help_slot", _OFFERED),
    ("done_callback done_callback_by_email done_wait done_cancel done_reschedule kept why_cancelled", _APPOINTMENT),
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


def _of_field(field: Field) -> Mapping[str, str]:
    """What is said of one field, and the values it has."""
    of_another = {f"ask_{field.id}_of": _TAKEN} if field.of_another else {}
    return {f"ask_{field.id}": _TAKEN, f"help_{field.id}": _TAKEN, **of_another, **field.says}


def _of_method(method: Method) -> Mapping[str, str]:
    """What is said of a booking by one method, and the values it has."""
    by_email = {f"done_{method.id}_by_email": _APPOINTMENT} if method.by_email else {}
    return {f"confirm_{method.id}": _COLLECTED, f"done_{method.id}": _APPOINTMENT, **by_email}


def values() -> Mapping[str, frozenset[str]]:
    """The names of the values of each response."""
    listed = {
        f"{prefix}{name}": known
        for prefix, by_values in ((_PREFIX, _BY_VALUES), ("utter_communication_", _OF_MESSAGES))
        for names, known in by_values
        for name in names.split()
    }
    for of_variant in (*map(_of_field, fields()), *map(_of_method, methods())):
        listed |= {f"{_PREFIX}{name}": known for name, known in of_variant.items()}
    return {name: frozenset(_expanded(known)) for name, known in listed.items()}


def _expanded(known: str) -> Iterator[str]:
    for name in known.split():
        yield from (*(field.id for field in fields()), *_BESIDE_FIELDS) if name == _COLLECTED else (name,)


def texts() -> dict[str, list[dict[str, str]]]:
    """The responses that come with a field or a method, in Rasa's form; those of the same name in `data/` go first."""
    own = [*(field.texts for field in fields()), *(method.texts for method in methods())]
    return {f"{_PREFIX}{name}": [{"text": text}] for named in own for name, text in named.items()}


def all_buttons() -> list[buttons.Button]:
    """Every button that a booking can show, once."""
    named = [value for value in vars(buttons).values() if isinstance(value, tuple) and value]
    fixed = [pair for value in named for pair in ([value] if isinstance(value[0], str) else value)]
    return list(dict.fromkeys([*fixed, *changes(), *(choice for field in fields() for choice in field.choices)]))


def changes() -> tuple[buttons.Button, ...]:
    """A button for each field, to change what was said of it."""
    return tuple((CHANGE + field.id, field.title) for field in fields())
