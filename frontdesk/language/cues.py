"""Tense and person around a symptom: words for "over", for a general question, and for "happening now"."""

import re

_OVER = re.compile(
    r"\b(?:in (?:19|20)\d\d|(?:19|20)\d\d|years? (?:ago|back)|months ago|decades? ago|last (?:year|winter|"
    r"summer|spring|fall)|"
    r"as a (?:kid|child|teen\w*|baby)|when i was|back in|used to|history of|recovered|recovery|cleared|"
    r"resolved|healed|"
    r"went away|gone now|all (?:good|fine|clear|sorted|gone|healed)|fine (?:now|since|today)|long (?:ago|"
    r"gone|over)|once had|"
    r"previous(?:ly)?|survived|survivor|in remission|wore off|faded|stopped (?:right away|after|within|"
    r"in)|ruled out|"
    r"came back (?:normal|clear|fine)|nothing since|never (?:came back|again)|old news|ancient history|"
    r"il y a .{1,12} ans)\b"
)
_GENERAL = re.compile(
    r"\b(?:what if|(?<!just )in case|if (?:someone|somebody|anyone|a (?:person|patient|client)|people|i ever|i were|"
    r"there (?:is|was) ever)|"
    r"risks? of|chances? of|signs? of|symptoms? of|what (?:is|are|does|would|causes)|difference between|"
    r"do you (?:guys )?(?:treat|handle|deal|do|have|help|ever|see|needle|work)|can (?:it|dry needling|"
    r"needling|needles|ims|you|they|"
    r"physio\w*) (?:ever )?(?:cause|puncture|hit|lead|give|trigger|treat|help|damage|make)|does (?:it|"
    r"dry needling|needling|ims) "
    r"(?:ever )?(?:cause|make|hurt|bleed|help)|is it (?:ok|okay|safe|true|possible|common|dangerous|"
    r"normal) (?:to|with|for|if|that)|"
    r"has anyone|do people|how (?:often|common|likely|rare)|just curious|wondering about|for (?:my|"
    r"a) (?:class|course|essay|paper|blog)|"
    r"for future|quels? sont|est-ce que l')\b"
)
_NOW = re.compile(
    r"\b(?:now|today|tonight|this (?:morning|afternoon|evening|week)|since (?:yesterday|last|this|the|my|"
    r"i|a|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday)|yesterday|last night|just (?:now|started|happened|fell|had)|"
    r"sudden(?:ly)?|all of a sudden|"
    r"minutes? ago|hours? ago|an hour|right now|keeps?|still|getting (?:worse|bigger|weaker)|worse|"
    r"spreading|won't stop|"
    r"for (?:two|three|a few|2|3|4) (?:days|hours|weeks)|depuis|maintenant)\b"
)


def cues(text: str) -> tuple[float, float, float]:
    """Whether a lower-case text says that something is over, asks in general, or tells of the present; each 0 or 1."""
    over, general, now = (float(bool(pattern.search(text))) for pattern in (_OVER, _GENERAL, _NOW))
    return over, general, now
