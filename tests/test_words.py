"""Numbers, dates and sentences: one style, neutral, and never more than the record supports."""

import re

import pytest
from conftest import Folder

from whosecameras.analysis import status, survey_shares
from whosecameras.analysis.survey_shares import Share, headline_survey
from whosecameras.content import home
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import SPEAKS_OF, Status
from whosecameras.text import correction_words, evidence_words, wording


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2022-02-07", "7 February 2022"),
        ("2022-02", "February 2022"),
        ("2022", "2022"),
        ("", "undated"),
        ("2024-12-31", "31 December 2024"),
    ],
)
def test_dates_are_written_out_as_far_as_they_are_known(iso: str, said: str) -> None:
    assert wording.date(iso) == said


def test_numbers_have_thin_parts_and_small_counts_are_words() -> None:
    assert wording.number(1289) == "1,289"
    assert wording.counted(1, "council") == "one council"
    assert wording.counted(3, "body", "bodies") == "three bodies"
    assert wording.counted(382, "council") == "382 councils"
    assert wording.percent(0.6253, 1) == "62.5%"
    assert wording.percent(0.001) == "<1%"


def test_one_and_many_have_their_own_noun_and_verb() -> None:
    said = [wording.numbered(number, "body", "bodies") for number in (0, 1, 1289)]
    assert said == ["0 bodies", "1 body", "1,289 bodies"]
    assert [(wording.have(number), wording.are(number)) for number in (0, 1, 2)] == [
        ("have", "are"), ("has", "is"), ("have", "are"),
    ]  # fmt: skip


def test_a_list_beyond_its_limit_counts_the_rest() -> None:
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(["a", "b", "c", "d"], most=2) == "a, b and 2 more"
    assert wording.listed([]) == ""


def implied(phrase: str) -> tuple[float, float]:
    """The range that a reader may understand from a phrase, in per cent."""
    tenths = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    head = phrase.removesuffix(" of us").removesuffix(" us").lower()
    if head in ("no", "all", "nearly all"):
        return {"no": (0.0, 0.0), "all": (100.0, 100.0), "nearly all": (95.0, 99.999)}[head]
    if head.endswith("%"):
        value = int(head.removeprefix("less than ").removesuffix("%"))
        return (0.001, value) if head.startswith("less") else (value - 0.5, value + 0.5)
    how, word = head.replace(" in ten", "").removesuffix(" in four").rpartition(" ")[::2]
    of_four = {"one": 25, "three": 75}
    value = of_four[word] if head.endswith("in four") else 50 if word == "half" else 10 * tenths.index(word)
    meant = {"": (0, 0.5), "more than": (0.001, 3), "nearly": (-2, -0.001)}[how]
    return value + meant[0], value + meant[1]


@pytest.mark.parametrize("of", [100, 7, 1289])
def test_a_share_in_words_means_what_it_is(of: int) -> None:
    for using in range(of + 1):
        phrase = wording.share_of(using / of, "us")
        low, high = implied(phrase)
        assert low - 1e-9 <= 100 * using / of <= high + 1e-9, (using, phrase)


@pytest.mark.parametrize("using", [0, 1, 52, 645, 640, 806, 838, 1240, 1288, 1289])
def test_the_headline_never_overstates(using: int, folder: Folder) -> None:
    row = headline_survey(load(folder.path))
    folder.set("surveys", folder.line_of("surveys", id=str(row["id"])), using=str(using))
    title = home.headline(load(folder.path)).title
    phrase = title[: title.index("public bodies that answered")] + "us"
    low, high = implied(phrase)
    assert low <= 100 * using / int(row["answered"]) <= high, title


def test_makers_are_named_in_their_order(dataset: Dataset) -> None:
    assert wording.manufacturer(dataset, "either") == "Hikvision or Dahua"
    assert wording.manufacturer(dataset, "both") == "Hikvision and Dahua"
    assert wording.manufacturer(dataset, "dahua") == "Dahua"


def test_a_share_says_its_base_or_that_none_is_given() -> None:
    base = Share("x", 806, 1289, 4510, 0.61, 806 / 1289, None, survey_shares.bounds(806, 1289, 4510))
    assert wording.fraction(base) == "806 of 1,289"
    assert wording.both_shares(base) == "The source reported 61%; the counts that we hold give 62.5%."
    assert "18%" in wording.silence_bounds(base) and "89%" in wording.silence_bounds(base)
    bare = Share("y", 15, None, None, None, None, None, None)
    assert wording.fraction(bare) == "15 (the source does not give a total)"
    assert wording.silence_bounds(bare) == ""


def test_what_is_known_names_source_and_date(dataset: Dataset) -> None:
    known = status.body_statuses(dataset)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    for body, standing in known.items():
        sentence = evidence_words.known_now(dataset, names[body], standing)
        assert names[body] in sentence
        if standing.status is Status.UNKNOWN:
            assert "may or may not" in sentence
        else:
            cited = {
                row["vendor"]
                for row in (dataset.row("findings", one) for one in standing.decided_by)
                if f"({dataset.row('sources', row['source'])['publisher']}" in sentence
                and (wording.when(row["as_of"]) or "undated)") in sentence
            }
            for company in standing.vendors:
                assert cited & {*SPEAKS_OF.get(company, ()), *([company] if company not in SPEAKS_OF else ())}, sentence


def test_a_source_is_listed_with_the_brands_it_names(folder: Folder) -> None:
    line = folder.line_of("findings", body="ministry-of-justice", vendor="hikvision")
    folder.add("findings", line, id="rutland-council-001", body="rutland-council", as_of="2022-05", scope="")
    folder.add("findings", line, id="rutland-council-002", body="rutland-council", vendor="dahua", as_of="2022-04")
    dataset = load(folder.path)
    sentence = evidence_words.known_now(dataset, "Rutland", status.body_statuses(dataset)["rutland-council"])
    assert "was reported using Hikvision cameras in May 2022 (" in sentence
    assert "Dahua cameras in April 2022 (" in sentence
    assert "Hikvision and Dahua" not in sentence


@pytest.mark.parametrize(("share", "said"), [(5 / 8, "63%"), (1 / 200, "1%"), (0.285, "29%"), (0.004, "<1%")])
def test_halves_are_rounded_up(share: float, said: str) -> None:
    assert wording.percent(share) == said


def test_nearly_all_is_not_all() -> None:
    assert wording.percent(1285 / 1289) == ">99%" and wording.percent(1) == "100%"


@pytest.mark.parametrize(("using", "answered", "printed"), [(5, 8, 0.63), (1, 8, 0.13), (3, 8, 0.38), (13, 40, 0.33)])
def test_a_half_rounded_up_is_not_a_misprint(using: int, answered: int, printed: float) -> None:
    share = Share("x", using, answered, None, printed, using / answered, None, None)
    assert wording.both_shares(share) == ""


def test_a_correction_names_the_body_and_says_blank_for_nothing(dataset: Dataset) -> None:
    made = dataset.corrections.to_dict("records")
    rows = {(row["row"], row["column"]): correction_words.corrected(dataset, row) for row in made}
    said = ("Cleveland Police", "findings, as of basis", "“published” became “inferred”.")
    assert rows["cleveland-police-001", "as_of_basis"] == said
    assert rows["scot-greens-2024-council-scotland-1", "answered"].changed == "“20” became blank."
    assert rows["2022-04-health-department-purchase-ban", "summary"].changed.endswith("no longer its policy.”")
    gone = {"table": "findings", "row": "gone-001", "column": "detail", "old": "", "new": "x"}
    assert correction_words.corrected(dataset, gone) == ("gone-001", "findings, detail", "blank became “x”.")


def test_a_correction_of_a_withdrawn_finding_names_its_body(dataset: Dataset) -> None:
    key = "kent-county-council-099"
    gone = {"table": "findings", "row": key, "column": "id", "old": key, "new": ""}
    assert correction_words.corrected(dataset, gone) == ("Kent County Council", "findings", f"row {key} was withdrawn.")


def test_a_maker_that_the_record_does_not_have_is_not_put_into_words(dataset: Dataset) -> None:
    with pytest.raises(KeyError):
        wording.manufacturer(dataset, "")


@pytest.mark.parametrize("loaded", ["spy", "spies", "sinister", "dystopian", "chilling", "shocking", "scandal"])
def test_our_sentences_use_no_loaded_word(dataset: Dataset, loaded: str) -> None:
    ours = [*dataset.findings["detail"], *dataset.capabilities["detail"], *dataset.surveys["note"]]
    ours += [*dataset.events["title"], *dataset.events["summary"], *dataset.vendor_facts["detail"]]
    found = [text for text in ours if re.search(rf"\b{loaded}\b", text, re.IGNORECASE)]
    assert not found


def test_the_headline_is_made_of_counts_and_shows_both_shares(dataset: Dataset) -> None:
    top = home.headline(dataset)
    assert top.title == (
        "More than six in ten public bodies that answered in 2021-22 said that they used Hikvision or Dahua cameras"
    )
    assert "806 of 1,289" in top.sentence
    assert "4,510" in top.sentence
    assert "3,221" not in top.sentence  # requests minus bodies: no source gives that number
    assert "61%" in top.sentence and "62.5%" in top.sentence


def test_the_front_page_counts_blank_councils_in_the_open(dataset: Dataset) -> None:
    known = status.body_statuses(dataset)
    bodies = dataset.bodies
    councils = bodies[(bodies["sector"] == "council") & (bodies["replaced_by"] == "")]["id"]
    blank = sum(known[body].status is Status.UNKNOWN for body in councils)
    assert home.headline(dataset).facts[1].figure == f"{blank} of 382"
    assert any("the record is incomplete" in sentence for sentence in home.not_known(dataset))
