"""What the providers' error codes mean for the front desk, in our own words. docs/sms.md shows this table.

The numbers are Twilio's; a `signed_http` gateway may use them too. For any other code, `UNLISTED` applies.
"""

from dataclasses import dataclass

OPTED_OUT = "21610"


@dataclass(frozen=True)
class ErrorCode:
    """What happened, and what the front desk or the operator does about it."""

    meaning: str
    to_do: str


_CALL = "Call the patient."
_LANDLINE = "Call the patient and ask for a mobile number."
_OPERATOR = "Call the patient, and tell whoever runs the assistant:"

ERRORS: dict[str, ErrorCode] = {
    "11200": ErrorCode(
        "The provider could not reach the assistant.", f"{_OPERATOR} address, certificate or server are in trouble."
    ),
    "14107": ErrorCode(
        "Too many texts to one number in half a minute.", "Look whether two machines answer each other."
    ),
    "20003": ErrorCode(
        "The provider does not accept the account or auth token.", f"{_OPERATOR} the token was changed."
    ),
    "20429": ErrorCode("Too many requests at once.", "Nothing: it was tried again until it was too late to matter."),
    "21211": ErrorCode("This is not a phone number.", "Check the number on file and call the patient."),
    "21408": ErrorCode(
        "Texts to that country are switched off.", f"{_OPERATOR} the provider's geographic permissions."
    ),
    "21608": ErrorCode(
        "A trial account texts only numbers that were confirmed.", f"{_OPERATOR} the account must be upgraded."
    ),
    OPTED_OUT: ErrorCode(
        "The patient has opted out of texts.", "Do not text. Call if it matters; texting START brings texts back."
    ),
    "21612": ErrorCode(
        "The provider cannot text that number from ours.", f"{_CALL} It is probably abroad or not a mobile number."
    ),
    "21614": ErrorCode("This is not a mobile number.", _LANDLINE),
    "21617": ErrorCode("The text was too long.", f"{_OPERATOR} an answer is longer than 1,600 characters."),
    "30001": ErrorCode("The provider's queue was full.", f"{_OPERATOR} more was sent than the number may send."),
    "30002": ErrorCode("The provider's account is suspended.", f"{_OPERATOR} no text goes out until it is settled."),
    "30003": ErrorCode("The phone is switched off or out of reach.", f"{_CALL} Try again later if nobody answers."),
    "30004": ErrorCode("The phone or its carrier blocks our texts.", f"{_CALL} Do not text again unless they ask."),
    "30005": ErrorCode("The number is not in use.", "Check the number on file and call the patient."),
    "30006": ErrorCode("A landline, or a carrier that takes no texts.", _LANDLINE),
    "30007": ErrorCode(
        "A carrier took the text for spam.", f"{_OPERATOR} carriers filter our texts; check the registration."
    ),
    "30008": ErrorCode(
        "The carrier did not say why.", f"{_CALL} If it happens often, tell whoever runs the assistant."
    ),
    "30034": ErrorCode(
        "The number is not registered with the carriers.", f"{_OPERATOR} the registration is missing or not finished."
    ),
    "30036": ErrorCode("It was too late to matter before it could be delivered.", _CALL),
}
UNLISTED = ErrorCode("The text did not get through.", f"{_CALL} docs/sms.md says where to look the code up.")


def explained(code: str) -> ErrorCode:
    """What a code means, or UNLISTED."""
    return ERRORS.get(code, UNLISTED)
