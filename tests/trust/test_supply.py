"""The supply chain: pinned with hashes, few dependencies, audited, and no secret in any file."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
sys.path.insert(0, str(ROOT / "scripts"))
import audit  # noqa: E402 - scripts are no package

#: Import names of direct dependencies, where they differ from the package's.
IMPORTED_AS = {
    "fonttools": "fontTools",
    "jsonschema-rs": "jsonschema_rs",
    "pillow": "PIL",
    "pydantic-settings": "pydantic_settings",
    "python-pptx": "pptx",
    "pyyaml": "yaml",
}
#: Dependencies used without an import, and by what.
WITHOUT_IMPORT = {
    "orjson": "plotly, to write figures",
    "uvloop": "uvicorn, to wait for connections",
}
#: Patterns of keys and passwords.
SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{50,}\b",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}\b",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "registry token": r"\bpypi-[A-Za-z0-9_-]{50,}\b|\bnpm_[A-Za-z0-9]{36}\b",
    "signed token": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.",
    "password in an address": r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'<>{}]+:[^\s/:@\"'<>{}]+@(?!localhost|[\w.-]*\bexample\b)",
    "password": r"(?i)\b(?:password|passwd|secret|api_?key|token)\b\s*[:=]\s*[\"'][^\"'{}<>\s]{12,}[\"']",
}


def locked(lock: str) -> dict[str, str]:
    """Every pinned name with its entry."""
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))
    return {re.split(r"[=\[ ]", one, maxsplit=1)[0]: one for one in entries if not one.startswith("#") and one.strip()}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_with_hashes(lock: str) -> None:
    entries = locked(lock)
    assert len(entries) > 40
    for name, entry in entries.items():
        assert re.match(rf"{re.escape(name)}==[^\s*]+", entry), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"(?m)^(-e|git\+|https?:|--(extra-)?index-url|--trusted-host)", text)


def test_the_tests_run_on_the_versions_of_the_app() -> None:
    ours, tests = ({name: entry.split()[0] for name, entry in locked(lock).items()} for lock in LOCKS)
    assert {name: tests.get(name) for name in ours} == ours


def direct() -> list[str]:
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    return [re.split(r"[=<>~\[; ]", line, maxsplit=1)[0] for line in lines if re.match(r"[a-z]", line)]


def test_every_direct_dependency_is_used() -> None:
    files = [*(ROOT / "whosecameras").rglob("*.py"), *(ROOT / "app_pages").glob("*.py"), *ROOT.glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    unused = [
        name
        for name in direct()
        if name not in WITHOUT_IMPORT
        and not re.search(rf"(?m)^\s*(?:from|import) {IMPORTED_AS.get(name, name)}\b", code)
    ]
    assert len(direct()) <= 27 and unused == []  # a budget: another dependency needs a reason


def test_everything_that_is_imported_is_pinned() -> None:
    """No package relies on a transitive dependency."""
    import ast

    packages = importlib.metadata.packages_distributions()
    asked = {re.sub(r"[-_.]+", "-", name).lower() for name in direct()}
    # Direct requirements of streamlit, pydantic-settings and python-pptx.
    asked |= {"anyio", "protobuf", "pydantic", "lxml"}
    for path in [*(ROOT / "whosecameras").rglob("*.py"), *(ROOT / "app_pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for name in {one.split(".")[0] for one in names}:
                if name not in sys.stdlib_module_names and name not in ("whosecameras", "app_pages", "tools"):
                    brought = {re.sub(r"[-_.]+", "-", one).lower() for one in packages.get(name, [name])}
                    assert brought & asked, f"{path.relative_to(ROOT)} imports {name}"


def tracked() -> list[Path]:
    ran = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if ran.returncode:
        pytest.skip("no repository here: nothing is tracked")
    return [ROOT / name for name in ran.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("AWS key", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("GitHub token", "ghp_" + "a1" * 18),
        ("password", "api_key = '" + "x9" * 8 + "'"),
        ("password in an address", "postgres://us:" + "hunter2@db.internal/x"),
    ],
)
def test_a_secret_would_be_seen(what: str, text: str) -> None:
    assert re.search(SECRETS[what], text)


def test_no_tracked_file_holds_a_secret() -> None:
    found = []
    for path in tracked():
        if path.suffix in (".png", ".zip", ".parquet", ".ico", ".woff2", ".geojson") or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {what}" for what, pattern in SECRETS.items() if re.search(pattern, text)]
        assert path.name not in (".env", "secrets.toml", "id_rsa", ".netrc", ".pypirc"), path
    assert found == []


def answered(stdout: str = "", stderr: str = "") -> audit.Ask:
    return lambda lock: subprocess.CompletedProcess([lock], 1, stdout, stderr)


def test_an_advisory_fails_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    bad = {"name": "x", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    good = {"name": "y", "version": "1", "vulns": []}
    assert audit.main(["lock"], answered(json.dumps({"dependencies": [bad, good]}))) == 1
    assert "x 1: PYSEC-1, mended in 2" in capsys.readouterr().out
    assert audit.main(["lock"], answered(json.dumps({"dependencies": [good]}))) == 0


@pytest.mark.parametrize("stdout", ["", "null", "{}"])
def test_an_audit_without_a_network_warns_and_passes(stdout: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["lock"], answered(stdout, "ERROR: connection refused")) == 0
    assert "WARNING, nothing was audited" in capsys.readouterr().out


def test_versions_that_the_service_does_not_know_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    unknown = {"name": "x", "version": "1", "skip_reason": "not found"}
    assert audit.main(["lock"], answered(json.dumps({"dependencies": [unknown]}))) == 0
    assert "WARNING, 1 versions are unknown to the service" in capsys.readouterr().out


def test_nothing_we_ship_makes_third_party_requests() -> None:
    """No stylesheet, template, script or setting fetches from another host: other hosts are only linked."""
    files = [*(ROOT / "whosecameras").rglob("*.css"), *(ROOT / "whosecameras").rglob("*.html")]
    files += [*(ROOT / "whosecameras").rglob("*.js"), ROOT / ".streamlit" / "config.toml"]
    fetched = re.compile(
        r"""@import|url\(\s*["']?(?!\#|data:)[^{]|(?:src|srcset|data-src|poster)=["']?(?:https?:)?//|"""
        r"""<link[^>]+href=["'](?:https?:)?//|fetch\(["'](?:https?:)?//|sendBeacon|(?:face|font)\w*\s*=\s*["'][^"']*://""",
        re.IGNORECASE,
    )
    assert len(files) > 20
    found = {
        str(path.relative_to(ROOT)): hit[0]
        for path in files
        if (hit := fetched.search(path.read_text(encoding="utf-8").replace("{{ url(", "{{ ours(")))
    }
    assert found == {}
