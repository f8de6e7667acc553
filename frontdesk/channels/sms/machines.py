"""What phones text of their own accord when somebody holds a finger on a message: Liked “…”, Reacted … to “…”, A aimé « … »."""

import re

_QUOTED = r"[“\"«„].*[”\"»“]"
_THING = (
    r"(?:an?|une?|le|la|l['’]|your|votre)\s?"
    r"(?:image|photo|picture|attachment|video|movie|message|sticker|link|gif|pi[eè]ce jointe|vid[eé]o|lien)\.?"
)
_IN_ENGLISH = (
    r"liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|"
    r"removed an? [\w ]+ from|reacted \S+(?: \S+)? to|[^\w\s]+ to"
)
_IN_FRENCH = (
    r"a (?:aimé|adoré|détesté|souligné|insisté sur|mis en évidence|questionné|remis en question|ri de|trouvé drôle|"
    r"réagi (?:par |avec )?\S+ à|retiré [\w' ]+ (?:de|à))|n['’]a pas aimé|[^\w\s]+ à"
)
_REACTION = re.compile(rf"(?:{_IN_ENGLISH}|{_IN_FRENCH})\s+(?:{_QUOTED}|{_THING})", re.DOTALL | re.IGNORECASE)


def is_reaction(text: str) -> bool:
    """Whether a phone reports that somebody reacted to a message."""
    return _REACTION.fullmatch(text.strip()) is not None
