"""Messages that are a call for help and nothing else: "911", "SOS", "help me". HELP alone is the carriers' word and is none."""

import re

from frontdesk.language.folding import fold

_BEFORE = "please|pls|plz|omg|oh my god|hey|hi|someone|somebody|anyone|i said|just|now|ok"
_WHOM = "911|9 1 1|(?:an |the |une )?ambulance|(?:the )?paramedics|ems|emergency services"
_BARE = re.compile(
    rf"(?:(?:{_BEFORE}) )*(?:"
    rf"(?:(?:call|calling|call for|dial|send|get|(?:i |we )?need|want|appelez(?: le)?) )?(?:{_WHOM})"
    r"|sos|s o s|mayday|save me|help (?:me|us|him|her)|(?:(?:i|we) )?need help (?:now|right now|fast)"
    r"|(?:(?:its|it is|this is|i have|there is) )?(?:an? )?(?:medical )?emergency"
    r"|au secours|a laide|aidez[ -]moi|(?:cest )?(?:une )?urgence"
    r")(?: (?:now|please|pls|plz|asap|quick|quickly|fast|right now|hurry|me|svp|vite|911|sos|help))*"
)


def is_call_for_help(text: str) -> bool:
    """Whether a message as it came is a bare call for help."""
    words = re.sub(r"[^\w -]+", " ", fold(text).lower().replace("à", "a").replace("'", ""))
    return _BARE.fullmatch(" ".join(words.split())) is not None
