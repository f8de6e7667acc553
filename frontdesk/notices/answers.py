"""An answer of the front desk to a message that a patient left, as an e-mail."""

from frontdesk.appointments.wording import one_line
from frontdesk.settings.clinic import Clinic

ANSWER = "answer"  # kind of an outbox row


def answer_letter(reference: str, text: str, clinic: Clinic) -> tuple[str, str]:
    """Subject and text. `text` says who answers."""
    name = one_line(clinic.name)
    parts = [
        "Hello,",
        text,
        f"Please do not reply to this e-mail. To go on, write in the chat or call {name} at {clinic.phone} and give the "
        f"reference number {reference}.",
    ]
    return f"Your message to {name}: {reference}", "\n\n".join(parts) + "\n"
