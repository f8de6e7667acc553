"""Where endpoints.yml has the actions run, and what is said of a file that does not tell."""

import re
from pathlib import Path

import pytest

from frontdesk.settings.endpoints import ActionServer, ActionsModule, read_action_endpoint
from frontdesk.settings.environment import SettingsError, read_settings

MODULE = "Write `action_endpoint: {actions_module: actions}` to run the actions in the assistant's process"
SERVER = 'action_endpoint: {url: "http://127.0.0.1:6055/webhook"}'


def endpoints_file(folder: Path, text: str) -> Path:
    file = folder / "endpoints.yml"
    file.write_text(text)
    return file


def test_the_actions_run_in_the_assistants_process_as_shipped() -> None:
    assert read_action_endpoint(Path("endpoints.yml")) == ActionsModule("actions")


@pytest.mark.parametrize(
    ("url", "port", "here"),
    [
        ("http://127.0.0.1:5055/webhook", 5055, True),
        ("http://localhost:5055/webhook", 5055, True),
        ("http://10.0.0.7:5055/webhook", 5055, False),
        ("https://actions.example/webhook", 443, False),
    ],
)
def test_an_action_server_is_here_or_elsewhere(tmp_path: Path, url: str, port: int, here: bool) -> None:
    server = read_action_endpoint(endpoints_file(tmp_path, f"action_endpoint: {{url: '{url}'}}"))
    assert isinstance(server, ActionServer)
    assert (server.port, server.here) == (port, here)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nlg: {type: callback}", f"`action_endpoint` does not say where the actions run. {MODULE}"),
        ("action_endpoint: {}", f"`action_endpoint` does not say where the actions run. {MODULE}"),
        (
            "action_endpoint: {actions_module: actions, url: 'http://127.0.0.1:5055/webhook'}",
            f"`action_endpoint` has both `actions_module` and `url`. Keep one. {MODULE}",
        ),
        ("action_endpoint: {actions_modul: actions}", "`action_endpoint` has the unknown key `actions_modul`"),
        ("action_endpiont: {actions_module: actions}", "`(top level)` has the unknown key `action_endpiont`"),
        ("action_endpoint: actions", "`action_endpoint` is 'actions' where a group of keys belongs"),
        ("action_endpoint: {actions_module: 5}", "`action_endpoint.actions_module` is 5 where a text belongs"),
        ("action_endpoint: {actions_module: ../x}", "`action_endpoint.actions_module` is '../x'. Write it as actions."),
        ("action_endpoint: {actions_module: actoins}", "names 'actoins', which cannot be found from this folder"),
        ("action_endpoint: {url: localhost}", "`action_endpoint.url` is not an address. Write it as http://"),
        ("action_endpoint: {url: 'http://127.0.0.1:x/'}", "`action_endpoint.url` is not an address"),
        ("action_endpoint: [", "this is not valid YAML"),
        ("", "`(top level)` is empty where a group of keys belongs"),
    ],
)
def test_a_mistake_is_explained_with_file_key_and_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    file = endpoints_file(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_action_endpoint(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert sentence in str(caught.value)


def test_the_remedy_for_a_file_that_does_not_tell_works(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_action_endpoint(endpoints_file(tmp_path, "{}"))
    _, module, server = re.findall("`(.*?)`", str(caught.value))
    assert read_action_endpoint(endpoints_file(tmp_path, module)) == ActionsModule("actions")
    assert read_action_endpoint(endpoints_file(tmp_path, server)) == ActionServer("http://127.0.0.1:5055/webhook")


def test_a_missing_file_says_which_variable_to_set(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FRONTDESK_ENDPOINTS_FILE"):
        read_action_endpoint(tmp_path / "none.yml")


def test_an_action_server_listens_where_it_is_called(tmp_path: Path) -> None:
    environ = {
        "FRONTDESK_DATA_DIR": str(tmp_path),
        "FRONTDESK_ENDPOINTS_FILE": str(endpoints_file(tmp_path, SERVER)),
    }
    assert read_settings(environ).actions_port == 6055
    with pytest.raises(SettingsError, match="calls port 6055"):
        read_settings({**environ, "FRONTDESK_ACTIONS_PORT": "6056"})
