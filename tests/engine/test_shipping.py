"""A trained model as it is shipped: smaller, the same when unpacked, and taken for its own data alone."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from frontdesk.engine.shipping import ShippedModelError, ship, shipped_as, unpack
from frontdesk.engine.training import model_path, train

TEACHINGS = np.random.default_rng(7).integers(-127, 127, (64, 3000)).astype(np.int8)
OTHERS = {"weights": np.linspace(0, 1, 50, dtype=np.float32).reshape(5, 10), "classes": np.arange(4)}


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    """A model of two components that were taught the same, in another order."""
    model = tmp_path / "models" / "frontdesk-0123456789abcdef.tar.gz"
    model.parent.mkdir()
    with tarfile.open(model, "w:gz") as written:
        for name, taught in (("one", TEACHINGS), ("two", np.ascontiguousarray(TEACHINGS[:, ::-1]))):
            content = io.BytesIO()
            np.savez(content, examples=taught, **OTHERS)
            _add(written, f"components/{name}/model.npz", content.getvalue())
        _add(written, "metadata.json", b"{}")
    return model


def _add(written: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    written.addfile(member, io.BytesIO(content))


def contents(model: Path) -> dict[str, bytes]:
    with tarfile.open(model) as read:
        return {member.name: file.read() for member in read if (file := read.extractfile(member))}


def test_what_is_unpacked_is_what_was_shipped(trained: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere" / trained.name
    (tmp_path / "shipped").mkdir()
    unpack(ship(trained, tmp_path / "shipped"), again)
    assert contents(again) == contents(trained)


def test_what_two_components_were_taught_is_shipped_once(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "shipped").mkdir()
    shipped = ship(trained, tmp_path / "shipped")
    assert shipped.stat().st_size < 1.1 * TEACHINGS.size < trained.stat().st_size


def test_the_model_before_is_replaced(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "frontdesk-before.tar.xz").write_bytes(b"before")
    (folder / "README.md").write_text("stays")
    shipped = ship(trained, folder)
    assert sorted(folder.iterdir()) == [folder / "README.md", shipped]


def test_a_damaged_one_is_refused_and_leaves_no_model(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "shipped").mkdir()
    shipped, again = ship(trained, tmp_path / "shipped"), tmp_path / "elsewhere" / trained.name
    content = bytearray(shipped.read_bytes())
    content[len(content) // 2] ^= 255
    shipped.write_bytes(content)
    with pytest.raises(ShippedModelError, match="git checkout"):
        unpack(shipped, again)
    assert not again.exists()


def test_training_takes_what_is_shipped_for_the_same_data(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    present = trained.with_name(model_path().name)
    (trained.parent / "shipped").mkdir()
    shipped = ship(trained.rename(present), trained.parent / "shipped")
    present.unlink()
    monkeypatch.setattr("frontdesk.engine.training.model_path", lambda own: present)
    monkeypatch.setattr("frontdesk.engine.training.shipped_as", lambda model: shipped_as(model, shipped.parent))
    assert train(said.append) == present
    assert present.exists()
    assert said == [f"Unpacked the model {present.name} that is shipped for the present data."]
