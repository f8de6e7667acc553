"""Sets apart what a text only tells, if another of its clauses says what is wished: "bridge is wednesdays. tuesday or friday".

A clause tells something if it speaks of somebody or something (a pronoun, a verb) in words that belong to no wish. Its days
and times are no wish then. They are taken where only a week or any day is wished beside them: "any other day" is not one of
them. Where every clause tells something, nothing is set apart: then it may be how somebody wishes.
"""

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.language.when.clauses import BUSY, Clause
from frontdesk.language.when.parts import Beside, Days, Mark, Times, Token

# Words of a wish that tell nothing else.
_OF_WISHES = frozenset(
    """
    1 a about actually afternoon again all already alright always am an any anyhow anyway anywhere appointment appt are
    around as at available awesome be best better bit book both can chance check come coming convenient could date dates day
    days dear def definitely do does easier easy either else end even evening ever fine first fit for free gap get give go
    good got great guess guys haha happy have hello hey hi home honestly hope hoping hour hours how however hows i id ideal
    ideally if ill im in instead is ish it itd just kind kindly know let lets like lol look love lovely make manage may
    maybe me might mind month morning move much must need new next no now obv obviously of off oh ok okay on one only open
    opening openings other perfect perhaps physiotherapy please pls possible possibly prefer preferably preferred probably
    rather reading really rest right room round said say second see seriously session shall should slot so some someone
    something sometime sorry spot squeeze still straight suit suits sure thank thanks that thats the then there therefore
    theres these think thinking this tho those though time to too town try uh um ummm up us very visit want we week weekly
    weeks well what when which whichever whole will with work works would yeah yes yet you youd your youre youve
    """.split()
)
# Words that a clause that tells something has: who does it, or what is so.
_TELLING = frozenset(
    """
    am are comes ends finishes from gets had has have he her hes his i ill im is its ive me my our she shes starts their
    theres they theyre theyve to until was we well were weve
    """.split()
)
_SPEAKING = frozenset("i im ive ill we weve my our he hes she shes they theyre the".split())
# With one of these a clause wishes, whatever else it tells.
_WISHING = frozenset(
    """
    any appointment appt arent available best better book bring brings can could doesnt drive drives drop easier fine
    free give good great hasnt havent hope hoping id ideal if isnt like may might need needs ok okay open perfect please
    possible prefer preferred session slot spot squeeze suit suits take thinking try u visit want wants wasnt whichever
    work works would you your
    """.split()
)
# Another one may have a visit of their own.
_OF_ANOTHER = frozenset("he hes his she shes her they theyre their".split())
_VISITS = frozenset("appointment appt session visit".split())
_REASONS = [(Mark("word", word),) for word in ("because", "cause", "cuz", "coz", "bc")]
_NEGATIONS = ("not", "denial", "except", "afternot")


def _words(clause: Clause) -> list[str]:
    return [token.word for token in clause.tokens if isinstance(token, Mark) and token.kind == "word"]


def _names(clause: Clause, *types: type) -> bool:
    return any(isinstance(token, types) for token in clause.tokens)


def unplaced(clause: Clause) -> set[str]:
    """The words of a clause that belong to no wish."""
    return {word for word in _words(clause) if word.isalpha()} - _OF_WISHES


def _is(token: Token, *kinds: str) -> bool:
    return isinstance(token, Mark) and token.kind in kinds


def _is_another_word(token: Token) -> bool:
    return isinstance(token, Mark) and token.kind == "word" and token.word not in _OF_WISHES


def _turns_down(clause: Clause) -> bool:
    """Whether a clause denies more than what it tells: not "bridge is wednesdays and im not missing bridge"."""
    following = [*clause.tokens[1:], Mark("stop")]
    return any(
        _is(token, *_NEGATIONS) and not (_is(token, "denial") and _is_another_word(after))
        for token, after in zip(clause.tokens, following)
    )


def _is_of_a_thing(clause: Clause) -> bool:
    """Whether a clause begins with something that it speaks of: "the cleaners come tuesday", "tests on thursday"."""
    told = clause.tokens[:1] == (Mark("word", "the"),)
    named = clause.tokens[told:]
    return bool(named) and _is_another_word(named[0]) and (told or not _names(clause, Times))


def _tells(clause: Clause) -> bool:
    words = set(_words(clause))
    if clause.tokens[:1] in _REASONS:
        return clause.kind == "wish" and _names(clause, Days, Times) and not _turns_down(clause)
    marked = any(_is(token, "correction", "any", "soon", "but") for token in clause.tokens) or _turns_down(clause)
    return (
        clause.kind == "wish"
        and not marked
        and _names(clause, Days, Times, Beside)
        and bool(unplaced(clause))
        and (bool(words & _TELLING) or _is_of_a_thing(clause))
        and not words & (_WISHING - _VISITS if words & _OF_ANOTHER else _WISHING)
    )


def _wishes(clause: Clause) -> bool:
    """Whether a clause names days and tells nothing; "or friday" only goes on with the one before."""
    adds = bool(clause.tokens) and _is(clause.tokens[0], "or", "and", "apart", "if not")
    return clause.kind == "wish" and _names(clause, Days, Beside) and not unplaced(clause) and not adds


def _is_wide(days: Token) -> bool:
    if not isinstance(days, Days):
        return False
    return (days.kind == "period" and not days.bound) or (days.every and len(days.weekdays) > 1)


def _ends_by(clause: Clause) -> bool:
    """Whether a clause only says by when: "i must be seen by the 16th"."""
    return any(
        isinstance(token, Mark) and token.kind in ("by", "before") and token.word != "until" for token in clause.tokens
    )


def _parted(clause: Clause) -> list[Clause]:
    """A clause that wishes and then tells, as two: "the 24th at 1:15 | im flying home the 23rd"."""
    for at, token in enumerate(clause.tokens):
        if not (at and isinstance(token, Mark) and token.word in _SPEAKING):
            continue
        wish, told = replace(clause, tokens=clause.tokens[:at]), Clause(clause.tokens[at:])
        own = _names(told, Days) or (_names(told, Times) and _names(wish, Times))
        if own and _wishes(wish) and _tells(told):
            return [wish, told]
    return [clause]


def set_apart(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses with those that only tell something as such."""
    parted = [part for clause in clauses for part in _parted(clause)]
    wishes = [clause for clause in parted if _wishes(clause)]
    wished = [token for clause in wishes for token in clause.tokens if isinstance(token, Days | Beside)]
    if not wished:
        return list(clauses)
    timed = any(_names(clause, Times) for clause in wishes)
    wide = all(map(_is_wide, wished))
    other = any("other" in _words(clause) for clause in wishes)
    kind = BUSY[other] if wide else "aside"
    found: list[Clause] = []
    for clause, after in zip(parted, [*parted[1:], Clause(())]):
        days = [token for token in clause.tokens if isinstance(token, Days | Beside)]
        own = not (_ends_by(clause) or all(map(_is_wide, days))) if wide else timed or bool(days)
        told = own and _tells(clause) and not (after.tokens and _is(after.tokens[0], "or"))
        listed = bool(found) and found[-1].kind == kind != clause.kind and _goes_on(found[-1], clause)
        more = any(map(_wishes, parted[len(found) + 1 :]))
        found.append(replace(clause, kind=kind) if told or (listed and more) else clause)
    return found


def _goes_on(told: Clause, clause: Clause) -> bool:
    """Whether a clause goes on with the list of days or the hour of the one before: "the carpenter comes monday, tuesday"."""
    in_a_list = (
        bool(told.tokens) and _is(told.tokens[-1], "comma") and isinstance((*told.tokens, *told.tokens)[-2], Days)
    )
    return in_a_list and not (clause.concludes or set(_words(clause)) & _WISHING or unplaced(clause))
