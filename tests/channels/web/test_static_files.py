"""The widget's file and the demonstration page: what a browser gets, may keep, and may not reach."""

import gzip
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from frontdesk.channels.web.built_files import WEB, WebFile, read_web_files
from frontdesk.channels.web.demo_page import TemplateError, filled
from frontdesk.channels.web.static_files import StaticFiles
from frontdesk.settings.environment import Settings
from tests.support.served_files import run

SCRIPT = b"export const answer = 42;\n" * 40
PAGE = (
    "<h1>{{clinic.name}}</h1><a href='{{clinic.phone_href}}'>{{ clinic.phone }}</a><table>{{hours}}</table>"
    "<p>{{address}} {{clinic.city}} {{emergency.number}} {{emergency.health_line}} {{emergency.crisis_number}}</p>"
    "<script src='/frontdesk.js?v={{widget.version}}'></script>"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    web = tmp_path_factory.mktemp("static") / "web"
    (web / "inner").mkdir(parents=True)
    (web / "frontdesk.js").write_bytes(SCRIPT)
    (web / "index.html").write_text(PAGE)
    (web / "demo.css").write_text("h1 { color: teal }")
    (web / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (web / "photo.png").write_bytes(b"\x89PNG")
    (web / "notes.md").write_text("not for the web")
    (web / "inner" / "secret.js").write_text("not for the web")
    (web.parent / "outside.js").write_text("not for the web")
    return web


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with run(folder) as address:
        yield address


def get(url: str, method: str = "GET", **headers: str) -> requests.Response:
    return requests.request(method, url, headers={"Accept-Encoding": "identity"} | headers, timeout=10)


def test_any_site_may_load_the_widget(url: str) -> None:
    response = get(f"{url}/frontdesk.js", Origin="https://clinic.example")
    assert response.content == SCRIPT
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["demo.css", "icon.svg", "photo.png", ""])
def test_nothing_but_the_widget_is_for_other_sites(url: str, name: str) -> None:
    response = get(f"{url}/{name}", Origin="https://clinic.example")
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_upgrade_is_seen_at_once_and_an_unchanged_file_not_sent_again(url: str) -> None:
    first = get(f"{url}/frontdesk.js")
    assert first.headers["Cache-Control"] == "no-cache"
    etag = first.headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = get(f"{url}/frontdesk.js", **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
    assert get(f"{url}/frontdesk.js", **{"If-None-Match": '"other"'}).status_code == 200


def test_a_file_asked_for_by_its_version_may_be_kept_for_ever(url: str, folder: Path) -> None:
    version = read_web_files(folder)["frontdesk.js"].version
    pinned = get(f"{url}/frontdesk.js?v={version}")
    assert pinned.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get(f"{url}/frontdesk.js?v=0123456789abcdef").headers["Cache-Control"] == "no-cache"


def test_text_is_compressed_for_who_can_take_it(url: str) -> None:
    with requests.get(
        f"{url}/frontdesk.js", headers={"Accept-Encoding": "br, gzip;q=0.5"}, stream=True, timeout=10
    ) as zipped:
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.raw.read()) == SCRIPT
    assert zipped.headers["ETag"] != get(f"{url}/frontdesk.js").headers["ETag"]
    for refused in ("identity", "gzip;q=0", "br"):
        assert "Content-Encoding" not in get(f"{url}/frontdesk.js", **{"Accept-Encoding": refused}).headers
    assert "Content-Encoding" not in get(f"{url}/photo.png", **{"Accept-Encoding": "gzip"}).headers


def test_head_gives_the_headers_alone(url: str) -> None:
    for path in ("/", "/frontdesk.js"):
        response = get(url + path, "HEAD")
        assert response.status_code == 200
        assert response.content == b""
        assert response.headers["ETag"] == get(url + path).headers["ETag"]


def test_the_page_allows_only_what_comes_from_here(url: str) -> None:
    headers = get(f"{url}/").headers
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/notes.md",
        "/inner/secret.js",
        "/../outside.js",
        "/%2e%2e/outside.js",
        "/..%2foutside.js",
        "/inner%2fsecret.js",
        "/frontdesk.js/",
        "//frontdesk.js",
        "/frontdesk.js%00",
        "/./frontdesk.js/../../outside.js",
    ],
)
def test_nothing_else_can_be_reached(url: str, path: str) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 10) as connection:  # a client library would tidy the path
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"not for the web" not in answer
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))


def test_a_clinic_may_do_without_the_page(folder: Path) -> None:
    with run(folder, "without-page") as url:
        for path in ("/", "/demo.css"):
            missing = get(url + path)
            assert missing.status_code == 404
            assert missing.json()["error"]["code"] == "not_found"
        assert get(f"{url}/frontdesk.js").content == SCRIPT


def test_the_page_is_filled_with_the_clinics_settings(url: str, folder: Path) -> None:
    page = get(f"{url}/").text
    assert "{{" not in page
    for text in (
        "<h1>Momentum Physiotherapy</h1>",
        "<a href='tel:+17805550100'>780-555-0100</a>",
        '<tr><th scope="row">Monday</th><td>8 a.m. to 6 p.m.</td></tr>',
        '<tr><th scope="row">Sunday</th><td>Closed</td></tr>',
        "These hours are an example, not real.",
        "Please ask the front desk for the address. Edmonton 911 811 988",
        f"?v={read_web_files(folder)['frontdesk.js'].version}'",
    ):
        assert text in page


def test_settings_cannot_bring_markup_into_the_page(config: Settings) -> None:
    clinic = replace(config.clinic, name="<script>alert('x')</script>", address='"Main" & First <b>')
    page = filled("{{clinic.name}} {{address}}", clinic, "v", "http://desk")
    assert page == "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &quot;Main&quot; &amp; First &lt;b&gt;"


def test_a_page_that_names_an_unknown_value_stops_the_start(config: Settings) -> None:
    page = WebFile("index.html", b"{{clinic.nmae}}")
    with pytest.raises(TemplateError, match=r"\{\{clinic.nmae\}\}.*known: address"):
        StaticFiles(config.clinic, {page.name: page}, config.staff_address)


def test_the_page_that_is_shipped_is_filled(config: Settings) -> None:
    for template in WEB.glob("index.html"):
        assert "{{" not in filled(template.read_text(), config.clinic, "v", "http://desk")
