"""The Kubernetes manifests: they fit the API's schemas, and pods are as locked up as docs/deploy.md says."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from frontdesk.cli import _parser
from frontdesk.settings.environment import Settings
from frontdesk.settings.operations import PORTS
from frontdesk.settings.variables import variables
from frontdesk.wiring import CONNECTIONS
from tests.support.manifests import OVERLAY, kubernetes, of_kind, pods

VERSIONS = ("1.30", "1.37")
SECRETS = "frontdesk-secrets"  # made by the operator: docs/deploy.md
_MOST_CONNECTIONS = 100  # PostgreSQL's default


@pytest.mark.parametrize("version", VERSIONS)
def test_every_resource_fits_the_schema(version: str) -> None:
    assert len(kubernetes()) > 20
    for resource in kubernetes():
        kubernetes_validate.validate(resource, version, strict=True)


def test_pods_are_locked_up() -> None:
    for name, pod in pods():
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"], name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in spec["containers"]:
            locked = container["securityContext"]
            assert locked["readOnlyRootFilesystem"], name
            assert locked["allowPrivilegeEscalation"] is False, name
            assert locked["capabilities"] == {"drop": ["ALL"]}, name
            assert set(container["resources"]["requests"]) == {"cpu", "memory"}, name
            assert container["resources"]["limits"]["memory"], name
            assert ":" in container["image"], name
            assert not container["image"].endswith(":latest"), name


def test_each_process_has_its_probes_and_its_verb() -> None:
    verbs = next(action for action in _parser()._actions if action.dest == "verb").choices or {}
    for name, pod in pods():
        assert all(container["args"][0] in verbs for container in pod["spec"]["containers"]), name
    for deployment in of_kind("Deployment"):
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        named = {port["name"]: port["containerPort"] for port in container["ports"]}
        assert {f"{kind}Probe" for kind in ("startup", "readiness", "liveness")} <= container.keys()
        process = {"serve": "assistant"}.get(container["args"][0], container["args"][0])
        assert named["metrics"] == 9105 + PORTS[process]
        annotations = deployment["spec"]["template"]["metadata"]["annotations"]
        assert annotations["prometheus.io/port"] == str(named["metrics"])


def test_what_is_referred_to_exists() -> None:
    maps = {resource["metadata"]["name"] for resource in of_kind("ConfigMap")}
    claims = {resource["metadata"]["name"] for resource in of_kind("PersistentVolumeClaim")}
    for name, pod in pods():
        for volume in pod["spec"]["volumes"]:
            assert volume.get("configMap", {}).get("name") in {None, *maps}, name
            assert volume.get("persistentVolumeClaim", {}).get("claimName") in {None, *claims}, name
        mounted = {mount["name"] for container in pod["spec"]["containers"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["spec"]["volumes"]}, name
        for container in pod["spec"]["containers"]:
            for source in container["envFrom"]:
                assert source.get("configMapRef", {}).get("name") in {None, *maps}, name
                assert source.get("secretRef", {}).get("name") in {None, SECRETS}, name
    assert of_kind("Secret") == []  # by reference alone


def test_selectors_find_the_pods_that_are_meant() -> None:
    labels = [pod["metadata"]["labels"] for _, pod in pods()]
    selected = [
        *(each["spec"]["selector"] for each in of_kind("Service")),
        *(each["spec"]["selector"]["matchLabels"] for each in of_kind("PodDisruptionBudget")),
        *(each["spec"]["podSelector"].get("matchLabels", {}) for each in of_kind("NetworkPolicy")),
    ]
    assert len(selected) > 8
    for wanted in selected:
        assert any(wanted.items() <= of_pod.items() for of_pod in labels), wanted


def test_the_ingress_leads_to_services_and_to_nothing_that_is_not_public() -> None:
    services = {each["metadata"]["name"] for each in of_kind("Service")}
    paths = [
        path for ingress in of_kind("Ingress") for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]
    ]
    assert {path["backend"]["service"]["name"] for path in paths} == services == {"assistant", "staff"}
    to_assistant = {path["path"] for path in paths if path["backend"]["service"]["name"] == "assistant"}
    assert not any(path.startswith(("/health", "/metrics")) or path == "/" for path in to_assistant)


def test_nothing_is_open_but_what_is_listed() -> None:
    (closed,) = (each for each in of_kind("NetworkPolicy") if each["metadata"]["name"] == "nothing")
    assert set(closed["spec"]) == {"podSelector", "policyTypes"}
    assert closed["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_all_replicas_together_hold_fewer_connections_than_postgresql_takes() -> None:
    (scaled,) = of_kind("HorizontalPodAutoscaler")
    replicas = {each["metadata"]["name"]: each["spec"]["replicas"] for each in of_kind("Deployment")}
    replicas["assistant"] = scaled["spec"]["maxReplicas"]
    assert sum(CONNECTIONS[name] * count for name, count in replicas.items()) <= _MOST_CONNECTIONS


def settings_given() -> dict[str, Any]:
    own = {each["metadata"]["name"].rpartition("-")[0]: each["data"] for each in of_kind("ConfigMap")}
    return dict(own["frontdesk-settings"])


def test_settings_are_known_and_every_pod_gets_the_clinics_file() -> None:
    assert settings_given().keys() <= {variable.name for variable in variables(Settings)}
    assert (OVERLAY / "clinic.yml").read_bytes() == Path("clinic.yml").read_bytes()
    assert settings_given()["FRONTDESK_CLINIC_FILE"] == "/etc/frontdesk/clinic.yml"
