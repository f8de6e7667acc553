"""Plots as SVG, by pygal: without scripts, without a network, and loaded with the first plot (10 MB that nobody else needs)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

# An image of its own: it may bring its styles, and nothing else. The pages' own policy stays as strict as it is.
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
_COLOURS = ("#0b5d6b", "#c77d00", "#6a3d9a", "#a4161a", "#55656e")
_WIDTH, _HEIGHT = 900, 320
_LINES = 5  # above the ground line, about


def bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], stacked: bool) -> bytes:
    """Bars over labels, of each series one beside the other; `stacked`: one on the other, for parts of a whole."""
    import pygal
    from pygal.etree import etree
    from pygal.style import Style

    style = Style(background="#ffffff", plot_background="#ffffff", colors=_COLOURS, font_family="sans-serif")
    chart = (pygal.StackedBar if stacked else pygal.Bar)(
        style=style,
        js=[],
        width=_WIDTH,
        height=_HEIGHT,
        show_minor_x_labels=False,
        x_labels_major_every=max(1, len(labels) // 8),
        truncate_label=-1,
        legend_at_bottom=True,
        disable_xml_declaration=True,
        no_data_text="",
    )
    chart.x_labels = list(labels)
    highest = max((sum(values) if stacked else max(values) for values in zip(*series.values())), default=0)
    step = max(1, -(-highest // _LINES))
    chart.y_labels = range(0, highest + step, step)
    for name, values in series.items():
        chart.add(name, list(values))
    drawn = chart.render_tree()
    for parent in list(drawn.iter()):
        for script in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(script)
    svg: bytes = etree.tostring(drawn)
    return svg


def as_image(drawn: bytes) -> Response:
    """A plot as a page loads it."""
    return Response(drawn, HTTPStatus.OK, _HEADERS, "image/svg+xml")
