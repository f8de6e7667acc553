"""A list as CSV for a spreadsheet, in which nothing that a patient wrote can become a formula."""

import csv
import io
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.wording import one_line, phone_in_words

MOST = 5000
_COLUMNS = "reference kind state created due start end practitioner name phone email when reason more note".split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """A cell that spreadsheets take as text."""
    text = one_line(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(found: Iterable[Appointment], zone: ZoneInfo, region: str) -> str:
    """One line a request, times on the clinic's clock."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for item in found:
        details = item.details
        times = [
            moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
            for moment in (item.created_at, item.due_at, item.start, item.end)
        ]
        said = [details.name, phone_in_words(details.phone, region) if details.phone else "", details.email]
        rows.writerow(
            safe(cell)
            for cell in (
                item.reference,
                item.kind,
                item.status,
                *times,
                item.practitioner or "",
                *said,
                details.when,
                details.reason,
                "; ".join(f"{label}: {words}" for label, words in details.more.items()),
                details.note,
            )
        )
    return written.getvalue()
