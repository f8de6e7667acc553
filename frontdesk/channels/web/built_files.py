"""The files of `frontdesk/web`: read once, with what a browser's cache and a page's integrity check need."""

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
WIDGET = "frontdesk.js"
# The second file is loaded by the first when the chat is opened, the words of another language with its first message.
# The maps are for developers' tools.
WIDGET_FILES = (
    WIDGET, "frontdesk-chat.js", "frontdesk.js.map", "frontdesk-chat.js.map",
    *(file.name for file in sorted(WEB.glob("frontdesk-*.json"))),
)  # fmt: skip
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_COMPRESSED_ALREADY = (".png",)


@dataclass(frozen=True)
class WebFile:
    """One file as it is sent."""

    name: str
    body: bytes

    @property
    def content_type(self) -> str:
        """Its media type."""
        return CONTENT_TYPES[Path(self.name).suffix]

    @cached_property
    def version(self) -> str:
        """Sixteen hexadecimal digits that stand for this very content."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @cached_property
    def integrity(self) -> str:
        """What a page may pin it to (W3C Subresource Integrity)."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()

    @cached_property
    def compressed(self) -> bytes | None:
        """Its gzip form, or None where that is of no use."""
        if Path(self.name).suffix in _COMPRESSED_ALREADY:
            return None
        return gzip.compress(self.body, mtime=0)


def read_web_files(folder: Path = WEB) -> dict[str, WebFile]:
    """The files that may be sent, by name: those directly in the folder whose kind is known, and nothing else."""
    return {
        file.name: WebFile(file.name, file.read_bytes())
        for file in sorted(folder.glob("*"))
        if file.is_file() and file.suffix in CONTENT_TYPES
    }
