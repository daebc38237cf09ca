"""What visitors type, and the body that must be found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from whosecameras.analysis import search
from whosecameras.analysis.name_keys import normalise
from whosecameras.analysis.search import Answer, Finder
from whosecameras.record.loading import Dataset, load

ROOT = Path(__file__).resolve().parents[1]

# Names that the tests use, added whether or not the register already has them.
ALIASES = {
    "cardiff-council": "Cyngor Caerdydd; Caerdydd",
    "isle-of-anglesey-council": "Cyngor Sir Ynys Môn; Ynys Môn",
    "metropolitan-police-service": "the Met; Met Police",
    "police-service-of-northern-ireland": "PSNI",
    "kensington-and-chelsea-council": "RBKC",
    "comhairle-nan-eilean-siar": "Western Isles Council",
    "newcastle-upon-tyne-council": "Newcastle Council",
    "kingston-upon-hull-council": "Hull",
}


@pytest.fixture(scope="module")
def bodies() -> pd.DataFrame:
    table = load().bodies
    table = table[table["sector"].isin(["council", "police"]) & (table["replaced_by"] == "")].copy()
    table["aliases"] = [
        "; ".join(filter(None, (known, ALIASES.get(body, ""))))
        for body, known in zip(table["id"], table["aliases"], strict=True)
    ]
    extra = [
        ("harrogate-borough-council", "Harrogate Borough Council", "council", "", "", "north-yorkshire-council"),
        ("hs2", "HS2", "transport", "", "", ""),
        ("test-museum", "Cambridge Museum", "other_public", "E12000006", "E07000008", ""),
    ]  # fmt: skip
    rows = [
        {"id": i, "name": n, "aliases": "", "sector": s, "nation": "England", "region": r, "code": "",
         "code_scheme": "", "lad": lad, "replaced_by": new}
        for i, n, s, r, lad, new in extra
    ]  # fmt: skip
    return pd.concat([table, pd.DataFrame(rows)], ignore_index=True)


@pytest.fixture(scope="module")
def finder(bodies: pd.DataFrame) -> Finder:
    return Finder(bodies)


def first(answer: Answer) -> str:
    found = (*answer.matches, *answer.suggestions)
    return found[0].body if found else ""


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("LB Camden", "camden-council"),
        ("London Borough of Camden", "camden-council"),
        ("camden council", "camden-council"),
        ("CAMDEN", "camden-council"),
        ("St Helens", "st-helens-council"),
        ("Saint Helens", "st-helens-council"),
        ("st. helens mbc", "st-helens-council"),
        ("Brighton & Hove", "brighton-and-hove-council"),
        ("Bath & North-East Somerset", "bath-and-north-east-somerset-council"),
        ("King's Lynn and West Norfolk", "kings-lynn-and-west-norfolk-council"),
        ("Kings Lynn & West Norfolk BC", "kings-lynn-and-west-norfolk-council"),
        ("Bristol, City of", "bristol-council"),
        ("City of Bristol", "bristol-council"),
        ("Royal Borough of Greenwich", "greenwich-council"),
        ("RBKC", "kensington-and-chelsea-council"),
        ("the Met", "metropolitan-police-service"),
        ("met police", "metropolitan-police-service"),
        ("psni", "police-service-of-northern-ireland"),
        ("Cyngor Caerdydd", "cardiff-council"),
        ("Cyngor Dinas Caerdydd", "cardiff-council"),
        ("caerdydd", "cardiff-council"),
        ("Ynys Mon", "isle-of-anglesey-council"),
        ("Western Isles Council", "comhairle-nan-eilean-siar"),
        ("Hull", "kingston-upon-hull-council"),
        ("Newcastle", "newcastle-upon-tyne-council"),
        ("miltonkeynes", "milton-keynes-council"),
        ("Kent", "kent-county-council"),
        ("Kent police", "kent-police"),
        ("Derby", "derby-council"),
        ("Cambridgeshire", "cambridgeshire-county-council"),
    ],
)
def test_a_body_is_found_by_whatever_it_is_called(finder: Finder, text: str, body: str) -> None:
    answer = finder.search(text)
    assert answer.kind == "name" and first(answer) == body
    assert answer.matches[0].exact


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("camdne", "camden-council"),
        ("Camdn", "camden-council"),
        ("Birmingam", "birmingham-council"),
        ("Edinbrugh", "city-of-edinburgh-council"),
        ("Wolverhamton council", "wolverhampton-council"),
        ("Kensingtn", "kensington-and-chelsea-council"),
        ("tower hamelts", "tower-hamlets-council"),
        ("merseysdie police", "merseyside-police"),
    ],
)
def test_a_typing_error_gets_a_suggestion_and_with_no_match_says_so(finder: Finder, text: str, body: str) -> None:
    answer = finder.search(text)
    assert answer.kind == "near" and first(answer) == body
    assert answer.matches == () and not answer.suggestions[0].exact


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Alderdale", "calderdale-council"),
        ("Scarbrough", "harborough-council"),
        ("Leeds police", "leeds-council"),
        ("Oxford University", "oxford-council"),
    ],
)
def test_a_similar_name_is_never_presented_as_the_body_asked_for(finder: Finder, text: str, other: str) -> None:
    answer = finder.search(text)
    assert answer.kind == "near" and answer.matches == ()
    assert other in [match.body for match in answer.suggestions]


def test_a_misspelling_in_what_every_council_is_called_is_tolerated_too(finder: Finder) -> None:
    for text in ("Lambeth coucil", "Ards and North Down Borough Concil", "Ashfield Distict Council"):
        assert finder.search(text).kind == "near"
        assert normalise(text).split()[0] in first(finder.search(text))


def test_every_single_typing_error_in_a_long_council_name_is_tolerated(finder: Finder) -> None:
    for name, body in (("Hackney", "hackney-council"), ("Sunderland", "sunderland-council")):
        for at in range(1, len(name) - 1):
            swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
            missing = name[:at] + name[at + 1 :]
            assert first(finder.search(swapped)) == body, swapped
            assert first(finder.search(missing)) == body, missing


def test_the_beginning_of_a_name_or_of_a_word_in_it_is_enough(finder: Finder) -> None:
    assert first(finder.search("wolverh")) == "wolverhampton-council"
    assert first(finder.search("chelsea")) == "kensington-and-chelsea-council"
    assert first(finder.search("stockton")) == "stockton-on-tees-council"


def test_the_very_name_hides_look_alikes_but_not_longer_names(finder: Finder) -> None:
    assert [match.body for match in finder.search("Boston").matches] == ["boston-council"], "not Bolton"
    derby = [match.body for match in finder.search("Derby").matches]
    assert derby[0] == "derby-council" and "derbyshire-county-council" in derby


def test_a_county_council_is_not_taken_for_the_city_inside_it(finder: Finder) -> None:
    assert not any(match.exact for match in finder.search("Leicester County Council").matches)
    assert finder.search("Leicestershire County Council").matches[0].body == "leicestershire-county-council"


def test_police_of_a_place_without_its_own_force_is_not_its_council(finder: Finder) -> None:
    assert not any(match.exact for match in finder.search("Camden police").matches)


def test_a_replaced_body_is_found_and_names_its_successor(finder: Finder) -> None:
    answer = finder.search("Harrogate")
    assert first(answer) == "harrogate-borough-council"
    assert answer.matches[0].replaced_by == "north-yorkshire-council"
    assert "was replaced by North Yorkshire Council" in answer.note


def test_both_of_two_heirs_are_found_and_a_chain_of_heirs_ends_with_an_existing_body() -> None:
    table = load().bodies
    finder = Finder(table)
    for text in ("Cumbria", "Cumbria County Council", "E10000006"):
        answer = finder.search(text)
        assert [match.body for match in answer.matches[:3]] == [
            "cumbria-county-council", "cumberland-council", "westmorland-and-furness-council",
        ]  # fmt: skip
        assert "Cumberland Council and Westmorland and Furness Council" in answer.note
    answer = finder.search("Taunton Deane")
    assert [match.body for match in answer.matches] == ["taunton-deane-borough-council", "somerset-council"]
    assert "Somerset West and Taunton Council, which was replaced by Somerset Council" in answer.note
    assert [match.body for match in finder.search("Barrow").matches][1:] == ["westmorland-and-furness-council"]
    assert finder.search("Somerset").matches[0].body == "somerset-council", "the one that exists comes first"


def test_a_collective_name_does_not_add_the_heirs_of_one_member(finder: Finder, bodies: pd.DataFrame) -> None:
    table = bodies.copy()
    table.loc[table["id"] == "south-hams-council", "replaced_by"] = "leeds-council"
    assert "leeds-council" not in [match.body for match in Finder(table).search("south", 99).matches]


def test_an_official_code_is_a_name(finder: Finder) -> None:
    for text in ("E07000148", " e07000148 "):
        assert first(finder.search(text)) == "norwich-council" and finder.search(text).matches[0].exact
    assert finder.search("E07999999").matches == ()


def test_a_manufacturer_is_distinguished_from_a_public_body(dataset: Dataset) -> None:
    finder = search.finder(dataset)
    for text, vendor in (("Hikvision", "hikvision"), ("hikvison", "hikvision"), ("hickvision cctv", "hikvision"),
                         ("dahau", "dahua")):  # fmt: skip
        assert finder.search(text).vendor == vendor, text
        assert finder.search(text).matches == ()
    assert not any(finder.search(name).vendor for name in dataset.bodies["name"])


def test_no_match_says_so_and_offers_the_nearest_names(finder: Finder) -> None:
    answer = finder.search("Isle of White")
    assert answer.kind == "near" and answer.matches == ()
    assert answer.suggestions[0].body == "isle-of-wight-council"
    nothing = finder.search("zzzzqqq")
    assert nothing.kind == "none" and nothing.suggestions == () and "zzzzqqq" in nothing.note


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01\n", "\u200b"])
def test_an_empty_search_prompts_for_input(finder: Finder, text: str) -> None:
    assert finder.search(text).kind == "empty"


def test_a_postcode_lists_district_county_police_others_then_neighbours(finder: Finder) -> None:
    answer = finder.search("CB2 1TN")
    assert answer.kind == "postcode" and answer.postcode is not None
    found = [match.body for match in answer.matches]
    assert found[:4] == [
        "cambridge-council", "cambridgeshire-county-council", "cambridgeshire-constabulary", "test-museum",
    ]  # fmt: skip
    assert all(match.exact for match in answer.matches)  # a full postcode is in one district
    near = finder.search("CB2")
    found = [match.body for match in near.matches]
    assert "south-cambridgeshire-council" in found[4:] and not near.matches[4].exact


def test_a_northern_irish_postcode_lists_the_force_and_all_eleven_councils(finder: Finder) -> None:
    answer = finder.search("BT1 5GS", limit=20)
    assert first(answer) == "police-service-of-northern-ireland"
    assert len(answer.matches) == 12 and not any(match.exact for match in answer.matches[1:])


def test_a_name_that_is_also_a_postcode_gives_both(finder: Finder) -> None:
    answer = finder.search("HS2")
    assert answer.kind == "postcode" and first(answer) == "hs2"
    assert "comhairle-nan-eilean-siar" in [match.body for match in answer.matches]
    assert "also the name" in answer.note


def test_a_replaced_body_does_not_serve_a_postcode(finder: Finder) -> None:
    found = [match.body for match in finder.search("HG1", limit=50).matches]
    assert found[0] == "north-yorkshire-council" and "harrogate-borough-council" not in found


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "council " * 5_000, "a b " * 5_000, "<script>alert(1)</script>", "(((((", "%s%n\\", "😀",
     "\ud800", "' OR 1=1 --", "=1+1", "\u202eNEDMAC"],
)  # fmt: skip
def test_hostile_text_is_answered_shortly(finder: Finder, text: str) -> None:
    answer = finder.search(text)
    assert len(answer.matches) <= 10 and len(answer.note) < 250
    assert "\x00" not in answer.note and "\u202e" not in answer.note


def test_order_does_not_depend_on_the_order_of_the_table(finder: Finder, bodies: pd.DataFrame) -> None:
    turned = Finder(bodies.iloc[::-1].reset_index(drop=True))
    for text in ("sussex", "london", "police", "county council", "CB2", "EH", "north", "camdne"):
        assert finder.search(text).matches == turned.search(text).matches, text


def test_the_best_few_are_the_first_of_all_that_fit(finder: Finder, bodies: pd.DataFrame) -> None:
    """The search only scores the best candidates in detail: these must be the first of a search over all of them."""
    asked = ["council", "police", "county council", "st", "s", "city of", "north", "borough", "upon", "camdne", "of"]
    asked += [name[: 3 + at % 9] for at, name in enumerate(bodies["name"][::7])]
    for text in asked:
        every, few = finder.search(text, len(bodies)), finder.search(text, 5)
        assert few.matches == every.matches[:5], text
        if every.kind == "name" and len(every.matches) > 5:
            assert "More than 5 bodies match" in few.note or every.matches[0].replaced_by, text


def test_limit_is_respected(finder: Finder) -> None:
    assert len(finder.search("council", limit=3).matches) == 3
    assert finder.search("council", limit=0).matches == ()


def test_every_name_of_every_body_leads_to_it_before_any_other(finder: Finder, bodies: pd.DataFrame) -> None:
    for body, name in zip(bodies["id"], bodies["name"], strict=True):
        found, score, runner_up = finder.best(name)
        assert (found, score) == (body, 100.0), name
        assert runner_up < score, f"{name} is as good a name for another body"


def test_best_is_blank_for_nonsense_and_close_for_what_is_ambiguous(finder: Finder) -> None:
    assert finder.best("zzzzqqq") == ("", 0.0, 0.0)
    assert finder.best("") == ("", 0.0, 0.0)
    _, score, runner_up = finder.best("Yorkshire Council")
    assert score > 0 and 0 <= score - runner_up < 5


def test_a_table_without_a_needed_column_is_refused(bodies: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match="aliases"):
        Finder(bodies.drop(columns="aliases"))
