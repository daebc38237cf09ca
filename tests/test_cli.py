"""The command line reports what is wrong, where, and the remedy; it never shows a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Folder
from test_checks import plant_all
from typer.testing import CliRunner, Result

from whosecameras.__main__ import app
from whosecameras.analysis import queries
from whosecameras.record.loading import DATA_DIR, Dataset, load
from whosecameras.record.schema import Status

ADDRESS = re.compile(r"[a-z_-]+\.(csv|json):\d+:[^:]+: .+")


def run(*arguments: str) -> Result:
    """Run one command in this process."""
    return CliRunner().invoke(app, arguments)


def test_the_record_passes() -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    data = load()
    assert f"{len(data.bodies) + len(data.registers['bodies']):,}  bodies\n" in result.output
    assert result.output.rstrip().endswith("no problems")


def test_faults_are_printed_one_a_line_after_the_counts(folder: Folder) -> None:
    wanted = plant_all(folder)
    result = run("check", "--data", str(folder.path))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit) and "Traceback" not in result.output
    lines = result.output.splitlines()
    faults = [line for line in lines if ADDRESS.fullmatch(line)]
    assert len(faults) >= max(10, len(wanted))
    assert lines.index(faults[0]) > next(n for n, line in enumerate(lines) if line.endswith("  findings"))
    assert lines[-1] == f"{len(faults)} problems"


def test_a_note_precedes_the_problems_and_is_not_one(folder: Folder) -> None:
    folder.set("findings", 4, detail="Said otherwise.")
    result = run("check", "--data", str(folder.path))
    assert result.exit_code == 0
    assert "note: findings.csv was changed after release" in result.output


@pytest.mark.parametrize("command", ["check", "summary"])
def test_a_missing_folder_is_reported(command: str, tmp_path: Path) -> None:
    result = run(command, "--data", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "is not a folder" in result.output


def test_summary_prints_the_headline_figures(dataset: Dataset) -> None:
    result = run("summary")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    counted = queries.counted_bodies(dataset)["id"]
    bodies = len(counted) + len(queries.registered_bodies(dataset))
    assert figures["counts"]["bodies"] == bodies
    assert figures["counts"]["bodies_with_findings"] == len(set(counted) & set(dataset.findings["body"]))
    assert list(figures["status"]) == [str(label) for label in Status]
    assert sum(figures["status"].values()) == bodies
    for crossed in ("status_by_sector", "status_by_region"):
        assert sum(count for row in figures[crossed].values() for count in row.values()) == bodies
    assert set(figures["status_by_region"]) == {*dataset.regions["code"], "UK"}
    assert set(figures["status_by_sector"]) == set(dataset.sectors["id"])
    councils = figures["councils"]
    parts = ("with_evidence", "group_only", "no_public_evidence")
    assert councils["total"] == 382 == sum(councils[part] for part in parts)
    headline = figures["headline"]
    assert (headline["using"], headline["answered"], headline["asked"]) == (806, 1289, 4510)
    assert headline["share_printed"] == 0.61 and headline["share_counted"] == 0.6253
    assert headline["source"] in set(dataset.sources["id"])


def test_a_faulty_record_has_no_summary(folder: Folder) -> None:
    folder.set("findings", 4, vendor="bosch")
    result = run("summary", "--data", str(folder.path))
    assert result.exit_code == 1
    assert result.stdout == "" and '"bosch" is not allowed' in result.stderr


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in ("check", "summary"):
        assert command in result.output
        assert run(command, "--help").exit_code == 0


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "whosecameras", "summary"],
        cwd=DATA_DIR.parent, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"]


@pytest.fixture
def served(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A record in a separate folder named by the setting, different from the one shipped with the program."""
    monkeypatch.setenv("WHOSE_CAMERAS_DATA", str(folder.path))
    return folder


def test_without_a_folder_the_commands_read_the_one_of_the_setting(served: Folder) -> None:
    served.set("findings", 4, vendor="bosch")
    result = run("check")
    assert result.exit_code == 1 and 'findings.csv:4:vendor: "bosch" is not allowed' in result.output
    assert run("check", "--data", str(DATA_DIR)).exit_code == 0


def test_without_a_folder_a_correction_is_made_in_the_one_of_the_setting(served: Folder) -> None:
    before = {path.name: path.read_bytes() for path in DATA_DIR.glob("*.csv")}
    result = run("correct", "bodies", "york-council", "name", "City of York", "--why", "The council's own name.")
    assert result.exit_code == 0, result.output
    assert any("City of York" in line for line in served.lines("bodies"))
    assert {path.name: path.read_bytes() for path in DATA_DIR.glob("*.csv")} == before
