"""Grouping by leaders: a message joins the nearest group that is near enough, else it begins one. In order of arrival, so that
groups that people have decided on stay what they are.
"""

import base64
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
NEAR = 0.55  # cosine; decision 138 has the figures
_SCALE = 127.0


@dataclass
class Group:
    """The mean of its members' vectors (unit length) and how many they are. `changed`: since it was read."""

    id: str
    centroid: Vector
    members: int
    changed: bool = False

    def add(self, vector: Vector) -> None:
        """Take a member in."""
        mean = self.centroid * self.members + vector
        self.centroid = (mean / np.linalg.norm(mean)).astype(np.float32)
        self.members += 1
        self.changed = True


def nearest(groups: list[Group], vector: Vector) -> Group | None:
    """The group that a vector belongs to, or None."""
    if not groups:
        return None
    cosines = np.stack([group.centroid for group in groups]) @ vector
    best = int(cosines.argmax())
    return groups[best] if cosines[best] >= NEAR else None


def as_text(vector: Vector) -> str:
    """A unit vector in 8-bit integers, for `Vault.seal`."""
    return base64.b64encode(np.rint(vector * _SCALE).astype(np.int8).tobytes()).decode()


def from_text(stored: str) -> Vector:
    """The vector again, to about one part in a hundred."""
    vector = np.frombuffer(base64.b64decode(stored), dtype=np.int8).astype(np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float32)
