"""Vocabulary for registers of public bodies: code schemes and licences, and which bodies still exist."""

from __future__ import annotations

import pandas as pd

#: Schemes of official codes, with the pattern of their codes.
CODE_PATTERNS = {
    "GSS": r"[EKNSW][0-9]{8}",
    "URN": r"[0-9]{6}",
    "SEED": r"[0-9]{7}",
    "DENI": r"[0-9]{3}-?[0-9]{4}",
    "LAESTAB": r"[0-9]{3}-[0-9]{4}",
    "ODS": r"[A-Z0-9]{3,6}",
    "UKPRN": r"[0-9]{8}",
    "HESA": r"[A-Z0-9]{1,6}",
    "GOVUK": r"[a-z0-9]+(-[a-z0-9]+)*",
    "Wikidata": r"Q[0-9]+",
    "WDTK": r"[a-z0-9]+(_[a-z0-9]+)*",
}
#: Prefix of the register status of a body that a newer edition no longer lists; its end date is unknown.
NO_LONGER_LISTED = "not in the list"
CODE_SCHEMES = tuple(CODE_PATTERNS)
YES_NO = ("yes", "no")
#: Licences of rows. Share-alike rows are in separate files, and not in the CC BY download.
LICENCES = {
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International",
    "OGL-UK-3.0": "Open Government Licence v3.0",
    "MIT": "MIT License",
    "ODC-PDDL-1.0": "ODC Public Domain Dedication and Licence 1.0",
    "CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0 International",
}
SHARE_ALIKE = "CC-BY-SA-4.0"
SHARE_ALIKE_BODIES = "share-alike/bodies.csv"


def still_exist(bodies: pd.DataFrame) -> pd.Series[bool]:
    """For each row of ``bodies``, whether the body still exists according to its register."""
    unlisted = bodies["register_status"].str.startswith(NO_LONGER_LISTED)
    return (bodies["ended"] == "") & (bodies["replaced_by"] == "") & ~unlisted
