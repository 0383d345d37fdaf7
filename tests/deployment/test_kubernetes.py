"""deploy/kubernetes/: the manifests name each other and the image rightly. `make check` asks the schemas."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import chain
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deployed import DEPLOY, IMAGE, UID, documents, image_environ, refuse_unknown, settings_with
from drumbeat.settings.bounces import BounceSettings
from drumbeat.settings.credentials import PREFIX
from drumbeat.settings.secret_files import why_open

FOLDER = DEPLOY / "kubernetes"
KUSTOMIZATIONS = {path.parent.name: documents(path)[0] for path in FOLDER.glob("*/kustomization.yaml")}
PARTS = {"base", "pages", "schedule"}
WAYS = sorted(KUSTOMIZATIONS.keys() - PARTS)
MANIFESTS = {
    path: document
    for path in sorted(FOLDER.rglob("*.yaml"))
    if path.name != "kustomization.yaml"
    for document in documents(path)
}
SECRET = next(each for each in MANIFESTS.values() if each["kind"] == "Secret")
SETTINGS = next(each for each in MANIFESTS.values() if each["kind"] == "ConfigMap")


def pod_of(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """The template of its pods, if it has any."""
    spec = manifest.get("spec", {})
    template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
    return template and {**template["spec"], "labels": template["metadata"]["labels"]}


PODS = {path.parent.name: pod for path, manifest in MANIFESTS.items() if (pod := pod_of(manifest))}
"""By folder: each has one manifest with pods at most."""
WITH_CLAIM = ("backup", "restore")


def one(kind: str) -> dict[str, Any]:
    """The only manifest of its kind."""
    [found] = [each for each in MANIFESTS.values() if each["kind"] == kind]
    return found


def in_folder(name: str, kind: str) -> dict[str, Any]:
    """The manifest of a kind in a folder."""
    [found] = [each for path, each in MANIFESTS.items() if (path.parent.name, each["kind"]) == (name, kind)]
    return found


def test_backups_lie_in_one_claim():
    """What makes a backup and what reads it back name the same claim, which one node writes and which has a size."""
    claim = one("PersistentVolumeClaim")
    for name in WITH_CLAIM:
        [volume] = (each for each in PODS[name]["volumes"] if each["name"] == "backup")
        assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
    assert claim["spec"]["resources"]["requests"]["storage"].endswith("Gi")


def test_each_manifest_belongs_to_a_way():
    """Every file is named by one kustomization, and every name is a file; the example of a secret is in none."""
    named = {
        (FOLDER / way / name).resolve()
        for way, kustomization in KUSTOMIZATIONS.items()
        for name in kustomization["resources"]
        if name.endswith(".yaml")
    }
    assert named == set(MANIFESTS) - {FOLDER / "secret.example.yaml"}
    parts = {name for way in WAYS for name in KUSTOMIZATIONS[way]["resources"] if name.startswith("../")}
    assert parts == {f"../{part}" for part in PARTS}
    for way in WAYS:
        assert KUSTOMIZATIONS[way]["resources"][0] == "../base"
        assert KUSTOMIZATIONS[way]["namespace"] == one("Namespace")["metadata"]["name"]
        assert [each["name"] for each in KUSTOMIZATIONS[way]["images"]] == ["drumbeat"]


def test_the_schemas_notice_a_mistake():
    """What `make check` asks for each manifest refuses a word that Kubernetes does not know, and a missing one."""
    manifest = in_folder("pages", "Deployment")
    kubernetes_validate.validate(manifest, "1.30", strict=True)
    for wrong in ({**manifest["spec"], "replica": 1}, {"replicas": 1}):
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate({**manifest, "spec": wrong}, "1.30", strict=True)


@pytest.mark.parametrize("way", WAYS)
def test_kustomize_builds_it(way):
    """kubectl, where it is, makes manifests of each way: in the namespace, with the image of a company's registry."""
    if shutil.which("kubectl") is None:
        pytest.skip("there is no kubectl here")
    done = subprocess.run(["kubectl", "kustomize", FOLDER / way], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = list(yaml.safe_load_all(done.stdout))
    assert {each["metadata"].get("namespace") for each in made if each["kind"] != "Namespace"} == {"drumbeat"}
    [image] = {pod["containers"][0]["image"] for each in made if (pod := pod_of(each))}  # PostgreSQL's is left alone
    assert image == "registry.example.com/drumbeat:VERSION"


@pytest.mark.parametrize("name", PODS)
def test_pods_are_restricted(name):
    """Each pod keeps the restricted Pod Security Standard that its namespace enforces, and writes to no file system."""
    labels = one("Namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    pod = PODS[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in (*pod["containers"], *pod.get("initContainers", ())):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
    kinds = {kind for volume in pod["volumes"] for kind in volume if kind != "name"}
    claims = {"persistentVolumeClaim"} if name in WITH_CLAIM else set()
    assert kinds == {"configMap", "emptyDir", "secret"} | claims
    assert pod["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == one("ServiceAccount")["metadata"]["name"]


@pytest.mark.parametrize("name", PODS)
def test_pods_are_the_images_own(name):
    """User, folders and port are those of the image; secrets are its group's alone, which is how it may read them."""
    pod = PODS[name]
    [container] = pod["containers"]
    refuse_unknown(container["args"])
    assert "command" not in container  # the image's entry point
    assert {pod["securityContext"][each] for each in ("runAsUser", "runAsGroup", "fsGroup")} == {UID}
    places = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    environ = image_environ()
    assert places == {
        "settings": environ["DRUMBEAT_SETTINGS"].rpartition("/")[0],
        "secrets": environ["CREDENTIALS_DIRECTORY"],
        "data": IMAGE.last("WORKDIR").text,
        "tmp": environ["HOME"],
    }
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert volumes.keys() - places.keys() == ({"backup"} if name in WITH_CLAIM else set())
    assert volumes["secrets"]["secret"] == {"secretName": SECRET["metadata"]["name"], "defaultMode": 0o400}
    assert volumes["settings"]["configMap"] == {"name": SETTINGS["metadata"]["name"]}
    assert list(SETTINGS["data"]) == [environ["DRUMBEAT_SETTINGS"].rpartition("/")[2], "postgres-ca.crt"]
    assert f"sslrootcert={places['settings']}/postgres-ca.crt" in SECRET["stringData"]["drumbeat_store__url"]


@pytest.mark.parametrize("mode", [0o440, 0o444])
def test_the_program_takes_secrets_as_they_are_mounted(tmp_path, mode):
    """A secret that is root's, with the pod's group to read it, is good enough for the program; one for all is not."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root gives files to a group that it is not in")
    secret = tmp_path / "drumbeat_mail__password"
    secret.write_text("secret")
    os.chown(secret, 0, UID)
    secret.chmod(mode)  # the kubelet adds the group's right to defaultMode where there is an fsGroup
    assert (why_open(secret) == "") is (mode == PODS["pages"]["volumes"][1]["secret"]["defaultMode"] | 0o040)


def test_pods_differ_in_what_they_do_alone():
    """What is not said of one of them alone is the same in all."""
    first, *others = (PODS[name] for name in sorted(PODS, key=lambda name: name in WITH_CLAIM))
    own = {"args", "livenessProbe", "ports", "readinessProbe", "resources", "startupProbe"}
    for other in others:
        assert {key: first["containers"][0][key] for key in first["containers"][0].keys() - own} == {
            key: other["containers"][0][key] for key in other["containers"][0].keys() - own
        }
        volumes = [each for each in other["volumes"] if each["name"] != "backup"]
        assert (first["volumes"], first["securityContext"]) == (volumes, other["securityContext"])


def test_the_program_reads_settings_and_secrets(tmp_path):
    """The ConfigMap and the example of the Secret are whole settings together, with the store on PostgreSQL."""
    settings = settings_with(tmp_path, SETTINGS["data"]["drumbeat.toml"], SECRET["stringData"], **image_environ())
    assert settings.store.url.startswith("postgresql://")
    assert settings.mail.password.get_secret_value() == SECRET["stringData"]["drumbeat_mail__password"]
    assert all(key.startswith(PREFIX) for key in SECRET["stringData"])
    [rule] = one("Ingress")["spec"]["rules"]
    assert settings.web.url == f"https://{rule['host']}"
    assert one("Ingress")["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_requests_find_the_pods():
    """The ingress leads to the service, the service to the pods of the pages and their port, and the probes as well."""
    service, [container] = one("Service"), PODS["pages"]["containers"]
    [path] = one("Ingress")["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"] == {"name": service["metadata"]["name"], "port": {"name": "http"}}
    labels = PODS["pages"]["labels"]
    selectors = [
        service["spec"]["selector"],
        in_folder("pages", "Deployment")["spec"]["selector"]["matchLabels"],
        one("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
    ]
    assert all(selector == labels for selector in selectors)
    assert not any(
        pod["labels"].items() >= service["spec"]["selector"].items() for pod in PODS.values() if pod["labels"] != labels
    )
    [port] = container["ports"]
    assert (port["name"], str(port["containerPort"])) == ("http", IMAGE.last("EXPOSE").text)
    assert service["spec"]["ports"][0]["targetPort"] == "http"
    probes = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert probes == {
        "startup": {"path": "/healthz", "port": "http"},
        "liveness": {"path": "/healthz", "port": "http"},
        "readiness": {"path": "/readyz", "port": "http"},
    }
    schedule = in_folder("schedule", "Deployment")["spec"]
    assert schedule["selector"]["matchLabels"] == PODS["schedule"]["labels"]
    [alike] = PODS["schedule"]["containers"]
    assert {name: alike[f"{name}Probe"]["httpGet"] for name in probes} == probes


def test_little_goes_out(tmp_path):
    """The policy is that of all our pods, and lets out names, https, mail and the store's port, and nothing else.

    Mail is the server that takes it, and the mailbox to which it comes back, by TLS or STARTTLS (RFC 8314, section 7).
    """
    policy = one("NetworkPolicy")["spec"]
    for pod in PODS.values():
        assert policy["podSelector"]["matchLabels"].items() <= pod["labels"].items()
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    out = set(
        chain.from_iterable(((port["protocol"], port["port"]) for port in rule["ports"]) for rule in policy["egress"])
    )
    mail = {("TCP", 587), ("TCP", 465), ("TCP", BounceSettings().port), ("TCP", 143)}
    assert out == {("UDP", 53), ("TCP", 53), ("TCP", 443), ("TCP", 5432)} | mail
    settings = settings_with(tmp_path, SETTINGS["data"]["drumbeat.toml"], SECRET["stringData"])
    assert ("TCP", settings.mail.port) in out
    [allowed] = policy["ingress"]
    assert [port["port"] for port in allowed["ports"]] == ["http"]
    assert all("namespaceSelector" in source for source in allowed["from"])


def test_one_at_a_time():
    """One process serves the pages, one looks after the schedule, and each ends before its next begins."""
    for part in ("pages", "schedule"):
        spec = in_folder(part, "Deployment")["spec"]
        assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert [PODS[part]["containers"][0]["args"] for part in ("pages", "schedule", "run-due")] == [
        ["serve", "--pages"],
        ["serve", "--schedule"],
        ["run-due"],
    ]
    for way, parts in {"serve": ["../pages", "../schedule"], "run-due": ["../pages", "cron-job.yaml"]}.items():
        assert KUSTOMIZATIONS[way]["resources"] == ["../base", *parts]
    cron = in_folder("run-due", "CronJob")["spec"]
    assert (cron["concurrencyPolicy"], cron["jobTemplate"]["spec"]["backoffLimit"]) == ("Forbid", 0)
    assert {in_folder(name, "Job")["spec"]["backoffLimit"] for name in ("migrate", "restore")} == {0}
