"""The files in deploy/ match the code: headers are the server's, manifests are valid, names and ports agree."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from scripts import nginx_headers
from whosecameras import settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
TEXTS = [
    path
    for path in sorted(DEPLOY.rglob("*"))
    if path.suffix in (".conf", ".example", ".md", ".py", ".service", ".path", ".yaml")
]
TEXTS += [DEPLOY / "Dockerfile"]


@pytest.mark.parametrize("name", sorted(nginx_headers.FILES))
def test_headers_of_nginx_are_those_of_the_server(name: str) -> None:
    made = nginx_headers.FILES[name]()
    assert (DEPLOY / "nginx" / f"{name}.conf").read_text(encoding="utf-8") == made, "run scripts/nginx_headers.py"


def test_compose_file_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    ran = subprocess.run([*command, "deploy/compose.yaml"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def documents() -> list[dict[str, object]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", documents(), ids=lambda one: f"{one['kind']}")
def test_kubernetes_manifest_is_valid(document: dict[str, object]) -> None:
    kubernetes_validate.validate(document, "1.32", strict=True)


def test_images_hold_what_the_app_needs_and_no_more() -> None:
    kept = set(re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.M))
    needed = {"app.py", "asgi.py", "app_pages", "whosecameras", "data", "static", ".streamlit", "requirements.txt"}
    assert needed <= kept
    assert all((ROOT / name).exists() for name in kept)
    assert not {"tests", ".git", "releases", "benchmarks"} & kept


def test_images_install_only_hash_pinned_packages_and_run_unprivileged() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert "--hash=sha256:" in (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"^USER (\S+)", DOCKERFILE, re.M)) == {"10001", "33"}  # www-data has id 33 on Debian


@pytest.mark.parametrize("path", ["Dockerfile", "kubernetes.yaml", "whosecameras@.service"])
def test_health_checks_are_configured(path: str) -> None:
    assert "/healthz" in (DEPLOY / path).read_text(encoding="utf-8")


def test_nginx_in_compose_knows_every_replica() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    place = (DEPLOY / "compose.place.conf").read_text(encoding="utf-8")
    replicas = re.findall(r"ipv4_address: ([\d.]+)", compose)
    assert len(replicas) == 3
    assert re.findall(r"server ([\d.]+):8501 ", place) == replicas


@pytest.mark.parametrize("path", ["whosecameras-publish.service", "compose.yaml", "kubernetes.yaml"])
def test_whatever_makes_the_website_publishes_it_with_its_record(path: str) -> None:
    """With ``site`` its pages would not link to the explorer, and a replica could find a record that does not match."""
    text = (DEPLOY / path).read_text(encoding="utf-8")
    assert re.search(r"whosecameras,? publish\b", text) and not re.search(r"whosecameras,? site\b", text)


def test_every_setting_that_deploy_names_exists() -> None:
    known = set(settings.names())
    told = "\n".join(path.read_text(encoding="utf-8") for path in [*TEXTS, ROOT / "docs" / "deploying.md"])
    named = set(re.findall(rf"{settings.PREFIX}[A-Z_]+", told))
    assert named
    assert named <= known


def test_no_secret_is_in_a_file_or_an_image() -> None:
    for ignored in (ROOT / ".gitignore", DEPLOY / "Dockerfile.dockerignore"):
        assert "deploy/settings.env" in ignored.read_text(encoding="utf-8").splitlines()
    for path in TEXTS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "COOKIE_SECRET" in line:
                assert not re.search(r"COOKIE_SECRET[=:]\s*[\"']?[A-Za-z0-9+/]{8,}", line), (path, line)
