"""The widget on a page of another site, under a strict content security policy."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.support.browser import Chat
from tests.support.server import ROOT, WIDE_RATES, Server


class Site:
    """A clinic's own website: one page with the snippet that it was given."""

    def __init__(self) -> None:
        self.snippet = ""
        self.policy = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = f"<!doctype html><html lang='en'><title>Clinic</title><body><h1>Clinic</h1>{site.snippet}</body>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def show(self, snippet: str, server: str) -> None:
        """Serve a page with this snippet that may load and talk to `server`, and nothing else."""
        self.snippet = snippet
        self.policy = f"default-src 'self'; script-src {server}; connect-src {server}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def clinic_site() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def allowing(clinic_site: Site, tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A Frontdesk that allows the clinic's site."""
    folder = tmp_path_factory.mktemp("allowing")
    settings = (
        (ROOT / "clinic.yml").read_text().replace("allowed_origins: []", f'allowed_origins: ["{clinic_site.url}"]')
    )
    (folder / "clinic.yml").write_text(settings)
    server = Server(folder, **WIDE_RATES, FRONTDESK_CLINIC_FILE=str(folder / "clinic.yml"))
    yield server
    server.stop()


def snippets(server: Server) -> list[str]:
    """What `embed` prints to paste: the plain snippet and the pinned one."""
    printed = server.verb("embed", "--url", server.url)
    return [line.strip() for line in printed.splitlines() if line.strip().startswith("<script")]


@pytest.mark.parametrize("form", [0, 1], ids=["following upgrades", "pinned by its hash"])
def test_a_site_that_is_allowed_shows_the_chat(
    clinic_site: Site, allowing: Server, visit: Callable[..., Chat], form: int
) -> None:
    clinic_site.show(snippets(allowing)[form], allowing.url)

    chat = visit(clinic_site.url).open()

    expect(chat.ask("does it hurt?")).to_be_visible()
    expect(chat.element.get_by_role("heading", name="Momentum Physiotherapy")).to_be_visible()
    assert chat.page.context.cookies() == []
    chat.page.reload()
    expect(chat.messages()).to_have_count(2)


def test_a_site_that_is_not_allowed_gets_no_answer_but_the_phone(
    clinic_site: Site, site: Server, visit: Callable[..., Chat]
) -> None:
    clinic_site.show(snippets(site)[0], site.url)
    chat = visit(clinic_site.url)

    chat.launcher.click()

    expect(chat.trouble).to_contain_text("You can call 780-555-0100")
    expect(chat.messages()).to_have_count(0)


def test_a_changed_script_is_refused_by_its_hash(
    clinic_site: Site, allowing: Server, visit: Callable[..., Chat]
) -> None:
    pinned = snippets(allowing)[1].replace("sha384-", "sha384-A", 1)
    clinic_site.show(pinned, allowing.url)

    chat = visit(clinic_site.url)
    chat.page.wait_for_timeout(500)

    assert chat.element.count() == 0


def test_words_colours_and_side_are_the_sites_own(
    clinic_site: Site, allowing: Server, visit: Callable[..., Chat]
) -> None:
    attributes = """data-lang="fr" data-position="left" data-theme="dark" data-words='{"launch": "Parlez-nous"}'"""
    clinic_site.show(snippets(allowing)[0].replace("<script ", f"<script {attributes} "), allowing.url)

    chat = visit(clinic_site.url)

    launcher = chat.page.get_by_role("button", name="Parlez-nous")
    box = launcher.bounding_box()
    assert box
    assert box["x"] < 100
    expect(chat.element).to_have_attribute("lang", "fr")
    chat.page.evaluate(
        "document.querySelector('frontdesk-chat').style.setProperty('--frontdesk-dark-accent', 'rgb(1, 2, 3)')"
    )
    assert launcher.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(1, 2, 3)"


def test_nothing_is_asked_of_the_server_before_the_chat_is_opened(
    clinic_site: Site, allowing: Server, visit: Callable[..., Chat]
) -> None:
    clinic_site.show(snippets(allowing)[0], allowing.url)
    chat = visit("about:blank")
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))

    chat.page.goto(clinic_site.url)
    expect(chat.launcher).to_be_visible()

    assert [url for url in asked if not url.startswith(clinic_site.url)] == [f"{allowing.url}/frontdesk.js"]


def test_the_page_and_the_script_name_no_other_server(allowing: Server) -> None:
    for path in ("/", "/frontdesk.js", "/demo.css", "/demo.js"):
        text = requests.get(allowing.url + path, timeout=5).text
        ours = re.sub(r"http://127\.0\.0\.1:\d+", "", text)  # the front desk's page, on the same machine
        assert "http://" not in ours.replace("http://www.w3.org", "")
        assert "//fonts" not in text
