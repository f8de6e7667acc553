"""What the front desk must know at once about a phone: an e-mail with number, reference, what happened and what to do.

1. `put` is called inside the transaction that it reports, so that what is committed is told, once.
2. An alert never contains what the patient wrote.
3. A clinic without an e-mail address gets no alerts.

`trouble.py` tells what became of a text that was sent.
"""

from sqlalchemy import Connection

from frontdesk.appointments.wording import phone_in_words
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.clinic import Clinic

STAFF_ALERT = "staff_alert"  # the kind of the outbox row

# Event -> (what happened, what to do).
EVENTS = {
    "emergency": (
        "Emergency signs by text message",
        "Call this number now. A text with the emergency number is on its way; you hear at once if it cannot be delivered.",
    ),
    "opted_out": (
        "Opted out in the middle of a booking",
        "Call the patient: the booking was begun by text message and is not sent. They get no more texts.",
    ),
    "opted_out_open": (
        "Opted out with an open appointment",
        "Nothing was cancelled. If the word was CANCEL, call and ask whether the appointment was meant.",
    ),
    "texts_failing": (
        "Text messages are failing",
        "Tell whoever runs the assistant: the log of the worker says why. Answers to patients wait, and go out "
        "once it works again, within four hours.",
    ),
    "not_answered": (
        "A text message could not be answered",
        "Call the patient. The fault is in the log of the assistant.",
    ),
}


class Alerts:
    """Puts alerts for the front desk into the outbox."""

    def __init__(self, clinic: Clinic, outbox: Outbox) -> None:
        self._clinic = clinic
        self._outbox = outbox

    def put(self, connection: Connection, event: str, phone: str, reference: str, dedup: str) -> None:
        """Tell the front desk of one of EVENTS (KeyError). `phone`: E.164; `reference`: an appointment's. Each may be "".

        The same `dedup` (80 characters) is told once.
        """
        if event not in EVENTS:
            raise KeyError(event)
        if self._clinic.email:
            payload = {"event": event, "phone": phone, "reference": reference}
            self._outbox.put(connection, STAFF_ALERT, f"{STAFF_ALERT}:{dedup}", payload)


def alert(event: str, phone: str, reference: str, clinic: Clinic) -> tuple[str, str]:
    """Subject and text of the e-mail for one of EVENTS. The subject identifies nobody."""
    happened, to_do = EVENTS[event]
    headline = f"{happened} {reference}".rstrip()
    lines = [
        headline,
        "",
        f"To do:     {to_do}",
        *([f"Phone:     {phone_in_words(phone, clinic.region)}"] if phone else []),
        *([f"Reference: {reference}"] if reference else []),
    ]
    return headline, "\n".join([*lines, ""])
