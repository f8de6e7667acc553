"""What a clinic's own sentences in clinic.yml may not say."""

import re
from collections.abc import Iterator

from frontdesk.checks import texts as text_checks
from frontdesk.settings.clinic import Clinic

# As for our own texts, but a clinic may speak freely of prices, refunds and parking.
_RESULT = r"(?:results?|relief|recover\w*|cure\w*|heal\w*|success|improve\w*|pain)"
CLAIMS = (
    r"\bpainless\b",
    r"\bno side effects\b",
    r"\btoxins?\b",
    rf"(?<!not )(?<!n't )(?<!cannot )\bguarantee\w*\b[^.!?]{{0,40}}\b{_RESULT}\b",
    rf"\b{_RESULT}\b[^.!?]{{0,40}}(?<!not )\bguaranteed\b",
    rf"\bpermanent(?:ly)? {_RESULT}\b",
    r"\bcures\b",
    r"\bbetter than (?:any|all|other|surgery|medication|massage|acupuncture|chiropract)",
    r"\bproven to\b",
    r"\b(?:best|leading|number one) (?:clinic|treatment|physio)",
    r"(?:is|are|it's) (?:completely |totally |perfectly )?safe (?:in|during|while) pregnan",
    r"\byou(?:'re| are) a (?:good|great|suitable) candidate",
)


def problems(clinic: Clinic) -> Iterator[str]:
    """What the clinic's own sentences in clinic.yml may not say. Fees, hours and names are the clinic's alone."""
    sentences = {
        "cancellation_policy": clinic.cancellation_policy,
        "visits": clinic.visits,
        "clinic.parking": clinic.parking,
        "clinic.access": clinic.access,
        **clinic.own_sentences,
    }
    for key, text in sentences.items():
        for pattern in CLAIMS:
            found = re.search(pattern, text or "", re.IGNORECASE)
            if found:
                yield (
                    f"clinic.yml: `{key}` says “{found.group()}”, which is on the do-not-say list (docs/content.md). Say what "
                    "may happen."
                )
        if asked := text_checks.asks_for_keyword(text or ""):
            yield (
                f"clinic.yml: `{key}` asks for “{asked}” by text message, a word by which people opt out or in. Ask for "
                "another word."
            )
