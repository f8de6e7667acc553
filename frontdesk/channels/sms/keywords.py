"""Words by which a phone rules its text messages: STOP, START and HELP, and plain wishes to get no more of them.

1. A keyword is the whole message, in any case, spacing and punctuation, with or without accents, and STOP with a slip of the
   finger too. Each language has its own (`language.yml`).
2. A wish in plain words counts too: who asks to be left alone need not know the keyword. Each clause is read from its
   beginning, so that a "stop" inside another sentence ("when will the pain stop", "he won't stop texting me") is none.
3. A message that says such a wish and nothing else needs no look for warning signs; any other does.
4. `frontdesk/engine/text_kinds` recognises such wishes in any other words; these patterns need no model and never let one of
   their own pass.
5. A keyword beside anything else but politeness and "wrong number" is none: "stop, my leg went numb" is for the safety screen.
"""

import re

from rapidfuzz.distance import OSA

from frontdesk.language.accents import without_accents
from frontdesk.language.packs import keywords, packs

STOP, START, HELP = "stop", "start", "help"


_STOP_WORDS, _START_WORDS, _HELP_WORDS = keywords(STOP), keywords(START), keywords(HELP)
# What Twilio answers by default, and blocks or lets through again by: the whole text, in any case.
_TWILIO_STOP = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split())
_TWILIO_START = frozenset("START UNSTOP".split())
_TWILIO_HELP = frozenset("HELP INFO".split())
_YES = keywords("yes")
OPTS_OUT_OR_IN = _STOP_WORDS | _START_WORDS | _YES  # what no text may ask for
_POLITE = keywords("polite")
# Keywords that stay what they are beside politeness. "Please cancel" is about the appointment.
_PLAIN_STOP = _STOP_WORDS - {"cancel", "end", "quit", "remove"}

_TEXTS = r"(?:(?:text|sms)(?: messages?)?|texts|txts?|messages?|msgs?|notifications?)"
_TEXTING = r"(?:texting|txting|messaging|msging|contacting|bothering|spamming|writing(?: to)?|sms(?:ing)?)"
_TEXT = r"(?:text|txt|message|msg|sms|contact|write(?: to)?|bother|spam)"
_ME = r"(?:me|us|this (?:number|phone)|my (?:number|phone|cell))"
_THE = r"(?:(?:me|any|all|of|these|those|the|this|your|ur|more|such)\s+)*"
_POLITELY = r"(?:please|pls|plz|kindly|just|ok|okay|hi|hello|hey|no|and|so|but|then|thanks|sorry|seriously|yes)"
_YOU = r"(?:you|u|you guys|you people)"
_LEAD = (
    rf"(?:{_POLITELY}\s+)*"
    rf"(?:(?:can|could|would|will) {_YOU}\s+|{_YOU} (?:need to|must|should|have to)\s+|"
    rf"i(?:'d| would|'ve| have)?(?: already| just| keep| kept)? (?:like|want|need|asked|told|asking|telling|ask) {_YOU} to\s+|"
    r"(?:how (?:do|can|could) i|can i|may i|i(?:'d| would)? (?:want|like|wish|need)(?: to)?)\s+)?"
    rf"(?:{_POLITELY}\s+)*"
)
_FOR_GOOD = r"any ?more|again|ever|at all|no more"
_AT_TIMES = (
    rf"(?!.*\b(?:{_FOR_GOOD})\b)\s+(?:before|after|until|till|at|on|if|unless|during|while|between|about|back)\b"
)
_TAIL = (
    rf"(?:\s+(?:{_FOR_GOOD}|please|pls|plz|thanks|thank you|now|from {_YOU}|from (?:this|your) clinic|to (?:me|this number)|"
    r"on this (?:number|phone)))*$"
)
_WISHES = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:stop|quit|cease)(?: with)? {_TEXTING} {_ME}\b"
    rf"|(?:stop|quit|cease) (?:sending|getting|receiving) {_THE}{_TEXTS}\b"
    rf"|(?:stop|end|cancel) {_THE}{_TEXTS}{_TAIL}"
    rf"|(?:don'?t|do not|never) (?:ever )?{_TEXT} {_ME}\b(?!{_AT_TIMES})"
    rf"|(?:don'?t|do not) send {_THE}{_TEXTS}{_TAIL}"
    rf"|no more {_TEXTS}{_TAIL}"
    rf"|(?:i )?(?:don'?t|do not|no longer) (?:want|wish|need|like) (?:to (?:get|receive|have) )?{_THE}{_TEXTS}{_TAIL}"
    rf"|(?:i )?(?:don'?t|do not|no longer) (?:want|wish) to be (?:texted|messaged|contacted)\b"
    r"|(?:take|get|remove|delete) (?:me|my (?:number|phone|cell|name)(?: number)?) (?:off|from|out)(?: of)? (?:"
    r"(?:your|ur|this) (?!wait)(?:\w+ )?lists?|"
    r"(?:the |that )?(?:text(?:ing)?|sms|contacts?|mailing|messag(?:e|ing)|call(?:ing)?|phone|marketing|spam|e-?mail) lists?|"
    r"(?:(?:your|ur|the|this|that) )?(?:\w+ )?(?:database|system|contacts|texts|messages))\b"
    rf"|(?:remove|delete|forget) (?:me|my (?:phone |cell )?number){_TAIL}"
    rf"|unsubscribe(?: me)?(?: (?:from|of) .*)?{_TAIL}"
    rf"|opt (?:me )?out(?: (?:of|from) {_THE}{_TEXTS})?{_TAIL}"
    rf"|leave me alone{_TAIL}"
    r")"
)
# Who wants other texts, at other times or to another number wants texts. Each clause is read from its beginning: "you keep
# texting me" is a complaint.
_OTHER_TEXTS = re.compile(
    rf"(?:{_POLITELY}\s+|(?:can|could|would) (?:{_YOU}|someone|somebody)\s+)*(?:"
    rf"no (?:more )?{_TEXTS} (?:before|after|until|till|during|past|between|late|at (?:\d|night|work)|on (?:week|sun)\w+)\b|"
    r"pas de (?:textos?|messages?) (?:avant|apres|entre|la nuit|le soir|la fin de semaine)\b|"
    r"no (?:need (?:for|to send) )?(?:a |the |any )?reminders?\b(?! (?:or|and|no|nor|texts?)\b)|"
    r"(?:send|mail|get|have) .{0,40}\b(?:by|per|via) e-?mail\b|(?:by|per|via) e-?mail\b|"
    r"(?:stop|quit)(?: sending| giving)?(?: me)?(?: with)? (?:the |these |those |ur |your )?"
    r"(?:numbered |number )?(?:menus?|lists?|options)\b|"
    rf"(?:keep|continue|still|only|rather|prefer to) (?:to )?"
    rf"(?:{_TEXTING}|(?:text|txt|message|msg|write(?: to)?|tell|call) (?:me|us|this|my|the)|"
    rf"send (?:me |us )?(?:the )?{_TEXTS})\b|(?:tell|let|notify) (?:me|us)(?: know)? (?:if|when|about|only)\b|"
    r"(?:text|txt|message) me (?:instead|rather|if|when|only)\b|"
    r"(?:text|txt|use|call|reach|try) (?:me (?:at|on) )?(?:this|that|my other|my new|the other) (?:one|number|phone|cell)\b|"
    rf"(?:don'?t|do not|never) (?:ever )?(?:{_TEXT}|call|ring|phone|use)(?: me)?(?: at| on| to)? (?:my|his|her|their|our|the) "
    r"(?:work|home|old|office|landline|other|\w+'?s'?) ?(?:number|phone|cell|line|one)?\b|"
    rf"(?:don'?t|do not|never) (?:ever )?{_TEXT} {_ME} (?:(?:before|after|until|till|during|past|between)\b|"
    r"at (?:\d|night|work|noon|lunch|school)|on (?:weekends?|my|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b))"
)
# "The list" may be the wait list, which many call so, and one that is not named is none for texts.
_LEAVES_LIST = re.compile(
    r"\b(?:take|get|remove|delete|scratch|drop|pull|cross|strike) (?:me|us|my (?:name|number)) (?:off|from|out)(?: of)? "
    r"(?:(?:the|that|this|your|ur|a) )?(?:wait(?:ing)? ?|cancell?ation |standby )?list\b"
)
_ANY_LIST = re.compile(r"\b(?:off|from|out)(?: of)? (?:(?:the|that|a) )?list\b")
_ERASES = re.compile(
    r"\b(?:delete|erase|remove|effacez?|effacer|supprimez?|supprimer)\b.*"
    r"\b(?:told|said|wrote|typed|texted|data|info|information|conversation|chat|donnees|dit|ecrit|textes?)\b"
)
_CAME_ONTO_LIST = re.compile(
    r"\b(?:who|why|how|since when|never)\b.*\b(?:put|add(?:ed)?|sign(?:ed)?|am i|did i|i get|asked)\b.*\b(?:list|texts?)\b|"
    r"\b(?:qui|pourquoi|comment|jamais)\b.*\b(?:mis|inscrite?|ajoutee?|suis|demande)\b.*\b(?:liste|textos?)\b"
)
# Reminders alone are less than all texts.
_REMINDERS = re.compile(r"\b(?:reminders?|remind(?:ing|ed)?|rappels?)\b")
_ALL_TEXTS = re.compile(
    r"\b(?:texts?|texting|messages?|msgs?|sms|textos?|anything|everything|all)\b(?! (?:message )?reminders?)"
)
# Behind the question whether no more texts are wished for.
_MEANS_TEXTS = re.compile(
    rf"(?:(?:yes|ya|yeah|no|sorry)\W+)*(?:i mean|i meant|all|je parlais de|je veux dire) .*\b(?:{_TEXTS}|textos?)\W*"
)
# Who reached the clinic by mistake; "you have the wrong number" says that the clinic did.
_MISDIRECTED = re.compile(
    r"(?:(?:oh|oops|ah|omg|shoot|sorry|so sorry|my bad|hi|hey|no|desole|pardon|oups)\W+)+(?:i (?:have|got|texted) )?(?:the )?"
    r"(?:wrong (?:number|person|chat|text|one)|mauvais numero|that (?:was|wasn'?t) (?:meant )?for (?:you|someone else))"
    r"(?:\W+(?:sorry|lol|haha|oops|my bad|ignore (?:that|me)|bye|thanks|merci|desole))*\W*|"
    r"wrong (?:number|person|chat)\W+(?:(?:sorry|lol|haha|oops|my bad|ignore (?:that|me))\W*)+"
)
_WRONG_NUMBER = re.compile(
    r"(?:(?:sorry|oops|hi|hey|no) )?(?:(?:you have|you(?:'ve)? got|this is|that'?s) )?(?:the |a )?wrong (?:number|person|chat)"
)
_STOPS_ALL = re.compile(rf"\b(?:(?:stop|quit|cease)(?: with)? {_TEXTING} {_ME}|{_FOR_GOOD})\b")
_REMAINDER = re.compile(rf"(?: (?:de|des|du|les|vos|messages?|textos?|sms|svp|merci|s'il vous plait))*$|{_TAIL}")
_CLAUSE = re.compile(r"[.!?,;:\r\n]+|\s-+\s|\s(?:and|but|so|because|cause|et|mais)\s")
_HARMLESS = re.compile(
    r"(?:(?:this is|you have|you(?:'ve)? got|that'?s|its|it's|sorry)? ?(?:the |a )?wrong (?:number|person)|not interested|"
    r"i don'?t know you|leave me alone|who(?: is|'s| are) (?:this|you)|mauvais numero)$"
)


def _folded(text: str) -> str:
    """Lower case without accents, with straight quotes."""
    return without_accents(text).replace("’", "'").replace("‘", "'").lower()


def _words(text: str) -> list[str]:
    """The words; letters written apart ("S T O P", "opt-out") as one."""
    words = re.findall(r"[a-z]+", _folded(text).replace("'", ""))
    if len(words) > 2 and all(len(word) == 1 for word in words):
        return ["".join(words)]
    return re.sub(r"\b(opt) (out|in)\b", r"\1\2", re.sub(r"\bstop all\b", "stopall", " ".join(words))).split()


def _is_only(words: list[str], keywords: frozenset[str]) -> bool:
    return bool(words) and len(set(words)) == 1 and words[0] in keywords


def _is_stop_misspelt(word: str) -> bool:
    """Whether a word that is none is one slip of the finger from "stop"."""
    from frontdesk.language.encoder import sentence_encoder  # not where texts are only checked or sent

    near = OSA.distance(word, STOP, score_cutoff=1) == 1
    return near and word not in _POLITE and word not in sentence_encoder().whole_words()


def keyword(text: str) -> str | None:
    """STOP, START or HELP if that is all the message says, or None."""
    if any(character.isdigit() for character in text):
        return None
    words = _words(text)
    if (
        (len(words) == 1 and _is_stop_misspelt(words[0]))
        or _is_only(words, _STOP_WORDS)
        or _is_only([w for w in words if w not in _POLITE], _PLAIN_STOP)
    ):
        return STOP
    if _is_only(words, _START_WORDS):
        return START
    return HELP if _is_only(words, _HELP_WORDS) else None


def answered_by_twilio(text: str, opted_out: bool) -> str:
    """STOP, START or HELP if Twilio, unless told otherwise, answers this text itself; else ""."""
    said = text.strip().upper()
    if said in _TWILIO_START or (said == "YES" and opted_out):
        return START.upper()
    return STOP.upper() if said in _TWILIO_STOP else HELP.upper() if said in _TWILIO_HELP else ""


def is_yes(text: str) -> bool:
    """Whether the message is a yes and nothing else."""
    return _is_only(_words(text), _YES)


def clauses_of(text: str) -> list[str]:
    """The clauses of a text, folded."""
    return [clause for part in _CLAUSE.split(_folded(text)) if (clause := " ".join(part.split()))]


def _wish(clause: str) -> re.Match[str] | None:
    if _REMINDERS.search(clause) and not _ALL_TEXTS.search(clause):
        return None
    others = (pack.pattern("no_more_texts").match(clause) for pack in packs().values())
    return _WISHES.match(clause) or next(filter(None, others), None)


def wants_no_more(text: str) -> bool:
    """Whether the message asks in plain words for no more texts. It may tell of something else beside."""
    clauses = clauses_of(text)
    if any(map(_wish, clauses)):
        return True
    others = [clause for clause in clauses if keyword(clause) != STOP]
    return len(others) < len(clauses) and all(_HARMLESS.match(clause) for clause in others)


def wants_other_texts(text: str) -> bool:
    """Whether the message asks for other texts rather than for none: "keep texting me, just not at work"."""
    clauses = clauses_of(text)
    return any(map(_OTHER_TEXTS.match, clauses)) and not _STOPS_ALL.search(_folded(text))


def means_texts(text: str) -> bool:
    """Whether the answer to the question whether no more texts are wished for says that they are meant: "i meant the texts"."""
    return _MEANS_TEXTS.fullmatch(_folded(text).strip()) is not None


def leaves_list(text: str) -> bool:
    """Whether the message asks to be taken off a list, which may be the wait list."""
    return bool(_LEAVES_LIST.search(_folded(text)))


def leaves_some_list(text: str) -> bool:
    """Whether the message asks to be taken off a list and does not say of which or whose."""
    folded = _folded(text)
    return bool(_LEAVES_LIST.search(folded) and _ANY_LIST.search(folded))


def wants_erasure(text: str) -> bool:
    """Whether somebody asks to have what they told deleted, which is no wish about texts."""
    return bool(_ERASES.search(_folded(text)))


def wonders_why_texted(text: str) -> bool:
    """Whether somebody wonders how they came onto a list, or why they are texted: they may want no more texts."""
    return bool(_CAME_ONTO_LIST.search(_folded(text)))


def is_misdirected(text: str) -> bool:
    """Whether the message says that its sender has reached the clinic by mistake, and nothing else."""
    return _MISDIRECTED.fullmatch(_folded(text).strip()) is not None


def is_for_another(text: str) -> bool:
    """Whether the message says that it was sent, or came, to the wrong number, and nothing else."""
    clauses = [clause for clause in clauses_of(text) if clause != "sorry"]
    return bool(clauses) and all(map(_WRONG_NUMBER.fullmatch, clauses))


def wants_only_that(text: str) -> bool:
    """Whether a message that wants no more texts says nothing else, so that no warning sign can be in it."""
    return all(
        _REMAINDER.match(clause[wish.end() :])
        if (wish := _wish(clause))
        else _HARMLESS.match(clause) or keyword(clause)
        for clause in clauses_of(text)
    )
