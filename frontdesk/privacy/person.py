"""A person as the clinic knows one: by a phone or an e-mail address, in whatever form it was written."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from frontdesk.appointments.appointment import Details
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import Lookup

_BETWEEN_DIGITS = r"[\s().\-–/]{0,3}"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class PersonError(ValueError):
    """This is no phone number and no address. Its text is a sentence for whoever typed it."""


@dataclass(frozen=True)
class Person:
    """Somebody, by phone (E.164) or by e-mail address in small letters; the other one is ""."""

    phone: str = ""
    email: str = ""

    @classmethod
    def read(cls, typed: str, region: str, own: Collection[str] = ()) -> "Person":
        """Whose phone or e-mail address was typed; numbers without a country code belong to `region`. Raises PersonError.

        `own`: numbers (E.164) and addresses of the clinic itself, which stand in everybody's chats.
        """
        found = cls._read(typed.strip(), region)
        if (found.phone or found.email) in own:
            raise PersonError("That is the clinic's own number or address. Give the patient's.")
        return found

    @classmethod
    def _read(cls, written: str, region: str) -> "Person":
        if "@" in written:
            if not _ADDRESS.fullmatch(written):
                raise PersonError("That is no e-mail address. Write it as name@example.org.")
            return cls(email=written.lower())
        try:
            number = phonenumbers.parse(written, region)
        except NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise PersonError("That is no phone number and no e-mail address. Write a number with its area code.")
        return cls(phone=phonenumbers.format_number(number, PhoneNumberFormat.E164))

    def hashes(self, lookup: Lookup) -> Sequence[str]:
        """The keyed hashes that a row of this person has one of."""
        return lookup.hashes(self.phone or self.email)

    def is_of(self, details: Details) -> bool:
        """Whether an appointment is this person's."""
        if self.email:
            return details.email.lower() == self.email
        return details.phone.partition(";")[0] == self.phone

    @classmethod
    def both(cls, details: Details) -> "set[Person]":
        """The number and the address of an appointment, each as a person."""
        found = {cls(phone=details.phone.partition(";")[0]), cls(email=details.email.lower())}
        return found - {cls()}

    def is_in(self, text: str) -> bool:
        """Whether a text names the number or address, however it is written."""
        return self._written.search(text) is not None

    @cached_property
    def _written(self) -> re.Pattern[str]:
        if self.email:
            return re.compile(rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-]|\.\w)", re.IGNORECASE)
        number = phonenumbers.parse(self.phone)
        digits = _BETWEEN_DIGITS.join(str(number.national_number))
        return re.compile(rf"(?<!\d)(?:\+?{number.country_code}{_BETWEEN_DIGITS})?{digits}(?!\d)")


def own_contacts(config: Settings) -> frozenset[str]:
    """The numbers (E.164) and addresses of the clinic itself."""
    own = {config.clinic.phone_e164, (config.clinic.email or "").lower(), config.sms.number if config.sms else ""}
    return frozenset(own - {""})
