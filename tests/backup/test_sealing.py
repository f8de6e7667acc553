"""The file of a backup: what was written comes back, and whatever is wrong with it is noticed."""

import secrets
from pathlib import Path

import pytest

from frontdesk.backup import sealing
from frontdesk.backup.sealing import BackupError, Secrets, read, read_head, write
from tests.support.server import SECRET

KEYS = Secrets([SECRET])
HEAD = {"made_at": "2026-11-24T16:00:00+00:00", "revision": "0012"}
LINES = [f'["{secrets.token_hex(2000)}", {number}, "Zoë"]' for number in range(400)]  # several pieces


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.backup"
    write(path, HEAD, LINES, KEYS)
    return path


def test_what_was_written_comes_back(file: Path) -> None:
    assert list(read(file, KEYS)) == LINES
    assert HEAD.items() <= read_head(file).items()
    assert file.stat().st_mode & 0o777 == 0o600
    assert LINES[0].encode() not in file.read_bytes()


def test_an_old_secret_opens_it_behind_a_newer_one(file: Path) -> None:
    assert list(read(file, Secrets(["a-newer-secret-for-tests-0123456789abcdef", SECRET]))) == LINES


def test_a_passphrase_opens_what_it_sealed_and_nothing_else_does(tmp_path: Path) -> None:
    path, sealed_by = tmp_path / "one.backup", Secrets([SECRET], "correct horse battery staple")
    write(path, HEAD, LINES, sealed_by)
    assert list(read(path, sealed_by)) == LINES
    for other in (KEYS, Secrets([SECRET], "another horse battery staple")):
        with pytest.raises(BackupError, match="passphrase"):
            list(read(path, other))


def test_another_secret_does_not_open_it(file: Path) -> None:
    with pytest.raises(BackupError, match="FRONTDESK_SECRET_KEYS"):
        list(read(file, Secrets(["a-secret-that-is-not-the-clinics-0123456"])))


def test_two_files_of_the_same_lines_share_nothing(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.backup"
    write(other, HEAD, LINES, KEYS)
    assert file.read_bytes()[500:] != other.read_bytes()[500:]


@pytest.mark.parametrize("place", [0.0, 0.0001, 0.001, 0.01, 0.3, 0.5, 0.9, 0.99999])
def test_a_changed_byte_is_noticed(file: Path, place: float) -> None:
    whole = bytearray(file.read_bytes())
    whole[int(place * len(whole))] ^= 1
    file.write_bytes(whole)
    with pytest.raises(BackupError, match=r"Nothing was restored|is no backup"):
        list(read(file, KEYS))


@pytest.mark.parametrize("left", [0, 10, 60, 300, 10_000, -1])
def test_an_end_that_is_missing_is_noticed(file: Path, left: int) -> None:
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(BackupError):
        list(read(file, KEYS))


def test_an_end_at_the_border_of_a_piece_is_noticed(file: Path) -> None:
    whole = file.read_bytes()
    begins = whole.index(b"\n", len(sealing._MAGIC)) + 1
    length = int.from_bytes(whole[begins : begins + 4], "big")
    file.write_bytes(whole[: begins + 4 + length])
    with pytest.raises(BackupError):
        list(read(file, KEYS))


def test_something_behind_the_end_is_noticed(file: Path) -> None:
    with file.open("ab") as more:
        more.write(b"\0" * 100)
    with pytest.raises(BackupError, match="damaged"):
        list(read(file, KEYS))


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"FRONTDESK BACKUP 2\n{}", secrets.token_bytes(5000)])
def test_a_foreign_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(content)
    with pytest.raises(BackupError, match="is no backup"):
        list(read(path, KEYS))


def test_a_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be read"):
        read_head(tmp_path / "none")


def test_a_file_that_exists_is_never_replaced(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(BackupError, match="exists already"):
        write(file, HEAD, ["[]"], KEYS)
    assert file.read_bytes() == before


def test_what_fails_leaves_no_file(tmp_path: Path) -> None:
    def lines() -> object:
        yield "[]"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(tmp_path / "half", HEAD, lines(), KEYS)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
