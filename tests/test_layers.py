"""The library's layers: what may import what, and that only packages that draw load Plotly."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINTER = Path(sys.executable).with_name("lint-imports")
#: Packages that do not draw.
QUIET = ("record", "analysis", "text", "publishing", "content", "curation")


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code with its import contracts."""
    folder = tmp_path_factory.mktemp("layers")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("whosecameras", "app_pages"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_import_goes_downwards() -> None:
    ran = linted(ROOT)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("whosecameras/analysis/status.py", "from whosecameras.text import wording"),
        ("whosecameras/text/wording.py", "from whosecameras.charts import marks"),
        ("whosecameras/site/feeds.py", "from whosecameras.server import logs"),
        ("whosecameras/publishing/exports.py", "import plotly.express"),
        ("whosecameras/charts/maps.py", "import streamlit"),
        ("whosecameras/site/page.py", "from app_pages import _markdown"),
        ("whosecameras/analysis/queries.py", "from whosecameras.analysis import areas"),
        ("whosecameras/helpers/__init__.py", ""),
    ],
    ids=("upwards", "text draws", "sideways", "plotly", "streamlit", "page", "circle", "package without a layer"),
)
def test_an_import_that_is_not_allowed_is_rejected(project: Path, module: str, line: str) -> None:
    path = project / module
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    try:
        ran = linted(project)
    finally:
        path.write_text(before, encoding="utf-8")
        if not before:
            shutil.rmtree(path.parent)
    assert ran.returncode == 1 and "BROKEN" in ran.stdout, ran.stdout + ran.stderr


def test_what_does_not_draw_loads_neither_plotly_nor_streamlit() -> None:
    """Checked in a fresh process, so that indirect imports count too."""
    files = [path for name in QUIET for path in (ROOT / "whosecameras" / name).rglob("*.py")]
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files]
    script = f"import importlib, sys; [importlib.import_module(one) for one in {modules}]; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    loaded = {name.split(".")[0] for name in ran.stdout.split()}
    assert "pandas" in loaded and not loaded & {"plotly", "streamlit"}
