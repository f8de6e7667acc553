"""A number as a patient types it -> a phone that can be texted, or a sentence that says why not."""

from collections.abc import Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

from frontdesk.language.plain_texts import PlainTexts

# Where mobile numbers cannot be told from others, and where the type is not known, a text may get through.
_MAY_TEXT = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.VOIP,
        PhoneNumberType.UNKNOWN,
    }
)
NEIGHBOURS = frozenset({"CA", "US"})  # one numbering plan, and the same price of a text


TEXTS = PlainTexts(
    "phone_numbers",
    {
        "no_number": "That is not a phone number. Please type it with the area code.",
        "not_whole": "That is not a whole mobile number. Please type it with the area code.",
        "far": "We can only text phones of this country. You can go on here, or call us.",
        "landline": "That number cannot get texts; it may be a landline. Please give a mobile number, or go on here.",
        "ours": "That is our own number. Please give the number of your mobile phone.",
    },
)


class UnusablePhoneError(Exception):
    """This number cannot be texted. `name` is that of the sentence for the patient in TEXTS."""

    def __init__(self, name: str) -> None:
        super().__init__(TEXTS.english[name])
        self.name = name


def read_mobile(typed: str, region: str, own: Sequence[str]) -> str:
    """The number as E.164. `own` are numbers of the clinic. Raises UnusablePhoneError.

    Only numbers of the clinic's country are accepted (Canada and the United States count as one). Anyone may ask for a code,
    and texts to some countries cost many times as much. This limits toll fraud (SMS pumping).
    """
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException as error:
        raise UnusablePhoneError("no_number") from error
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE or number.extension:
        raise UnusablePhoneError("not_whole")
    if not _is_near(number, region):
        raise UnusablePhoneError("far")
    if phonenumbers.number_type(number) not in _MAY_TEXT:
        raise UnusablePhoneError("landline")
    phone: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if phone in own:
        raise UnusablePhoneError("ours")
    return phone


def _is_near(number: phonenumbers.PhoneNumber, region: str) -> bool:
    if number.country_code != phonenumbers.country_code_for_region(region):
        return False
    near = NEIGHBOURS if region in NEIGHBOURS else {region}
    return phonenumbers.region_code_for_number(number) in (None, *near)
