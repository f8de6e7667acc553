"""An answer of the front desk to a message that a patient left, in the language of the message (`texts/answered.yml`)."""

from frontdesk.appointments.wording import one_line
from frontdesk.language.plain_texts import PlainTexts
from frontdesk.language.wording import phone_in
from frontdesk.settings.clinic import Clinic

ANSWER = "answer"  # kind of an outbox row
TEXTS = PlainTexts(
    "answered",
    {
        "signed": "{speaker} from the front desk of {name} answers your message: {text}",
        "subject": "Your message to {name}: {reference}",
        "hello": "Hello,",
        "go_on": "Please do not reply to this e-mail. To go on, write in the chat or call {name} at {phone} and give the "
        "reference number {reference}.",
    },
)


def signed(speaker: str, text: str, clinic: Clinic, language: str) -> str:
    """An answer with who gives it."""
    return TEXTS.text(language, "signed", speaker=speaker, name=clinic.name, text=text)


def answer_letter(reference: str, text: str, clinic: Clinic, language: str) -> tuple[str, str]:
    """Subject and text. `text` says who answers."""
    name, phone = one_line(clinic.name), phone_in(language, clinic.phone)
    go_on = TEXTS.text(language, "go_on", name=name, phone=phone, reference=reference)
    parts = [TEXTS.text(language, "hello"), text, go_on]
    return TEXTS.text(language, "subject", name=name, reference=reference), "\n\n".join(parts) + "\n"
