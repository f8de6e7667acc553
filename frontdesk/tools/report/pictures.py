"""The pictures of a report as SVG. It runs in a process of its own: figures as JSON in, pictures by name as JSON out.

The assistant's process cannot draw: there Rasa starts with a placeholder in place of matplotlib
(frontdesk/engine/lean_rasa.py).
"""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

MISSING = "matplotlib is not installed, which draws the report. Install what development needs: run `make test` once."
_RIGHT, _DOUBT, _WRONG, _QUIET = "#1f6f8b", "#d9a441", "#b3402b", "#8a969d"
_WIDE = 6.4
Draw = Callable[[Any, Mapping[str, Any]], None]


class PicturesError(RuntimeError):
    """Nothing could be drawn. The message says why."""


def pictures_of(figures: Mapping[str, Any]) -> dict[str, str]:
    """All pictures of a report, each an `<svg>`. Raises PicturesError."""
    done = subprocess.run(
        [sys.executable, "-m", __name__], input=json.dumps(figures), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PicturesError(done.stderr.strip().splitlines()[-1])
    drawn: dict[str, str] = json.loads(done.stdout)
    return drawn


def _svg(name: str, draw: Draw, figures: Mapping[str, Any], height: float) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    style = {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "svg.id": name,
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with rc_context(style):
        figure = Figure(figsize=(_WIDE, height), layout="constrained")
        draw(figure.subplots(), figures)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return text.getvalue()[text.getvalue().index("<svg") :]


def _risk(axes: Any, figures: Mapping[str, Any]) -> None:
    points = figures["risk"]
    axes.plot([p["coverage"] * 100 for p in points], [p["risk"] * 100 for p in points], color=_RIGHT)
    answered = [p for p in points if p["from"] >= figures["answered_from"]]
    if answered:
        here = answered[-1]["coverage"] * 100, answered[-1]["risk"] * 100
        axes.plot(*here, "o", color=_WRONG)
        axes.annotate("as it ships", here, xytext=(-6, 8), textcoords="offset points", ha="right")
    axes.set(xlabel="answered, % of the questions", ylabel="wrong, % of the answered", xlim=(0, 100))
    axes.set_ylim(bottom=0)


def _calibration(axes: Any, figures: Mapping[str, Any]) -> None:
    bins = figures["calibration"]
    sure = [one["sure"] * 100 for one in bins]
    right = [one["share"] * 100 for one in bins]
    below = [max(0.0, one["share"] - one["low"]) * 100 for one in bins]
    above = [max(0.0, one["high"] - one["share"]) * 100 for one in bins]
    axes.plot([0, 100], [0, 100], color=_QUIET, linestyle="--", linewidth=1)
    axes.errorbar(sure, right, yerr=[below, above], fmt="o", color=_RIGHT, capsize=3)
    axes.set(xlabel="how sure the assistant was, %", ylabel="right, %", xlim=(0, 101), ylim=(0, 103))


def _confusions(axes: Any, figures: Mapping[str, Any]) -> None:
    pairs = figures["confusions"]
    meant = sorted({pair["meant"] for pair in pairs})
    read = sorted({pair["read"] for pair in pairs})
    grid = [[0] * len(read) for _ in meant]
    for pair in pairs:
        grid[meant.index(pair["meant"])][read.index(pair["read"])] = pair["count"]
    axes.pcolormesh(grid, cmap="Blues", edgecolors="white", vmin=0)
    axes.invert_yaxis()
    axes.set_xticks([place + 0.5 for place in range(len(read))], read, rotation=45, ha="right")
    axes.set_yticks([place + 0.5 for place in range(len(meant))], meant)
    axes.set(xlabel="read as", ylabel="meant")
    for row, counts in enumerate(grid):
        for column, count in enumerate(counts):
            if count:
                shade = "white" if count > max(map(max, grid)) / 2 else "black"
                axes.text(column + 0.5, row + 0.5, count, ha="center", va="center", color=shade)


def _groups(axes: Any, figures: Mapping[str, Any]) -> None:
    groups = dict(reversed(figures["signs_by_group"].items()))
    left = [0.0] * len(groups)
    for key, color, label in (
        ("alarm", _RIGHT, "warning"),
        ("check", _DOUBT, "question"),
        ("count", _WRONG, "missed"),
    ):
        widths = [100 * one[key] / one["total"] for one in groups.values()]
        axes.barh(list(groups), widths, left=left, color=color, label=label)
        left = [start + width for start, width in zip(left, widths)]
    axes.plot([100 - 100 * one["high"] for one in groups.values()], list(groups), "k|", label="95 % bound of missed")
    axes.set(xlabel="% of the signs", xlim=(0, 100))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False)


def _probabilities(axes: Any, figures: Mapping[str, Any]) -> None:
    edges = figures["probability_bins"]
    names = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
    for shift, (name, color) in zip((-0.2, 0.2), (("signs", _RIGHT), ("no signs", _DOUBT))):
        counts = figures["probabilities"][name]
        shares = [100 * count / max(1, sum(counts)) for count in counts]
        axes.bar([place + shift for place in range(len(names))], shares, 0.4, color=color, label=name)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set(xlabel="probability of a sign", ylabel="% of the messages")
    axes.legend(frameon=False)


def _robustness(axes: Any, figures: Mapping[str, Any]) -> None:
    ways = figures["robustness"]
    sets = sorted({name for results in ways.values() for name in results})
    width = 0.8 / max(1, len(ways))
    for number, (way, results) in enumerate(ways.items()):
        places = [place + number * width - 0.4 + width / 2 for place in range(len(sets))]
        shares = [100 * results.get(name, {"share": 0})["share"] for name in sets]
        axes.bar(places, shares, width, label=way, color=(_QUIET, _RIGHT, _DOUBT, _WRONG, "#5b4b8a")[number % 5])
    labels = {"questions": "questions: right", "questions_2": "questions 2: right", "signs": "signs: missed"}
    axes.set_xticks(range(len(sets)), [labels.get(name, f"{name}: alarms") for name in sets])
    axes.set_ylabel("% of the messages")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5, frameon=False)


def _changes(axes: Any, figures: Mapping[str, Any]) -> None:
    rows = figures["changes"][:12][::-1]
    names = [f"{row['set']}: {row['outcome']}" for row in rows]
    for place, row in enumerate(rows):
        axes.plot([row["before"] * 100, row["now"] * 100], [place, place], color=_QUIET)
    axes.plot([row["before"] * 100 for row in rows], range(len(rows)), "o", color=_QUIET, label="before")
    axes.plot([row["now"] * 100 for row in rows], range(len(rows)), "o", color=_RIGHT, label="now")
    axes.set_yticks(range(len(rows)), names)
    axes.set_xlabel("% of the set")
    axes.legend(frameon=False)


# By name: the figures that it needs, how it is drawn, and its height in inches.
_PICTURES: Mapping[str, tuple[str, Draw, float]] = {
    "risk": ("risk", _risk, 3.0),
    "calibration": ("calibration", _calibration, 3.4),
    "confusions": ("confusions", _confusions, 5.0),
    "groups": ("signs_by_group", _groups, 4.6),
    "probabilities": ("signs_by_group", _probabilities, 3.2),
    "robustness": ("robustness", _robustness, 3.2),
    "changes": ("changes", _changes, 3.6),
}


def _main() -> int:
    figures = json.load(sys.stdin)
    try:
        drawn = {
            name: _svg(name, draw, figures, height)
            for name, (key, draw, height) in _PICTURES.items()
            if figures.get(key)
        }
    except ModuleNotFoundError as error:
        print(MISSING if error.name == "matplotlib" else error, file=sys.stderr)
        return 1
    json.dump(drawn, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
