"""The dashboard and the alert rules: they can be read, and ask only for figures that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
from sqlalchemy import create_engine

from frontdesk.metrics.measures import REGISTRY
from frontdesk.outbox.measuring import OutboxFigures
from tests.support.manifests import as_written

FOLDER = Path("deploy/monitoring")
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [rule for group in as_written(FOLDER / "alerts.yml")["groups"] for rule in group["rules"]]
OPERATIONS = Path("docs/operations.md").read_text(encoding="utf-8")
_BY_PROMETHEUS = {"up"}
_SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}


def figures() -> Iterator[Any]:
    yield from REGISTRY.collect()
    yield from OutboxFigures(create_engine("sqlite://")).describe()


def names() -> set[str]:
    return {f"{figure.name}{suffix}" for figure in figures() for suffix in _SUFFIXES[figure.type]}


def queries() -> list[tuple[str, str]]:
    shown = [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return shown + [(rule["alert"], rule["expr"]) for rule in RULES]


@pytest.mark.parametrize(("where", "query"), queries())
def test_what_is_asked_for_can_be_read_and_exists(where: str, query: str) -> None:
    promql_parser.parse(query)
    asked = set(re.findall(r"\b(?:frontdesk|process)_\w+|\bup\b", query))
    assert asked, where
    assert asked <= names() | _BY_PROMETHEUS, where


def test_every_figure_of_ours_is_shown_or_watched_and_documented() -> None:
    asked = " ".join(query for _, query in queries())
    for figure in figures():
        if figure.name.startswith("frontdesk_"):
            assert figure.name in asked, figure.name
            assert f"`{figure.name}" in OPERATIONS, figure.name


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    for rule in RULES:
        assert set(rule["annotations"]) == {"summary", "action"}, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warn")
        assert f"| `{rule['alert']}` |" in OPERATIONS, rule["alert"]


def test_no_two_panels_overlap_or_share_an_id() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_prometheus_looks_where_the_processes_are() -> None:
    from frontdesk.settings.operations import PORTS

    found = {
        job["job_name"]: int(job["static_configs"][0]["targets"][0].rpartition(":")[2])
        for job in as_written(FOLDER / "prometheus.yml")["scrape_configs"]
    }
    first = found["frontdesk-assistant"]
    assert found == {f"frontdesk-{name}": first + above for name, above in PORTS.items() if name != "actions"}
