"""The files of deploy/, read as the tools read them that use them."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

OVERLAY = Path("deploy/kubernetes/overlays/example")
COMPOSE = Path("deploy/compose")
Resource = dict[str, Any]


def as_written(file: Path) -> Any:
    """A YAML file; Rasa, once loaded, has ruamel.yaml expand ${...}, which Compose does itself."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@cache
def kubernetes() -> list[Resource]:
    """What the example overlay gives, as a cluster gets it."""
    kubectl = shutil.which("kubectl")
    assert kubectl, "kubectl is not there; it builds the overlay without a cluster."
    built = subprocess.run([kubectl, "kustomize", OVERLAY], capture_output=True, text=True, check=True).stdout
    return list(yaml.safe_load_all(built))


def of_kind(kind: str) -> list[Resource]:
    """The resources of a kind."""
    return [resource for resource in kubernetes() if resource["kind"] == kind]


def pods() -> Iterator[tuple[str, Resource]]:
    """The pods that the resources make, each with the name of what makes it."""
    for resource in kubernetes():
        spec = resource.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            yield resource["metadata"]["name"], template


def image_contents() -> list[str]:
    """What the last stage of the Dockerfile holds beside the Python packages: the folders and files that it copies."""
    last = Path("Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    copied = re.findall(r"^COPY (?:--from=\w+ )?(.+)$", last, re.MULTILINE)
    sources = [source.removeprefix("/app/") for line in copied for source in line.split()[:-1]]
    return [source for source in sources if source != ".venv"]
