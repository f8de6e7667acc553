"""The file of a backup: a head that says how it was sealed, then lines of text, deflated and sealed piece by piece.

1. Each file has a key of its own, derived from a random salt and a secret: the installation's newest one, or a passphrase.
2. A piece is sealed (AES-256-GCM) under its number, and the last one is marked. So a piece that is changed, missing, swapped or
   from another file is noticed, and so is an end that is missing.
3. The head is not secret, but sealed along with every piece.
"""

import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"FRONTDESK BACKUP 1\n"
_PIECE = 262_144
_LONGEST_PIECE = 4 * _PIECE
_LONGEST_HEAD = 4_096
_SALT, _TAG, _LENGTH = 16, 16, 4
KEYS, PASSPHRASE = "keys", "passphrase"
Head = dict[str, Any]


class BackupError(RuntimeError):
    """A backup cannot be made or restored. The message says what to do; nothing has been changed."""


@dataclass(frozen=True)
class Secrets:
    """What opens backups: a passphrase, or, where there is none, the installation's secrets, newest first."""

    keys: Sequence[str]
    passphrase: str = ""

    @property
    def kind(self) -> str:
        """Which of the two seals."""
        return PASSPHRASE if self.passphrase else KEYS

    def of(self, kind: str, salt: bytes) -> list[AESGCM]:
        """What may open a file that was sealed with a kind of secret."""
        if kind == PASSPHRASE:
            scrypt = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1)
            return [AESGCM(scrypt.derive(self.passphrase.encode()))] if self.passphrase else []
        return [
            AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"frontdesk/backup").derive(secret.encode()))
            for secret in self.keys
        ]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    deflate, waiting = zlib.compressobj(6), bytearray()
    for line in lines:
        waiting += deflate.compress(f"{line}\n".encode())
        if len(waiting) >= _PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting + deflate.flush())


def write(path: Path, head: Head, lines: Iterable[str], opened_by: Secrets) -> None:
    """Write a new file, which only its owner may read. Raises BackupError if there is one already; what fails leaves none."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise BackupError(f"{path} exists already. Name a new file; a backup never replaces another one.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be written ({error.strerror}). Check the folder and its rights.") from error
    try:
        with open(descriptor, "wb") as file:
            _write(file, head, lines, opened_by)
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise BackupError(f"{path} cannot be written ({error.strerror}). The disk is probably full.") from error
        raise


def _write(file: IO[bytes], head: Head, lines: Iterable[str], opened_by: Secrets) -> None:
    salt = secrets.token_bytes(_SALT)
    said = json.dumps({**head, "sealed_with": opened_by.kind, "salt": salt.hex()}).encode()
    file.write(_MAGIC + said + b"\n")
    sealing = opened_by.of(opened_by.kind, salt)[0]
    before: bytes | None = None
    number = 0
    for piece in _pieces(lines):
        if before is not None:
            _write_piece(file, sealing.encrypt(_nonce(number, False), before, said))
            number += 1
        before = piece
    _write_piece(file, sealing.encrypt(_nonce(number, True), before or b"", said))


def _write_piece(file: IO[bytes], sealed: bytes) -> None:
    file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)


def _damaged(path: Path) -> BackupError:
    return BackupError(
        f"{path.name} is damaged: it was changed or cut off after it was made. Nothing was restored. Take another copy of it, "
        "or an earlier backup."
    )


def read_head(path: Path) -> Head:
    """What a file says of itself. Raises BackupError for one that is no backup."""
    try:
        with path.open("rb") as file:
            return _read_head(path, file)[0]
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror}). Check its name and its rights.") from error


def _read_head(path: Path, file: IO[bytes]) -> tuple[Head, bytes]:
    if file.read(len(_MAGIC)) != _MAGIC:
        raise BackupError(f"{path.name} is no backup of Frontdesk. Nothing was restored. Check the name of the file.")
    said = file.readline(_LONGEST_HEAD).rstrip(b"\n")
    try:
        head: Head = json.loads(said)
        bytes.fromhex(head["salt"]), head["revision"], head["sealed_with"], head["made_at"]
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path) from error
    return head, said


def read(path: Path, opened_by: Secrets) -> Iterator[str]:
    """The lines of a file, the last one only once its end is proved. Raises BackupError, also in the middle."""
    read_head(path)
    with path.open("rb") as file:
        head, said = _read_head(path, file)
        candidates = opened_by.of(head["sealed_with"], bytes.fromhex(head["salt"]))
        try:
            yield from _lines(_opened(path, file, said, candidates))
        except zlib.error as error:
            raise _damaged(path) from error


def _opened(path: Path, file: BufferedReader, said: bytes, candidates: Sequence[AESGCM]) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        length = int.from_bytes(file.read(_LENGTH), "big")
        sealed = file.read(length) if _TAG <= length <= _LONGEST_PIECE else b""
        if not sealed or len(sealed) != length:
            raise _damaged(path)
        last = not file.peek(1)
        piece, candidates = _unsealed(path, sealed, _nonce(number, last), said, candidates, number == 0)
        yield piece
        number += 1


def _unsealed(
    path: Path, sealed: bytes, nonce: bytes, said: bytes, candidates: Sequence[AESGCM], first: bool
) -> tuple[bytes, Sequence[AESGCM]]:
    """A piece, and the one that opened it."""
    for candidate in candidates:
        try:
            return candidate.decrypt(nonce, sealed, said), [candidate]
        except InvalidTag:
            continue
    if not first:
        raise _damaged(path)
    raise BackupError(
        f"{path.name} cannot be opened: its secret is not among FRONTDESK_SECRET_KEYS, or the passphrase is another one, or "
        "its beginning was changed. Nothing was restored. Give the secret that held when the backup was made."
    )


def _lines(pieces: Iterator[bytes]) -> Iterator[str]:
    inflate, waiting = zlib.decompressobj(), b""
    for piece in pieces:
        *whole, waiting = (waiting + inflate.decompress(piece)).split(b"\n")
        for line in whole:
            yield line.decode()
