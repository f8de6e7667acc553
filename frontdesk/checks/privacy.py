"""What a clinic must still settle about privacy and safety before patients come: settings, and its own checklist."""

import re
from collections.abc import Iterator
from pathlib import Path

from frontdesk.settings.clinic import Clinic

CHECKLIST = Path("docs/clinic-checklist.md")
_OPEN = re.compile(r"^- \[ \] (.+(?:\n  .+)*)", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_UNSET = {
    "authority": "so that patients are not told under which law their details are taken. Add it, as counsel words it.",
    "contact": "so that patients are sent to the front desk's phone with questions of privacy. Name the privacy officer.",
    "page": "so that patients find no privacy statement. Add its https:// address.",
    "assessment": "so that nobody can see whether the Commissioner has accepted the privacy impact assessment (Health "
    "Information Act, section 64). Add its number or date.",
}


def open_points(clinic: Clinic, checklist: Path = CHECKLIST) -> Iterator[str]:
    """A sentence for each thing that is open."""
    for key, why in _UNSET.items():
        if getattr(clinic.privacy, key) is None:
            yield f"clinic.yml: `privacy.{key}` is not set, {why}"
    try:
        written = checklist.read_text(encoding="utf-8")
    except OSError:
        yield f"{checklist}: the checklist cannot be read. Put it back; it says what only the clinic can do."
        return
    for point in _OPEN.findall(written):
        yield f"{checklist}: open: {_LINK.sub(r'\1', ' '.join(point.split()))}"
