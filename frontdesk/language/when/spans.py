"""Arithmetic of spans: placed on a day, cut to what two have in common, without a third."""

from dataclasses import replace

from frontdesk.language.when.parts import DAY, Span, Times

Open = tuple[tuple[int, int], ...]  # the open stretches of a day, in minutes


def _placed(span: Span, open_: Open) -> Span:
    """A span counted from opening or closing, as minutes of a day with these hours."""
    if span.anchor == "opening":
        return replace(span, start=open_[0][0] + span.start, end=open_[0][0] + span.end, anchor="midnight")
    if span.anchor == "closing":
        return replace(span, start=open_[-1][1] - span.start, end=open_[-1][1] - span.end, anchor="midnight")
    return span


def _both(a: list[Span], b: list[Span]) -> list[Span]:
    found = []
    for x in a:
        for y in b:
            start, end = max(x.start, y.start), min(x.end, y.end)
            if start < end:
                label = (
                    x.label if (start, end) == (x.start, x.end) else y.label if (start, end) == (y.start, y.end) else ""
                )
                found.append(Span(start, end, label, part=x.part or y.part))
    return found


def _together(a: list[Span], b: list[Span], join: str) -> list[Span]:
    """What neighbours mean: what they share; else the clock time of a part of the day and a clock time; else both."""
    shared = _both(a, b)
    if shared or join:
        return shared or a + b
    clock_times = [span for span in a + b if not span.part]
    return clock_times or a + b


def without(spans: list[Span], gone: list[Span]) -> list[Span]:
    """What of the spans lies outside those that are gone."""
    for hole in gone:
        kept = []
        for span in spans:
            if hole.end <= span.start or hole.start >= span.end:
                kept.append(span)
                continue
            if span.start < hole.start:
                kept.append(Span(span.start, hole.start))
            if hole.end < span.end:
                kept.append(Span(hole.end, span.end))
        spans = kept
    return spans


def times_on(times: list[tuple[Times, str]], open_: Open) -> list[Span]:
    """The spans of a day: neighbours narrow each other down, "or" adds up.

    Of "morning after 3" the clock time is meant; others that cannot narrow each other down add up as well.
    """
    alternatives: list[list[Span]] = []
    for item, join in times:
        spans = [_placed(span, open_) for span in item.spans]
        if not alternatives or join == "or":
            alternatives.append(spans)
        else:
            alternatives[-1] = _together(alternatives[-1], spans, join)
    return [span for spans in alternatives for span in spans] or [Span(0, DAY)]


def open_parts(spans: list[Span], open_: Open) -> list[tuple[Span, int, int]]:
    """What of each span the clinic is open for: the span, from, to."""
    return [
        (span, max(span.start, a), min(span.end, b))
        for span in spans
        for a, b in open_
        if max(span.start, a) < min(span.end, b)
    ]
