"""Whether a message says that somebody is new to the clinic or has been here, in words that stand on their own."""

import re

_WAS_FIRST = re.compile(r"\bwas (?:my|our|his|her|the) first\b")
_NOT_NEW = re.compile(r"\bnot (?:a )?(?:new|my first)\b")
_NEW = re.compile(
    r"\b(?:new (?:patient|client|pt\b|here|to (?:you|your|the clinic))|first (?:time|visit|appointment)|"
    r"never (?:been|visited|came|come)(?! (?:up|back|sleeping|able|this))|never (?:seen|met|used|"
    r"tried) (?:you|any of you)|never (?:set foot|i (?:come|came|was))|"
    r"(?:not|never) before(?=\s*(?:[.,;!?]|$))|"
    r"newbie|first rodeo|first[- ]timer|"
    r"(?:haven'?t|havent|hasn'?t|hasnt|has not|have not|not) been (?:there |here |in |to \w+ )?(?:before|yet)|"
    r"brand[- ]?new|(?:all|both) (?:(?:of us )?(?:are )?)?new|(?:none|neither) of (?:us|them) (?:have|has|was|were|been)|"
    r"(?:i'?m|i am|she'?s|she is|he'?s|he is|we'?re) (?:a )?new)\b"
)
_RETURNING = re.compile(
    r"\b(?:(?:i'?ve|ive|i have|she'?s|shes|he'?s|hes|has|have|was|were|we'?ve|weve|been) (?:been |come |gone |a patient )?"
    r"(?:there |here |in |to you |with you |seen )?(?:there |here )?(?:before|b4|already)|"
    r"(?:i|she|he|we) (?:was|were|came|went) (?:there|here|to you|in (?:before|last|there|here))|"
    r"(?:come|came|been|visited)(?: here| there| before| to you| in)? (?:once|twice|(?:one|"
    r"1) time|(?:a few|many|several|two|three|four|lots of|\d+) times(?! (?:worse|better|a|per)))|"
    r"been (?:before|b4)|came before|come back|"
    r"(?:been|seen) (?:there|here|you)(?: before)?(?! (?:since|for|all|a while|ever))|"
    r"last time i (?:was|came)|(?:i'?m|i am|he'?s|she'?s)(?: already)? (?:a|an|your|one of your) "
    r"?(?:old |regular |current )?(?:patients?|clients?|regular)(?= (?:here|there|of yours|already)|[.,;!?]|$)|"
    r"(?:second|third|2nd|3rd) time(?! (?:i|we|this|today|trying|asking|calling|writing|in))|you "
    r"(?:already )?know me|long[- ]?time (?:customer|client|patient)|"
    r"returning|(?:existing|regular|current|former|previous|old) (?:patient|client|pt\b)|old[- ]timer|"
    r"follow[ -]?up|second visit|not (?:new|my first))\b"
)
_ONLY_FIRST = re.compile(r"(?:its |it's |my |the |yes |no |nope |[, ])*1st[.! ]*")
_NEVER = re.compile(r"\b(?:never|haven'?t|hasn'?t|not)\b[^.,;!?]{0,30}$")
_ON_FORM = re.compile(
    r"\b(?:(?P<returning>(?:existing|returning|current|previous|old) (?:patient|client)|(?:been|"
    r"visited) (?:here|there|before)(?: before)?)|"
    r"(?P<new>new(?: (?:patient|client))?|first (?:visit|time)))\s*[?:=]+\s*(?P<said>yes|y|no|n|nope|yep|true|false)\b"
)
_ANSWERS = re.compile(r"(?:yes|yeah|no|nope|never|new|first|not|i have|i did|been)\b")
_YES_OR_NO = {"yes": "returning", "yeah": "returning", "i have": "returning", "i did": "returning", "no": "new"}
_FEW_WORDS = 4
_TAKEN_BACK = re.compile(r"\b(?:wait|actually|oh wait|no wait|scratch that)\b,?")
# Words of this as they are often mistyped.
_SLIPS = {
    "ben": "been",
    "bin": "been",
    "beem": "been",
    "befor": "before",
    "b4": "before",
    "ther": "there",
    "hre": "here",
    "nwe": "new",
    "nevr": "never",
    "nvr": "never",
    "nver": "never",
    "frist": "first",
    "fisrt": "first",
}
_SLIP = re.compile(rf"\b(?:{'|'.join(_SLIPS)})\b")


def says_first(plain: str) -> bool:
    """Whether a lower-case answer is only "1st", which is no date there."""
    return bool(_ONLY_FIRST.fullmatch(plain))


def find_patient_type(text: str) -> str | None:
    """ "new" or "returning"."""
    plain = _SLIP.sub(lambda word: _SLIPS[word[0]], text.lower().replace("’", "'"))
    filled = _ON_FORM.search(plain)
    if filled:
        return "new" if (filled["said"][0] in "yt") == bool(filled["new"]) else "returning"
    *before, last = _TAKEN_BACK.split(plain)
    answers = before and (_type_in(before[0]) or _ANSWERS.match(before[0]))
    return (_type_after(last) if answers else None) or _type_in(plain)


def told_plainly(plain: str) -> str | None:
    """The same of a lower-case answer of few words, or of one that takes back what it said first; else None."""
    is_plain = len(plain.split()) <= _FEW_WORDS or _TAKEN_BACK.search(plain)
    return find_patient_type(plain) if is_plain else None


def _type_after(plain: str) -> str | None:
    """The same of what puts an answer right: there a yes or no counts too."""
    return _type_in(plain) or next(
        (kind for word, kind in _YES_OR_NO.items() if re.match(rf"{word}\b", plain.strip(" ,."))), None
    )


def _type_in(plain: str) -> str | None:
    if _NOT_NEW.search(plain) or _WAS_FIRST.search(plain):
        return "returning"
    if _NEW.search(plain):
        return "new"
    found = _RETURNING.search(plain)
    return None if not found else "new" if _NEVER.search(plain[: found.start()]) else "returning"
