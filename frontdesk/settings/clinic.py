"""The clinic as `clinic.yml` describes it: a setting is one field of `Clinic` or `Booking`.

Every problem raises SettingsError with a sentence that names the file, the key and the remedy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import AfterValidator, Field

from frontdesk.language.packs import pack_of
from frontdesk.settings.booking import Booking, consistent
from frontdesk.settings.clinic_kinds import FEES, REGION, SESSION_LENGTHS, names_of_values, phone_number
from frontdesk.settings.fields import Key, marked
from frontdesk.settings.files import read_model
from frontdesk.settings.privacy import Privacy, Retention
from frontdesk.settings.translations import Translation, Translations
from frontdesk.settings.values import DAYS, FLAG, TEXT, WEEK, ZONE, Hours, read_file

_TOLD = "patients are told so and asked to call"
_EMERGENCY = Field(pattern=r"^[\d -]{3,20}$", examples=['"911", in quotes'])
_SITE = Field(pattern=r"^https?://[^/]+$", examples=["https://example.org, without a path"])


class _OwnSentence(Key):
    """The key of a topic that a clinic answers in a sentence or two of its own."""


def _own(topic: str, meaning: str, unset: str = _TOLD) -> Key:
    return _OwnSentence(topic, f"one or two sentences on {meaning}", unset)


@dataclass(frozen=True)
class Clinic:
    """The clinic as `clinic.yml` describes it. Optional values are None when the clinic has not set them."""

    name: Annotated[str, TEXT, Key("clinic.name", "name that patients know")]
    phone: Annotated[
        str, TEXT, AfterValidator(phone_number), Key("clinic.phone", "front desk's number, with area code")
    ]
    timezone: Annotated[ZoneInfo, ZONE, Key("clinic.timezone", "IANA name, such as `America/Edmonton`")]
    emergency_number: Annotated[str, _EMERGENCY, Key("emergency.number", "emergency number")]
    crisis_number: Annotated[str, _EMERGENCY, Key("emergency.crisis_number", "suicide crisis line")]
    health_line: Annotated[str, _EMERGENCY, Key("emergency.health_line", "nurse advice line")]
    email: Annotated[
        str | None,
        TEXT,
        Key(
            "clinic.email",
            "where the front desk is told of requests",
            "patients' requests wait in `python -m frontdesk requests`",
        ),
    ] = None
    region: Annotated[
        str,
        Field(pattern="^[A-Z]{2}$", examples=["CA"]),
        Key("clinic.region", "country of phone numbers without a country code, such as `CA`"),
    ] = REGION
    city: Annotated[str | None, TEXT, Key("clinic.city", "city, said when there is no address", "not said")] = None
    address: Annotated[
        str | None, TEXT, Key("clinic.address", "where patients come to", "the front desk is named instead")
    ] = None
    parking: Annotated[str | None, TEXT, Key("clinic.parking", "one sentence on parking", _TOLD)] = None
    access: Annotated[str | None, TEXT, Key("clinic.access", "one sentence on stairs, ramps and elevators", _TOLD)] = (
        None
    )
    document_url: Annotated[
        str | None,
        TEXT,
        Key(
            "clinic.document_url",
            "page on dry needling that answers link to",
            "answers name the document without a link",
        ),
    ] = None
    hours: Annotated[
        Hours,
        WEEK,
        Key(
            "hours",
            'opening hours by weekday (`hours.monday`), a list of spans, `"08:00-18:00"` or `"9:00-13:00"`; `"24:00"` is the '
            "end of the day; a weekday that is left out is closed",
            "patients are asked to call",
        ),
    ] = field(default_factory=dict)
    closures: Annotated[
        frozenset[date],
        DAYS,
        Key(
            "closures",
            'days on which the clinic is closed, `"2026-12-25"` or `"2026-12-24/2027-01-01"`',
            "none",
        ),
    ] = frozenset()
    booking: Annotated[
        Booking,
        AfterValidator(consistent),
        Key("booking", "how appointments are made; the keys below", "requests, answered by phone"),
    ] = field(default_factory=Booking)
    privacy: Annotated[
        Privacy,
        Key("privacy", "what patients are told of their data; the keys below", "the front desk is named for questions"),
    ] = field(default_factory=Privacy)
    retention: Annotated[
        Retention,
        Key("retention", "how many days each kind of record is kept; the keys below", "as in the table below"),
    ] = field(default_factory=Retention)
    fees: Annotated[tuple[tuple[str, str], ...], FEES, Key("fees", "list of `service` and `price`", _TOLD)] = ()
    session_lengths: Annotated[
        tuple[tuple[str, int], ...],
        SESSION_LENGTHS,
        Key("session_lengths", "list of `service` and `minutes`", _TOLD),
    ] = ()
    cancellation_policy: Annotated[str | None, TEXT, Key("cancellation_policy", "one or two sentences", _TOLD)] = None
    visits: Annotated[str | None, TEXT, Key("visits", "one sentence on home and video visits", _TOLD)] = None
    walk_ins: Annotated[str | None, TEXT, _own("walk_ins", "coming without an appointment")] = None
    new_patients: Annotated[str | None, TEXT, _own("new_patients", "room for new patients and the usual wait")] = None
    choice_of_practitioner: Annotated[
        str | None,
        TEXT,
        _own("choice_of_practitioner", "asking for a certain person, a woman or a man, or a language"),
    ] = None
    bring_someone: Annotated[
        str | None, TEXT, _own("bring_someone", "partners, children, interpreters, support persons and dogs")
    ] = None
    payment_methods: Annotated[str | None, TEXT, _own("payment_methods", "cards, cash, e-transfer and the like")] = None
    records_receipts: Annotated[
        str | None,
        TEXT,
        _own("records_receipts", "receipts, records, forms and letters", "patients are sent to the front desk"),
    ] = None
    translations: Annotated[
        Translations,
        Key(
            "translations",
            "what the clinic writes itself in another language, by its code: `translations.fr.parking`, `access`, "
            "`cancellation_policy`, `visits` and the keys below it, and `services`, names of services with what they are "
            "called",
            "it is said in English, and patients are told so",
        ),
    ] = field(default_factory=dict)
    general_answers: Annotated[
        bool,
        FLAG,
        Key(
            "knowledge.general_answers",
            "whether answers from published sources, not yet reviewed by a clinician, are given",
        ),
    ] = True
    allowed_origins: Annotated[
        tuple[Annotated[str, _SITE], ...],
        Key(
            "web.allowed_origins",
            "other sites that may show the chat, `https://example.org`",
            "only this server's own pages",
        ),
    ] = ()
    demo_page: Annotated[
        bool, FLAG, Key("web.demo_page", "whether this server shows its demonstration page at `/`")
    ] = True
    texts_missed_calls: Annotated[
        bool,
        FLAG,
        Key(
            "texting.missed_calls",
            "whether people who call the number for texts and are not answered get a text, one a day at most "
            "([sms.md](sms.md#calls-to-the-number))",
        ),
    ] = False
    demo_values: Annotated[
        frozenset[str],
        AfterValidator(names_of_values),
        Key("demo_values", "keys above whose values are made up", "none"),
    ] = frozenset()

    @property
    def phone_e164(self) -> str:
        """The front desk's number, as telephone systems write it: +17805550100."""
        number = phonenumbers.parse(self.phone, self.region)
        written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return written

    @property
    def own_sentences(self) -> Mapping[str, str]:
        """What the clinic says of OWN_SENTENCES, by topic; only those that it has set."""
        return {topic: text for topic in OWN_SENTENCES if (text := getattr(self, topic))}

    def in_language(self, code: str) -> "Clinic":
        """The clinic with what it writes itself in a language; what it has only in English says so."""
        pack = pack_of(code)
        if pack is None:
            return self
        own = self.translations.get(code, Translation())
        untranslated = str(pack.wording.get("in_english") or "{text}")
        texts: dict[str, Any] = {
            name: getattr(own, name) or untranslated.format(text=text) for name, text in self._sentences.items()
        }
        services = tuple(replace(each, name=own.service(each.name)) for each in self.booking.services)
        return replace(
            self,
            **texts,
            fees=tuple((own.service(service), price) for service, price in self.fees),
            session_lengths=tuple((own.service(service), minutes) for service, minutes in self.session_lengths),
            booking=replace(self.booking, services=services),
        )

    @property
    def _sentences(self) -> Mapping[str, str]:
        """All that the clinic has set of what a `Translation` holds, by name."""
        names = [each.name for each in fields(Translation) if each.name != "services"]
        return {name: text for name in names if (text := getattr(self, name))}


# Topics that a clinic answers in a sentence or two of its own, each under the topic's name.
OWN_SENTENCES = tuple(field.name for field, _, _ in marked(Clinic, _OwnSentence))


def read_clinic(path: Path) -> Clinic:
    """The clinic described by a settings file. Raises SettingsError with a sentence for whoever edits it."""
    return read_model(Clinic, path, read_file(path, "Set FRONTDESK_CLINIC_FILE to the clinic's file."))
