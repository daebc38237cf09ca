"""A synthetic record is shaped like the real one, passes the check, is marked as synthetic and is never released."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from tools import synth
from whosecameras.__main__ import app
from whosecameras.analysis.status import body_statuses
from whosecameras.publishing.validation import check, open_dataset
from whosecameras.record.loading import PACKAGE_FILE, Dataset
from whosecameras.record.schema import OPEN_TABLES, SECTORS, TABLES, UNDATED, Flag, Status


@pytest.fixture(scope="module")
def tenfold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "tenfold"
    made = CliRunner().invoke(app, ["synth", "--times", "10", "--seed", "7", "--out", str(out)])
    assert made.exit_code == 0, made.output
    return out


@pytest.fixture(scope="module")
def synthetic(tenfold: Path) -> Dataset:
    return open_dataset(tenfold)


def test_it_passes_the_check_of_the_real_record(dataset: Dataset, tenfold: Path) -> None:
    report = check(tenfold)
    assert report.problems == () and report.notes == ()
    assert report.counts["bodies"] == 10 * len(dataset.bodies)
    assert report.counts["findings"] == 10 * len(dataset.findings)


def test_it_has_every_sector_region_status_and_flag(dataset: Dataset, synthetic: Dataset) -> None:
    assert set(synthetic.bodies["sector"]) == set(SECTORS)
    assert set(synthetic.bodies["region"]) == {"", *dataset.regions["code"]}
    known = body_statuses(synthetic).values()
    assert {one.status for one in known} == set(Status)
    assert {flag for one in known for flag in one.flags} == set(Flag)


def test_it_has_odd_dates_long_names_and_every_word_of_the_vocabulary_in_use(
    dataset: Dataset, synthetic: Dataset
) -> None:
    assert set(synthetic.findings["as_of"].str.len()) == {4, 7, 10}
    assert synthetic.bodies["name"].str.len().max() >= 70
    for column in ("vendor", "finding", "basis", "as_of_basis"):
        assert set(synthetic.findings[column]) == set(dataset.findings[column]) - {UNDATED}, column


def test_every_row_says_that_it_is_synthetic(synthetic: Dataset) -> None:
    for name in OPEN_TABLES:
        frame = synthetic.tables[name]
        marked = (
            frame.apply(lambda row: "synthetic" in " ".join(map(str, row)).casefold(), axis=1) if len(frame) else []
        )
        assert all(marked), name
    addresses = pd.concat([synthetic.sources["url"], synthetic.left_out["address"]])
    assert addresses.str.startswith("https://example.org/").all()


def test_no_name_text_or_figure_of_the_real_record_is_in_it(dataset: Dataset, synthetic: Dataset) -> None:
    for name, column in (("bodies", "name"), ("sources", "title"), ("findings", "detail"), ("events", "summary")):
        assert not set(dataset.tables[name][column]) & set(synthetic.tables[name][column])
    assert not synthetic.surveys["using"].dropna().equals(dataset.surveys["using"].dropna())


def test_no_id_that_a_curator_gave_is_in_it(dataset: Dataset, synthetic: Dataset) -> None:
    """Code that contains the id of a row in the current record fails on this one."""
    for name in ("sources", "findings", "capabilities", "survey_rounds", "surveys", "events", "vendor_facts"):
        key = TABLES[name].key
        assert len(synthetic.tables[name]) and not set(dataset.tables[name][key]) & set(synthetic.tables[name][key]), (
            name
        )


def test_its_corrections_are_of_its_own_rows(synthetic: Dataset) -> None:
    rows = zip(synthetic.corrections["table"], synthetic.corrections["row"], strict=True)
    assert all(synthetic.row(table, row) for table, row in rows)


def test_the_same_seed_gives_the_same_record_and_another_one_another(dataset: Dataset) -> None:
    one, same, other = (synth.synth(dataset, 600, 300, seed) for seed in (1, 1, 2))
    assert all(one[name].equals(same[name]) for name in OPEN_TABLES)
    assert not one["findings"].equals(other["findings"])


def test_release_refuses_it(tenfold: Path) -> None:
    before = (tenfold / PACKAGE_FILE).read_bytes()
    assert json.loads(before)["synthetic"] is True
    result = CliRunner().invoke(app, ["release", "9.0.0", "--data", str(tenfold)])
    assert result.exit_code == 1 and "this dataset is synthetic" in result.output
    assert (tenfold / PACKAGE_FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--bodies", "100"], "too few to fill the maps"), (["--findings", "9"], "too few to pass the check")],
)
def test_what_is_too_small_is_refused_and_nothing_written(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["synth", *arguments, "--out", str(tmp_path / "new")])
    assert result.exit_code == 1 and said in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = CliRunner().invoke(app, ["synth", "--out", str(tmp_path)])
    assert result.exit_code == 1 and "is there already" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
