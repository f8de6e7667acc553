"""docs/openapi.yml against the routes, against docs/http.md, and against a running server, which it is fuzzed with."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from frontdesk.channels.server import create_app
from frontdesk.content.phrasings import read_yaml
from frontdesk.engine.assistant import Assistant
from frontdesk.settings.environment import read_settings
from tests.support.phone import SMS
from tests.support.server import SECRET, WIDE_RATES, Server
from tests.support.stores import store_of
from tests.support.web_chat import Chat

PAGE = Path("docs/openapi.yml")
API: dict[str, Any] = read_yaml(PAGE)
HTTP = Path("docs/http.md").read_text(encoding="utf-8")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_ENDLESS = "/chat/events"
_METHODS = ("get", "post", "delete", "head", "put", "patch")
_EXAMPLES = 25


def described() -> set[tuple[str, str]]:
    found = set()
    for path, item in API["paths"].items():
        held = API["components"]["pathItems"]["File"] if "$ref" in item else item
        found |= {(path, method.upper()) for method in held if method in _METHODS}
    return found


def test_every_public_route_is_described_and_nothing_else(tmp_path: Path) -> None:
    config = read_settings({"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_SECRET_KEYS": SECRET, **SMS})
    app = create_app(cast(Assistant, object()), config, store_of(config))
    routes = {
        (re.sub(r"^/(sms|voice)/twilio", r"/\1/{provider}", route.path), method)  # type: ignore[attr-defined]
        for route in app.routes
        for method in route.endpoint._apps  # type: ignore[attr-defined]
        if method != "OPTIONS" and (route.path == "/" or not route.path.endswith("/"))  # type: ignore[attr-defined]
    }
    assert described() == routes


def test_errors_and_kinds_are_those_of_the_page() -> None:
    errors = HTTP.partition("## Errors")[2]
    named = set(re.findall(r"`([a-z]+_[a-z_]+|timeout|unavailable)`", errors))
    assert set(API["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"]) == named
    kinds = API["components"]["schemas"]["Message"]["properties"]["kind"]["enum"]
    assert all(f"`{kind}`" in HTTP for kind in kinds)


@pytest.fixture(scope="module")
def clinic(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("fuzzed"), **WIDE_RATES, **SMS)
    yield running
    running.stop()


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(API)
    return [found.ok() for found in schema.get_all_operations() if found.ok().path != _ENDLESS]


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_nothing_that_is_sent_gets_an_answer_that_is_not_described(clinic: Server, operation: Any) -> None:
    chat = Chat(clinic)
    with_token = st.sampled_from([{"Authorization": f"Bearer {chat.token}"}, {"Authorization": "Bearer no"}, {}])
    mode = schemathesis.GenerationMode

    @settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=each) for each in mode)), headers=with_token)
    def fuzz(case: Any, headers: dict[str, str]) -> None:
        response = case.call(base_url=clinic.url, headers=headers, timeout=30)
        case.validate_response(response, checks=CHECKS)

    fuzz()
