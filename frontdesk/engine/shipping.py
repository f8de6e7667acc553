"""A trained model as it is shipped with the source: smaller, and unpacked where there is none for the present data.

1. A model's file keeps each component's phrasings as columns of numbers, which suits comparing. Shipped, the numbers of a
   phrasing stand together: components were taught the same ones, and LZMA then keeps each of them once.
2. Nothing is rounded: the model that is unpacked holds the same arrays.
3. Its name is that of the model, a digest of data and code. A shipped model of other data is not looked at.
"""

import io
import lzma
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Literal

import numpy as np

from frontdesk.engine.nlu.arrays import FILE

SHIPPED = Path("shipped")
_ENDING = ".tar.xz"
_COLUMNS = "examples"
_REACH = 128 * 1024 * 1024  # bytes within which LZMA finds what it has seen: more than there are
_FAST = 1


class ShippedModelError(RuntimeError):
    """A shipped model cannot be unpacked."""


def shipped_as(model: Path, folder: Path = SHIPPED) -> Path:
    """The file in which a model is shipped."""
    return folder / f"{model.name.removesuffix('.tar.gz')}{_ENDING}"


def ship(model: Path, folder: Path = SHIPPED) -> Path:
    """Write a model as it is shipped, in the place of the one before; its file."""
    target = shipped_as(model, folder)
    smallest = [{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": _REACH}]
    with (
        tarfile.open(model) as read,
        lzma.open(_new(target), "wb", check=lzma.CHECK_SHA256, filters=smallest) as packed,
        tarfile.open(fileobj=packed, mode="w|") as written,
    ):
        _copy(read, written, "F")
    for before in folder.glob(f"*{_ENDING}"):
        before.unlink()
    _new(target).replace(target)
    return target


def unpack(shipped: Path, model: Path) -> None:
    """Make a model of what is shipped. Raises ShippedModelError."""
    model.parent.mkdir(exist_ok=True)
    try:
        with tarfile.open(shipped) as read, tarfile.open(_new(model), "w:gz", compresslevel=_FAST) as written:
            _copy(read, written, "C")
    except (lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise ShippedModelError(
            f"The shipped model {shipped} is damaged. Run `git checkout -- {shipped.parent}`, or delete it to have a model "
            "trained, and start again."
        ) from error
    _new(model).replace(model)


def _new(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


def _copy(read: tarfile.TarFile, written: tarfile.TarFile, order: Literal["C", "F"]) -> None:
    for member in read:
        content = read.extractfile(member)
        if content is not None and PurePosixPath(member.name).name == FILE:
            content = _ordered(content, order)
            member.size = len(content.getvalue())
        written.addfile(member, content)


def _ordered(content: IO[bytes], order: Literal["C", "F"]) -> io.BytesIO:
    """A file of arrays in which the numbers of a column stand together ("F"), or those of a row."""
    with np.load(io.BytesIO(content.read()), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    if _COLUMNS in arrays:
        arrays[_COLUMNS] = np.asarray(arrays[_COLUMNS], order=order)
    ordered = io.BytesIO()
    np.savez(ordered, **arrays)
    ordered.seek(0)
    return ordered
