"""The clinic's settings in words: what the `{placeholders}` of the answers become."""

from collections.abc import Iterable, Mapping
from datetime import time

from frontdesk.content.reviewed import filled
from frontdesk.language.clock import clock
from frontdesk.language.packs import Pack
from frontdesk.language.wording import wording_of
from frontdesk.settings.clinic import OWN_SENTENCES, Clinic
from frontdesk.settings.values import END_OF_DAY, WEEKDAYS

# The values that every answer may name in braces.
CLINIC_VALUES = frozenset(
    (
        "clinic_name clinic_phone emergency_number crisis_number health_line where hours hours_short fees session_lengths "
        "cancellation_policy visits parking_access privacy_authority privacy_contact conversations_kept"
    ).split()
).union(OWN_SENTENCES)

_WRITTEN_BY_CLINIC = frozenset(
    {*OWN_SENTENCES, "fees", "session_lengths", "cancellation_policy", "visits", "parking_access"}
)


def hours_in_words(clinic: Clinic) -> str:
    """Opening hours with equal neighbouring days joined: "Monday to Thursday 8 a.m. to 6 p.m., Friday ..."."""
    runs: list[tuple[list[str], tuple[tuple[time, time], ...]]] = []
    for day in WEEKDAYS:
        spans = clinic.hours.get(day)
        if not spans:
            runs.append(([], ()))
        elif runs and runs[-1][1] == spans:
            runs[-1][0].append(day.capitalize())
        else:
            runs.append(([day.capitalize()], spans))
    parts = []
    for days, spans in runs:
        if days:
            named = days[0] if len(days) == 1 else f"{days[0]} {'and' if len(days) == 2 else 'to'} {days[-1]}"
            parts.append(f"{named} {spans_in_words(spans)}")
    return ", ".join(parts)


def spans_in_words(spans: Iterable[tuple[time, time]]) -> str:
    """Stretches of a day: "8 a.m. to noon and 1 p.m. to 6 p.m."."""
    return " and ".join(_span(opens, closes) for opens, closes in spans)


def _span(opens: time, closes: time) -> str:
    if (opens, closes) == (time(0), END_OF_DAY):
        return "24 hours"
    return f"{clock(opens)} to {closing_in_words(closes)}"


def closing_in_words(closes: time) -> str:
    """When a stretch of a day ends: 6 p.m., midnight."""
    return "midnight" if closes == END_OF_DAY else clock(closes)


def example(clinic: Clinic, key: str, text: str) -> str:
    """The text, marked as an example if the value of that key is made up."""
    return f"{text} (example, not real)" if key in clinic.demo_values else text


def _where(clinic: Clinic) -> str:
    if clinic.address:
        parking = f". {clinic.parking.rstrip('.')}" if clinic.parking else ""
        return f"at {example(clinic, 'clinic.address', clinic.address)}{parking}"
    city = f"in {clinic.city}; " if clinic.city else "- "
    return f"{city}the front desk can tell you the exact address"


def _sentence(clinic: Clinic, key: str, text: str) -> str:
    """A sentence of the clinic's own, ended and marked if it is made up."""
    return example(clinic, key, text if text.endswith((".", "!", "?")) else f"{text}.")


def _parking_access(clinic: Clinic) -> str:
    """What is set of parking and access, and plainly what is not; empty if neither is set."""
    if not clinic.parking and not clinic.access:
        return ""
    parking = _sentence(clinic, "clinic.parking", clinic.parking or "Parking is not listed here.")
    access = _sentence(clinic, "clinic.access", clinic.access or "Stairs, ramps and elevators are not listed here.")
    return f"{parking} {access}"


def _marked(clinic: Clinic, key: str, text: str | None) -> str:
    return example(clinic, key, text) if text else ""


def _privacy_contact(clinic: Clinic) -> str:
    """Whom to ask about privacy, and where to read about it."""
    contact = _marked(clinic, "privacy.contact", clinic.privacy.contact) or clinic.phone
    page = _marked(clinic, "privacy.page", clinic.privacy.page)
    return f"{contact}, {page}" if page else contact


def placeholders(clinic: Clinic) -> dict[str, str]:
    """Every value that an answer may name in braces. Values of settings that are not set are empty."""
    hours = hours_in_words(clinic)
    return {
        **dict.fromkeys(OWN_SENTENCES, ""),
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "emergency_number": clinic.emergency_number,
        "crisis_number": clinic.crisis_number,
        "health_line": clinic.health_line,
        "where": _where(clinic),
        "hours": example(clinic, "hours", hours) if hours else "",
        "hours_short": example(clinic, "hours", hours) if hours else "please ask for our hours",
        "fees": example(clinic, "fees", "; ".join(f"{service}: {price}" for service, price in clinic.fees))
        if clinic.fees
        else "",
        "session_lengths": example(
            clinic,
            "session_lengths",
            "; ".join(f"{name}: {minutes} minutes" for name, minutes in clinic.session_lengths),
        )
        if clinic.session_lengths
        else "",
        "cancellation_policy": clinic.cancellation_policy or "",
        "visits": clinic.visits or "",
        "parking_access": _parking_access(clinic),
        "privacy_authority": _marked(clinic, "privacy.authority", clinic.privacy.authority),
        "privacy_contact": _privacy_contact(clinic),
        "conversations_kept": str(clinic.retention.conversations),
        **{key: _sentence(clinic, key, text) for key, text in clinic.own_sentences.items()},
    }


def worded(values: Mapping[str, str], pack: Pack) -> dict[str, str]:
    """Values of texts in a language; what the clinic writes itself is left as it is written."""
    wording = wording_of(pack)
    return {
        key: wording.own(text) if key in _WRITTEN_BY_CLINIC else wording.value(key, text)
        for key, text in values.items()
    }


def in_words(pack: Pack, name: str, clinic: Clinic) -> str:
    """A notice of a language's `wording.yml`, filled; empty where it has none."""
    values = {"clinic_phone": wording_of(pack).phone(clinic.phone), "emergency_number": clinic.emergency_number}
    return filled((pack.wording.get("notices") or {}).get(name) or "", values)


def whom_to_call(clinic: Clinic) -> str:
    """What stands in everything that a patient may read when something failed."""
    return f"You can call {clinic.phone}. In an emergency call {clinic.emergency_number}."
