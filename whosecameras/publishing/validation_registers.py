"""Rules about the registers of public bodies: their codes, and the files with their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from whosecameras.publishing.validation_areas import UK_WIDE
from whosecameras.publishing.validation_rows import problem, rows
from whosecameras.record.loading import LINES_A_FILE, Problem, RawRecord, file_and_line, shown
from whosecameras.record.registers import CODE_PATTERNS, SHARE_ALIKE, SHARE_ALIKE_BODIES, still_exist
from whosecameras.record.schema import NATIONS, SECTORS, TABLES


def codes_have_the_shape_of_their_scheme(reading: RawRecord) -> Iterator[Problem]:
    """An official code has the form of its scheme: for GSS, one of E, W, S, N or K and eight digits."""

    def misshapen(frame: pd.DataFrame) -> pd.Series[bool]:
        invalid = pd.Series(False, index=frame.index)
        for scheme, shape in CODE_PATTERNS.items():
            invalid |= (frame["code_scheme"] == scheme) & (frame["code"] != "") & ~frame["code"].str.fullmatch(shape)
        return invalid

    for row in rows(reading, "bodies", "code", "code_scheme", where=misshapen):
        shape = CODE_PATTERNS[row["code_scheme"]]
        hint = "use one like E07000223" if row["code_scheme"] == "GSS" else f"it has the form {shape}"
        yield problem("bodies", row.line, "code", f"{shown(row['code'])} is not a {row['code_scheme']} code; {hint}")
    for row in rows(reading, "regions", "code"):
        if not re.fullmatch(CODE_PATTERNS["GSS"], row["code"]):
            yield problem(
                "regions", row.line, "code", f"{shown(row['code'])} is not a GSS code; use one like E12000001"
            )


def codes_are_given_once(reading: RawRecord) -> Iterator[Problem]:
    """No two existing bodies have the same official code."""

    def again(frame: pd.DataFrame) -> pd.Series[bool]:
        alive = (frame["ended"] == "") & (frame["code"] != "")
        return frame[alive].duplicated(["code_scheme", "code"]).reindex(frame.index, fill_value=False)

    for row in rows(reading, "bodies", "code", "code_scheme", "ended", where=again):
        yield problem("bodies", row.line, "code", f"{shown(row['code'])} is also the code of another body; correct one")


def codes_name_their_scheme(reading: RawRecord) -> Iterator[Problem]:
    """A code has a scheme, and a scheme has a code."""

    def alone(frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame["code"] == "") != (frame["code_scheme"] == "")

    for row in rows(reading, "bodies", "code", "code_scheme", where=alone):
        if row["code"]:
            message = f"is blank, but there is the code {shown(row['code'])}; name the scheme, such as GSS"
            yield problem("bodies", row.line, "code_scheme", message)
        else:
            message = (
                f"is blank, but there is the scheme {shown(row['code_scheme'])}; give the code or clear the scheme"
            )
            yield problem("bodies", row.line, "code", message)


def bodies_are_in_the_file_of_their_sector(reading: RawRecord) -> Iterator[Problem]:
    """A body is in the file of its sector or, if its register's licence is share-alike, in the share-alike file."""
    files = TABLES["bodies"].files(reading.folder)
    if len(files) == 1:
        return
    shared = [row["id"] for row in rows(reading, "registers", "id", "licence") if row["licence"] == SHARE_ALIKE]

    def right(frame: pd.DataFrame) -> pd.Series[str]:
        return ("bodies/" + frame["sector"] + ".csv").where(~frame["register"].isin(shared), SHARE_ALIKE_BODIES)

    def elsewhere(frame: pd.DataFrame) -> pd.Series[bool]:
        actual = pd.Series([files[line // LINES_A_FILE] for line in frame.index], index=frame.index)
        return frame["sector"].isin(SECTORS) & (actual != right(frame))

    for row in rows(reading, "bodies", "sector", "register", where=elsewhere):
        to = SHARE_ALIKE_BODIES if row["register"] in shared else TABLES["bodies"].part_of(row.cells)
        yield problem("bodies", row.line, "sector", f"is in {files[row.line // LINES_A_FILE]}; move the row to {to}")


def complete_sectors_have_their_registers(reading: RawRecord) -> Iterator[Problem]:
    """A sector marked as complete has a complete register for each nation."""
    lists = [row for row in rows(reading, "registers", "sector", "nation", "complete") if row["complete"] == "yes"]
    covered = {(row["sector"], row["nation"]) for row in lists}
    if reading.tables["registers"].absent or reading.tables["registers"].lost:
        return
    for row in rows(reading, "sectors", "id", "complete"):
        if row["complete"] != "yes" or (row["id"], UK_WIDE) in covered:
            continue
        if without := [nation for nation in NATIONS if nation != UK_WIDE and (row["id"], nation) not in covered]:
            message = f"is yes without a complete register of {without[0]} in registers.csv; say no, or add it there"
            yield problem("sectors", row.line, "complete", message)


def registers_say_how_many_bodies_they_have(reading: RawRecord) -> Iterator[Problem]:
    """A register has no more existing bodies than its row states; an incomplete copy may have fewer."""
    bodies = reading.tables["bodies"]
    if bodies.absent.intersection({"register", "register_status", "ended", "replaced_by"}):
        return
    number_of = bodies.frame.loc[still_exist(bodies.frame), "register"].value_counts()
    for row in rows(reading, "registers", "id", "rows"):
        number = int(number_of.get(row["id"], 0))
        if row["id"] and number and (not row["rows"].isdigit() or int(row["rows"]) < number):
            stated = row["rows"] or "blank"
            yield problem(
                "registers", row.line, "rows", f"is {stated}, but {number} of its bodies exist; write {number}"
            )


def placed(reading: RawRecord, problem: Problem) -> Problem:
    """Give a problem in a table with several files the right file and line."""
    table = next((table for table in TABLES.values() if table.parts and table.file == problem.file), None)
    if table is None or not problem.line or table.files(reading.folder) == (table.file,):
        return problem
    return Problem(*file_and_line(table, reading.folder, problem.line), problem.column, problem.message)
