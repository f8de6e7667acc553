"""The demonstration page as this clinic sees it: `{{placeholders}}` filled from the settings, once, escaped for HTML."""

import re
from html import escape

from frontdesk.content.clinic_text import example
from frontdesk.language.clock import clock
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.values import WEEKDAYS

_PLACEHOLDER = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


class TemplateError(RuntimeError):
    """The page names a value that does not exist."""


def _hours(clinic: Clinic) -> str:
    """A table's rows, one a weekday."""
    if not clinic.hours:
        return "<tr><td>Please call the front desk for our hours.</td></tr>"
    rows = []
    for day in WEEKDAYS:
        spans = " and ".join(f"{clock(opens)} to {clock(closes)}" for opens, closes in clinic.hours.get(day, ()))
        rows.append(f'<tr><th scope="row">{day.capitalize()}</th><td>{spans or "Closed"}</td></tr>')
    if "hours" in clinic.demo_values:
        rows.append('<tr><td colspan="2">These hours are an example, not real.</td></tr>')
    return "".join(rows)


def _values(clinic: Clinic, widget_version: str, staff_address: str) -> dict[str, str]:
    address = clinic.address and example(clinic, "clinic.address", clinic.address)
    texts = {
        "clinic.name": clinic.name,
        "clinic.phone": clinic.phone,
        "clinic.phone_href": f"tel:{clinic.phone_e164}",
        "clinic.city": clinic.city or "",
        "address": address or "Please ask the front desk for the address.",
        "emergency.number": clinic.emergency_number,
        "emergency.health_line": clinic.health_line,
        "emergency.crisis_number": clinic.crisis_number,
        "widget.version": widget_version,
        "staff.address": staff_address,
    }
    return {name: escape(text) for name, text in texts.items()} | {"hours": _hours(clinic)}


def filled(template: str, clinic: Clinic, widget_version: str, staff_address: str) -> str:
    """The page with every placeholder filled. Raises TemplateError."""
    values = _values(clinic, widget_version, staff_address)
    unknown = sorted(set(_PLACEHOLDER.findall(template)) - set(values))
    if unknown:
        raise TemplateError(
            f"The page names {{{{{unknown[0]}}}}}, which is no value. It is probably misspelt in frontdesk/web/index.html; "
            f"known: {', '.join(sorted(values))}."
        )
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
