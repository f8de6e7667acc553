"""`embed`: what a clinic pastes into its own site to have the chat there."""

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from frontdesk.channels.web.built_files import WIDGET, WebFile
from frontdesk.language.packs import packs
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.values import LOOPBACK, SettingsError


def origin_of(address: str, name: str) -> str:
    """Scheme, host and port of an address, as browsers write them. Raises SettingsError naming where it stood."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("https", "http") or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(
            f"{name} is not the address of a site. Write scheme and host alone, as https://chat.example.org."
        )
    if parts.username is not None:
        raise SettingsError(f"{name} holds a user name or password, which every visitor would see. Leave it out.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingsError(
            f"{name} begins with http://, so that what patients write could be read on its way. Use https:// (http:// is "
            "for this machine alone)."
        )
    shown = f"[{host}]" if ":" in host else host
    standard = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{shown}" + ("" if standard else f":{port}")


def _script(source: str, clinic: Clinic, pinned: str = "") -> str:
    about = {"clinic": clinic.name, "phone": clinic.phone, "emergency": clinic.emergency_number}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in about.items())
    return f'<script type="module" src="{escape(source)}"{pinned}{data}></script>'


def instructions(url: str, site: str | None, clinic: Clinic, widget: WebFile, path: str = "") -> Iterator[str]:
    """What to paste and what to allow, for a server at `url` and a clinic's site, both as `origin_of` gives them.

    `path`: under which one of several clinics is served; it is what the site's chat is known by.
    """
    source = f"{url}{path}/{WIDGET}"
    yield "Paste this line into the pages of your site. It follows every upgrade by itself:"
    yield f"    {_script(source, clinic)}"
    yield ""
    yield "Or this one, which takes the present version alone. Paste it anew after each upgrade, or the chat will be missing:"
    pinned = f' integrity="{widget.integrity}" crossorigin="anonymous"'
    yield f"    {_script(f'{source}?v={widget.version}', clinic, pinned)}"
    yield ""
    for code, pack in packs().items():
        add = f'On pages in {pack.settings.get("english_name", code)} add data-lang="{code}" to the tag'
        yield f"{add}; without it the chat begins in the language of the browser."
    yield ""
    yield "If your site sends a Content-Security-Policy, add to it:"
    yield f"    script-src {url}; connect-src {url}"
    if site is not None and site != url and site not in clinic.allowed_origins:
        origins = ", ".join(f'"{origin}"' for origin in (*clinic.allowed_origins, site))
        yield ""
        yield f"Warning: {site} may not use the chat yet. Put this into clinic.yml under `web:` and restart:"
        yield f"    allowed_origins: [{origins}]"
