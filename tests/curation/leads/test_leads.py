"""Notices that name a company or brand are found in every form of Open Contracting data, and matched to bodies."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest
from ocds import BUYER, named, package, record, record_package, release, write
from typer.testing import CliRunner, Result

from whosecameras.__main__ import app
from whosecameras.curation.leads import packages
from whosecameras.curation.leads.brand_names import BrandNames
from whosecameras.curation.leads.buyers import NO_BUYER, SCHEMES, Buyers
from whosecameras.curation.leads.lead_list import COLUMNS, Lead, as_csv, find_leads
from whosecameras.errors import UserError
from whosecameras.record.loading import Dataset

Row = dict[str, str]


def rows_of(frame: Any) -> list[Row]:
    return [{key: str(cell) for key, cell in row.items()} for row in frame.to_dict("records")]


@pytest.fixture(scope="module")
def names(dataset: Dataset) -> BrandNames:
    return BrandNames(rows_of(dataset.vendors), rows_of(dataset.brands))


@pytest.fixture(scope="module")
def buyers(dataset: Dataset) -> Buyers:
    return Buyers(rows_of(dataset.bodies))


@pytest.fixture
def found(names: BrandNames, buyers: Buyers) -> Any:
    def leads(*files: Path) -> list[Lead]:
        return find_leads(files, names, buyers, print).leads

    return leads


@pytest.mark.parametrize("file", ["notices.json", "notices.json.gz"])
@pytest.mark.parametrize(
    "content",
    [
        [package(release(1), named(2))],
        [record_package(record(release(1), compiled=release(1)), record(named(2)))],
        [record_package(record(compiled=named(2)))],
        [record_package(record({"url": "https://www.example.org/r.json", "tag": ["tender"]}, compiled=named(2)))],
        [release(1), named(2), release(3)],
        [record(release(1)), record(named(2), compiled=named(2))],
        [package(release(1)), package(named(2))],
        [[release(1), named(2)]],
        [named(2)],
        [{"releases": [named(2)], "version": "1.1"}],
        [{"releases": [named(2)]}],
    ],
    ids=[
        "release package", "record package", "compiled", "linked releases", "json lines of releases",
        "json lines of records", "json lines of packages", "list", "one release", "version last", "no version",
    ],
)  # fmt: skip
def test_a_planted_notice_is_found_in_every_form(content: list[Any], file: str, found: Any, tmp_path: Path) -> None:
    [lead] = found(write(tmp_path / file, *content))
    assert (lead.ocid, lead.release, lead.date) == ("ocds-h6vhtk-000002", "000002-2026", "2026-03-04")
    assert (lead.named, lead.vendor, lead.where) == ("Hikvision", "hikvision", "tender, title")
    assert lead.address == "https://www.find-tender.service.gov.uk/Notice/000002-2026"
    assert (lead.buyer, lead.body, lead.matched) == ("Worcester City Council", "worcester-council", "name")


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"tender": {"description": "All DAHUA units"}}, "tender, description"),
        ({"tender": {"items": [{"id": 1}, {"id": 2, "description": "Dahua dome"}]}}, "tender, items 2, description"),
        ({"tender": {"lots": [{"id": "1", "title": "One"}, {"id": "2", "title": "Dahua"}]}}, "tender, lots 2, title"),
        ({"tender": {"lots": [{"id": "1", "description": "(Dahua)"}]}}, "tender, lots 1, description"),
        ({"awards": [{"id": "1", "suppliers": [{"name": "Dahua Technology UK"}]}]}, "awards 1, suppliers 1, name"),
        ({"contracts": [{"id": "1", "items": [{"id": "1", "description": "Dahua"}]}]}, "contracts 1, items 1, description"),  # noqa: E501
        ({"tender": {"documents": [{"id": "1", "title": "Dahua list"}]}}, "tender, documents 1, title"),
        ({"awards": [{"id": 1, "documents": [{"id": "1", "description": "dahua"}]}]}, "awards 1, documents 1, description"),  # noqa: E501
        ({"planning": {"rationale": "Dahua is out of support"}}, "planning, rationale"),
    ],
)  # fmt: skip
def test_names_are_found_wherever_they_may_stand(parts: Any, where: str, found: Any, tmp_path: Path) -> None:
    [lead] = found(write(tmp_path / "p.json", package(release(1, **parts))))
    assert (lead.named, lead.where, lead.vendor) == ("Dahua", where, "dahua")


@pytest.mark.parametrize("text", ["Hikvisions", "NotHikvision", "hikvision2", "Dahuan", "hilooks", ""])
def test_a_part_of_a_word_is_not_a_name(text: str, names: BrandNames) -> None:
    assert names.in_texts([("title", text)]) == []


@pytest.mark.parametrize("text", ["HIKVISION's", "non-Hikvision", "(hikvision)", "Hikvision/Axis", "‘Hikvision’"])
def test_a_name_is_found_in_any_case_and_next_to_any_punctuation(text: str, names: BrandNames) -> None:
    assert [hit.name for hit in names.in_texts([("title", text)])] == ["Hikvision"]


def test_every_company_and_brand_of_the_record_is_looked_for(names: BrandNames, dataset: Dataset) -> None:
    for name in [*dataset.vendors["name"], *dataset.brands["name"]]:
        assert [hit.name for hit in names.in_texts([("title", f"CCTV cameras: {name.upper()}")])] == [name]


def test_a_brand_shared_with_other_products_only_counts_next_to_cameras(names: BrandNames, dataset: Dataset) -> None:
    many = set(dataset.brands.loc[dataset.brands["kind"] == "relabelled", "name"])
    assert many
    for name in many:
        assert names.in_texts([("title", f"Servers with {name}")]) == []
        assert names.vendor([name]) == ""  # and it names no company


def test_the_company_is_given_only_where_one_alone_is_named(names: BrandNames) -> None:
    brands = names.in_texts([("title", "HiLook, Lorex and a CCTV recorder")])
    assert [hit.name for hit in brands] == ["HiLook", "Lorex"]
    assert (names.vendor(["HiLook"]), names.vendor(["Hikvision", "HiLook"])) == ("hikvision", "hikvision")
    assert (names.vendor(["Hikvision", "Dahua"]), names.vendor(["Lorex"])) == ("", "")


def test_buyers_missing_several_and_named_by_role(found: Any, tmp_path: Path) -> None:
    parties = [
        {"id": "a", "name": "Leeds City Council", "roles": ["buyer"]},
        {"id": "b", "name": "Hull City Council", "roles": ["buyer", "payer"]},
        {"id": "c", "name": "Hikvision UK Limited", "roles": ["supplier"]},
        {"id": "d", "name": "A company that buys for others", "roles": ["procuringEntity"]},
    ]
    nobody = named(1)
    del nobody["buyer"]
    file = write(
        tmp_path / "p.json",
        package(
            nobody,
            named(2, buyer={"id": "a"}, parties=parties),
            named(3, buyer=None, parties=parties[3:]),
            named(4, buyer={"id": "z", "name": "Nobody has heard of it"}),
        ),
    )
    told = [(lead.release[:6], lead.buyer, lead.body) for lead in found(file)]
    assert told == [
        ("000001", "", ""),
        ("000002", "Hull City Council", "kingston-upon-hull-council"),
        ("000002", "Leeds City Council", "leeds-council"),
        ("000003", "A company that buys for others", ""),
        ("000004", "Nobody has heard of it", ""),
    ]
    leads = found(file)
    assert leads[0].matched == NO_BUYER and len({lead.id for lead in leads}) == len(leads)
    assert all(lead.matched for lead in leads)


def test_an_official_code_goes_before_the_name_and_a_contradiction_is_left_open(
    names: BrandNames, dataset: Dataset, tmp_path: Path
) -> None:
    nhs = next(row for row in rows_of(dataset.bodies) if row["code_scheme"] == "ODS")
    buyers = Buyers(rows_of(dataset.bodies))
    code = {"scheme": "GB-NHS", "id": nhs["code"]}

    def body(buyer: Any, **parts: Any) -> tuple[str, str]:
        file = write(tmp_path / "p.json", package(named(1, buyer=buyer, **parts)))
        [lead] = find_leads([file], names, buyers, print).leads
        return lead.body, lead.matched

    assert body({"name": "The Trust", "identifier": code}) == (nhs["id"], f"GB-NHS {nhs['code']}")
    assert body({"id": f"GB-NHS-{nhs['code'].lower()}", "name": "The Trust"})[0] == nhs["id"]
    other = {"name": "The Trust", "identifier": {"scheme": "GB-COH", "id": 12}, "additionalIdentifiers": [code]}
    party = {"id": "x", "name": "The Trust", "roles": ["buyer"], **other}
    assert body({"id": "x", "name": "The Trust"}, parties=[party])[0] == nhs["id"]
    found, why = body({"name": "Leeds City Council", "identifier": code})
    assert found == "" and nhs["id"] in why and "leeds-council" in why
    assert {one["code_scheme"] for one in rows_of(dataset.registers["bodies"])} >= {*SCHEMES.values()} - {"LAESTAB"}


def test_a_duplicate_release_is_listed_once_in_any_order(names: BrandNames, buyers: Buyers, tmp_path: Path) -> None:
    releases = [named(number, f"Hikvision {number}") for number in range(20)]
    releases += [named(3, "Hikvision, changed"), named(4, "Hikvision 4", id="000099-2026")]
    files, lists = [], set()
    for turn in range(4):
        random.Random(turn).shuffle(releases)
        half = len(releases) // 2
        files = [
            write(tmp_path / f"{turn}a.json", package(*releases[:half])),
            write(tmp_path / f"{turn}b.jsonl.gz", *releases[half:]),
        ]
        lists.add(as_csv(find_leads(files, names, buyers, print).leads))
    once = find_leads(files, names, buyers, print)
    twice = find_leads([*files, *files], names, buyers, print)
    assert lists == {as_csv(once.leads)} == {as_csv(twice.leads)}
    assert len(once.leads) == 21 and (once.repeated, once.differing) == (1, 1)
    assert twice.repeated == 1 + len(releases)


def run(data: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["leads", *map(str, arguments), "--data", str(data)])


def listed(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_command_writes_a_list_that_no_spreadsheet_runs(folder: Any, tmp_path: Path) -> None:
    hostile = named(1, '=HYPERLINK("https://www.example.org") <b>Hikvision</b>\r\nsomebody@example.org', buyer=BUYER)
    file, out = write(tmp_path / "p.json", package(hostile)), tmp_path / "leads.csv"
    done = run(folder.path, file, "--out", out)
    assert done.exit_code == 0, done.output
    assert "1 release read" in done.stderr and "1 lead" in done.stderr and done.stdout == ""
    [row] = listed(out.read_bytes())
    assert tuple(row) == COLUMNS and row["words"].startswith("'=HYPERLINK") and "somebody@" not in row["words"]
    assert "<b>Hikvision</b> [email address]" in row["words"] and row["body"] == "worcester-council"
    again = run(folder.path, file)
    assert again.stdout_bytes == out.read_bytes()
    assert run(folder.path, file, "--out", out).exit_code == 0
    out.write_text("my notes\n")
    refused = run(folder.path, file, "--out", out)
    assert refused.exit_code == 1 and "not a list of leads" in refused.stderr and out.read_text() == "my notes\n"
    assert folder.problems() == []


def test_what_a_compiled_release_only_repeats_is_not_listed_again(found: Any, tmp_path: Path) -> None:
    compiled = named(2, id="compiled", description="Now with Dahua")
    leads = found(write(tmp_path / "p.json", record_package(record(named(2), compiled=compiled))))
    assert {(lead.release, lead.named) for lead in leads} == {("000002-2026", "Hikvision"), ("compiled", "Dahua")}


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "cut short": (b'{"version": "1.1", "releases": [{"ocid": "a", "id": "b"}, {"oc', "after release 1"),
    "broken": (b'{"releases": [{"ocid": "a", "id": "b"} {"ocid"', "after release 1"),
    "no JSON": (b"<html>Not found</html>", "not readable as JSON"),
    "a word": (b'"hello"', "as a whole is text"),
    "a number": (b"12", "as a whole is a number"),
    "other JSON": (b'{"results": []}', "neither releases nor records"),
    "releases no list": (b'{"releases": {"a": 1}}', "releases is an object; a list"),
    "release no object": (b'{"releases": [{"ocid": "a", "id": 1}, 5]}', "release 2 is a number; an object"),
    "release null": (b'{"releases": [null]}', "release 1 is null"),
    "no ocid": (b'{"releases": [{"id": "1"}]}', "ocid is missing"),
    "no id": (b'{"releases": [{"ocid": "a"}]}', "release 1 (\"a\"): id is missing"),
    "tender text": (b'{"releases": [{"ocid": "a", "id": "1", "tender": "x"}]}', "tender is text; an object"),
    "title number": (b'{"releases": [{"ocid": "a", "id": "1", "tender": {"title": 5}}]}', "tender, title is a number; text"),  # noqa: E501
    "lots object": (b'{"releases": [{"ocid": "a", "id": "1", "tender": {"lots": {}}}]}', "tender, lots is an object; a list"),  # noqa: E501
    "lot text": (b'{"releases": [{"ocid": "a", "id": "1", "tender": {"lots": ["x"]}}]}', "tender, lots 1 is text; an object"),  # noqa: E501
    "records text": (b'{"records": ["x"]}', "record 1 is text; an object"),
    "version": (b'{"version": "2.0", "releases": []}', 'version is "2.0"'),
    "version last": (b'{"releases": [{"ocid": "a", "id": "1"}], "version": "3"}', 'version is "3"'),
    "version number": (b'{"version": 1.1, "releases": []}', "version is no text"),
    "not UTF-8": (b'{"releases": [{"ocid": "\xff\xfe", "id": "1"}]}', "not readable as JSON"),
    "UTF-16": ('{"releases": []}'.encode("utf-16"), "is UTF-16"),
    "zip": (b"PK\x03\x04rest", "is a ZIP"),
    "nested": (b'{"ocid": "a", "id": "1", "x": ' + b"[" * 300 + b"]" * 300 + b"}", "nested too deep"),
    "tenders": (b'{"ocid": "a", "id": "1"' + b', "tender": {"id": 1' * 2000 + b"}" * 2001, "nested too deep"),
    "nested without end": (b'{"ocid": "a", "id": "1", "x": ' + b"[" * 500_000, "nested too deep"),
    "records in records": (b'{"records":[' * 400 + b"]}" * 400, "record 1: ocid is missing"),
    "gzip cut short": (b"", "cut short or damaged as gzip"),
    "gzip damaged": (b"\x1f\x8b" + b"\x00" * 40, "cut short or damaged as gzip"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_unreadable_text_is_reported_once_with_its_position(
    name: str, names: BrandNames, buyers: Buyers, tmp_path: Path
) -> None:
    content, said = BROKEN[name]
    file = tmp_path / "p.json"
    file.write_bytes(content)
    if name == "gzip cut short":
        whole = write(tmp_path / "whole.gz", *(named(number, f"Hikvision {number}") for number in range(900)))
        file.write_bytes(whole.read_bytes()[:-2000])
    with pytest.raises(UserError) as told:
        find_leads([file], names, buyers, print)
    assert str(told.value).startswith(f"{file}: ") and said in str(told.value), told.value
    assert len(str(told.value)) < 400 + len(str(file))


def test_a_file_that_unpacks_to_no_end_is_refused(
    names: BrandNames, buyers: Buyers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = write(tmp_path / "bomb.json.gz", *(release(number) for number in range(20_000)))
    assert bomb.stat().st_size * 10 < (20_000 * 250)
    with pytest.raises(UserError, match="unpacks to more than 1 MB; split it, or allow more with --at-most"):
        find_leads([bomb], names, buyers, print, most=1_000_000)
    monkeypatch.setattr(packages, "MOST_OF_A_NOTICE", 1024**2)
    one = write(tmp_path / "one.json.gz", package(release(1), named(2, "x" * 3_000_000)))
    with pytest.raises(UserError, match="1 MB without the end of a notice"):
        find_leads([one], names, buyers, print)
    spaces = write(tmp_path / "spaces.json", {"x": " " * 3_000_000})
    with pytest.raises(UserError, match="1 MB without the end of a notice"):
        find_leads([spaces], names, buyers, print)


def test_nothing_is_written_where_a_later_file_is_broken(folder: Any, tmp_path: Path) -> None:
    good, bad, out = write(tmp_path / "a.json", package(named(1))), tmp_path / "b.json", tmp_path / "leads.csv"
    bad.write_text('{"releases": [')
    refused = run(folder.path, good, bad, "--out", out)
    assert refused.exit_code == 1 and refused.stdout == "" and not out.exists()
    assert refused.stderr.count("\n") == 1 and str(bad) in refused.stderr
