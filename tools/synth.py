"""Generates a synthetic record of any size, shaped like the current one, for tests and measurements. No row is true.

Bodies, findings and findings' sources are scaled; the other tables keep their size. The first bodies are in the same
places as the current ones, so that every map is full. Prose, names and addresses are made up and say so, figures are
random, and ``datapackage.json`` says ``"synthetic": true``, which ``release`` rejects. Ids that the code knows stay:
those of regions, sectors, manufacturers, functions and police areas.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from whosecameras.publishing import datapackage
from whosecameras.publishing.validation import MINIMA
from whosecameras.record import geography
from whosecameras.record.loading import LIST_SEPARATOR, PACKAGE_FILE, Dataset, listed
from whosecameras.record.schema import (
    OPEN_TABLES,
    OWNER_PUBLIC,
    SECTORS,
    TABLES,
    UNDATED,
    UNIQUE_NAMES,
    Field,
    regime_of,
)

#: Roughly all public bodies in the country, schools included; the upper limit of ``--times``.
EVERY_BODY = 40_000
MARK = "synthetic"
#: Most of the bodies still missing are schools; the rest is split equally.
SCHOOLS = 0.8
#: Tables whose ids are known to the code or come from another standard.
KEPT_IDS = ("regions", "sectors", "vendors", "capability_words")
#: Text that classifies a row rather than states a fact: charts and filters depend on it.
KEPT_TEXT = frozenset(
    {"code", "code_scheme", "name", "plural", "nation", "geography", "country", "jurisdiction", "period"}
)
FILLER = f"{MARK.capitalize()} words that stand for nothing, as many as the record has here; "
STARTS = (
    "Alder", "Amber", "Barrow", "Birk", "Brack", "Bramble", "Cinder", "Clover", "Corbel", "Crane", "Dapple",
    "Drift", "Elm", "Ember", "Fallow", "Fern", "Flint", "Gable", "Gorse", "Harrow", "Hazel", "Heron", "Ivel",
    "Juniper", "Kestrel", "Larch", "Linnet", "Lorrel", "Mallow", "Marl", "Merle", "Moss", "Nettle", "Oak", "Otter",
    "Pebble", "Pippin", "Quarry", "Quill", "Raven", "Reed", "Rowan", "Rush", "Sable", "Sedge", "Siskin", "Sorrel",
    "Tansy", "Teasel", "Thistle", "Thrush", "Umber", "Vetch", "Warble", "Wattle", "Willow", "Wren", "Yarrow",
)  # fmt: skip
ENDS = (
    "bank", "beck", "bourne", "bridge", "brook", "bury", "by", "cliffe", "combe", "cote", "dale", "den", "down",
    "field", "fleet", "ford", "gate", "grove", "ham", "haven", "holme", "hurst", "keld", "ley", "low", "marsh",
    "mere", "minster", "moor", "mouth", "ness", "over", "pool", "port", "rigg", "shaw", "side", "stead", "stoke",
    "thorpe", "ton", "tree", "wade", "wick", "wold", "worth",
)  # fmt: skip
SAINTS = (
    "Aldric", "Brannoc", "Cyneburg", "Dunawd", "Eadgyth", "Fremund", "Guthlac", "Hybald", "Indract", "Kenelm",
    "Milburga", "Neot", "Osyth", "Wulfric",
)  # fmt: skip
#: What a sector's bodies are called; the longest names have about 70 characters.
NAMES: Mapping[str, tuple[str, ...]] = {
    "council": ("{place} Council",),
    "police": ("{place} Police",),
    "nhs": ("{place} NHS Foundation Trust", "{place} and District Community and Mental Health NHS Trust"),
    "school": (
        "{place} Primary School",
        "{place} Academy",
        "St {saint}’s Catholic Primary School, {place}",
        "St {saint}’s Church of England Voluntary Aided Infant School, {place}",
    ),
    "college": ("{place} College", "{place} Sixth Form College"),
    "university": ("University of {place}",),
    "central_government": ("Department for {place}", "{place} Agency"),
    "devolved_government": ("{place} Executive",),
    "fire_rescue": ("{place} Fire and Rescue Service",),
    "regional": ("{place} Combined Authority",),
    "parish": ("{place} Parish Council",),
    "transport": ("{place} Airport", "{place} Passenger Transport Executive"),
    "other_public": ("{place} Museum", "{place} Authority"),
}
SCOPES = ("public space", "council buildings", "police estate", "one school", "town-centre public space", "car parks")
DETAILS = (
    "Synthetic: in a made-up answer, number {n}, the body is said to have told a made-up asker what it has.",
    "Synthetic: a made-up page counts this body, entry {n}, among those that it lists; it says no more than that.",
    "Synthetic: made-up statement {n}, which stands for a sentence of our own with a clause and a reservation.",
)

Echo = Callable[[str], None]


def _lot(rng: np.random.Generator, cells: pd.Series, size: int) -> list[str]:
    """``size`` random values with the frequencies of a column in the current record."""
    shares = cells.value_counts(normalize=True).sort_index()
    return [str(value) for value in rng.choice(shares.index.to_numpy(dtype=object), size, p=shares.to_numpy())]


def _filled(number: int, length: int) -> str:
    """Unique made-up text of about ``length`` characters."""
    head = f"{MARK.capitalize()} {number}: "
    text = head + FILLER * (1 + length // len(FILLER))
    return text[: max(length, len(head) + 15)].rstrip(" ,;:") + "."


def _made_up(dataset: Dataset, name: str, ids: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """A table of the current record with different ids, texts and addresses; ``ids`` maps old ids to new ones."""
    frame = dataset.tables[name]
    table = TABLES[name]

    def cell(column: Field, number: int, value: str) -> str:
        if not value or column.values:
            return value
        if column.name == table.key:
            return ids[name][value]
        if column.points_to:
            keys = ids[column.points_to]
            return LIST_SEPARATOR.join(keys[key] for key in value.split(LIST_SEPARATOR))
        if column.name == "row":  # of a correction, whose table is in the next column
            keys = ids.get(str(frame.at[number - 1, "table"]), {})
            return keys.get(value) or next(iter(keys.values()), value)  # a withdrawn row has no counterpart
        if column.name == "replies":
            return LIST_SEPARATOR.join(ids[name][key] for key in value.split(LIST_SEPARATOR))
        if column.kind == "url":
            return f"https://example.org/{name}/{number}"
        if column.name == "via":
            return "copies.example.org"
        keep = column.kind != "text" or (column.name in KEPT_TEXT and name != "survey_rounds")
        return value if keep else _filled(number, len(value))

    for column in table.fields:
        if column.kind not in ("integer", "number", "share"):
            frame[column.name] = [cell(column, n, str(value)) for n, value in enumerate(frame[column.name], 1)]
    return frame


def _surveys(rng: np.random.Generator, frame: pd.DataFrame, today: pd.DataFrame) -> pd.DataFrame:
    """Random figures where the current record has figures; notes on differences remain notes on differences."""
    lot = pd.Series(rng.uniform(0.2, 0.9, len(frame)), index=frame.index)
    both = frame["using"].notna() & frame["answered"].notna()
    frame.loc[both, "using"] = (frame["answered"].astype("Float64") * lot)[both].round().astype("Int64")
    frame["share_printed"] = (lot * 100).round().astype("Float64").where(frame["share_printed"].notna())
    frame["value"] = (frame["value"] * lot).round()
    differs = today["note"].str.contains("No source says why")
    frame["note"] = frame["note"].where(~differs, frame["note"] + " Another figure differs. No source says why.")
    return frame


def _places(rng: np.random.Generator) -> list[str]:
    names = [start + end for start in STARTS for end in ENDS]
    return [names[at] for at in rng.permutation(len(names))]


def _official(bodies: pd.DataFrame) -> list[str]:
    """The name of the area that a council or force serves, which the check requires; ``""`` for other bodies."""
    areas = {**geography.area_names("lad24"), **geography.area_names("county24")}
    forces = geography.area_names("police24")
    return [
        areas.get(geography.current(code), "") if sector == "council" else forces.get(body, "")
        for body, sector, code in zip(bodies["id"], bodies["sector"], bodies["code"], strict=True)
    ]


def _bodies(rng: np.random.Generator, dataset: Dataset, count: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """The bodies, and a map from each current id to the new one."""
    today = dataset.bodies
    named = today[~today["sector"].isin(UNIQUE_NAMES) & (today["region"] != "")].index
    others = [sector for sector in SECTORS if sector not in UNIQUE_NAMES]
    today.loc[named, "sector"] = [others[n % len(others)] for n in range(len(named))]
    extra = max(0, count - len(today))
    few = [sector for sector in others if sector != "school"]
    weights = [SCHOOLS, *([(1 - SCHOOLS) / len(few)] * len(few))]
    districts = sorted(geography.area_ids("lad24"))
    lads = [districts[at] for at in rng.integers(0, len(districts), extra)]
    further = pd.DataFrame(
        {
            "sector": rng.choice(["school", *few], extra, p=weights),
            "lad": lads,
            "region": [geography.region_of(lad) for lad in lads],
            "nation": [geography.NATIONS[lad[0]] for lad in lads],
            "owner": OWNER_PUBLIC,
            "foi": [regime_of(geography.NATIONS[lad[0]]) for lad in lads],
        }
    )
    frame = pd.concat([today, further], ignore_index=True).reindex(columns=today.columns).fillna("")
    forces = set(geography.area_ids("police24"))
    sectors = frame["sector"].tolist()
    new = [
        old if old in forces else f"{MARK}-{sector.replace('_', '-')}-{number:06d}"
        for number, (old, sector) in enumerate(zip(frame["id"], sectors, strict=True), 1)
    ]
    ids = dict(zip(today["id"], new, strict=False))
    towns = _places(rng)
    official = _official(frame)
    form, saint, alias = rng.integers(0, 1 << 30, (3, len(frame)))
    names, aliases = [], []
    for n, sector in enumerate(sectors):
        place = towns[n % len(towns)]
        if n >= len(towns):  # a second town with the same name gets another river
            place += f"-on-{towns[(n * 7 + n // len(towns)) % len(towns)]}"
        forms = NAMES[sector]
        name = forms[form[n] % len(forms)].format(place=place, saint=SAINTS[saint[n] % len(SAINTS)])
        names.append(f"{MARK.capitalize()} {name}")
        also = [name, *([f"{MARK.capitalize()} {official[n]}"] if official[n] else [])]
        aliases.append(LIST_SEPARATOR.join(also) if alias[n] % 10 or official[n] else "")
    frame = frame.assign(
        id=new,
        name=names,
        aliases=aliases,
        replaced_by=[LIST_SEPARATOR.join(ids[old] for old in listed(cell)) for cell in frame["replaced_by"]],
    )
    return frame, ids


def _dates(rng: np.random.Generator, today: pd.Series, size: int) -> list[str]:
    """Full or partial dates, spread over the years and as precise as the current ones."""
    years = _lot(rng, today.str[:4], size)
    lengths = [int(length) for length in _lot(rng, today.str.len(), size)]
    months, days = rng.integers(1, 11, size), rng.integers(1, 29, size)
    return [
        f"{year}-{month:02d}-{day:02d}"[:length]
        for year, month, day, length in zip(years, months, days, lengths, strict=True)
    ]


def _sources(
    rng: np.random.Generator, dataset: Dataset, wanted: int, ids: Mapping[str, Mapping[str, str]]
) -> tuple[pd.DataFrame, list[str]]:
    """The sources, and the ids of those that findings cite: a made-up counterpart for each current one, then more."""
    frame = _made_up(dataset, "sources", ids)
    for_findings = [ids["sources"][source] for source in sorted(set(dataset.findings["source"]))]
    extra = max(0, wanted - len(for_findings))
    today, dates = dataset.sources, dataset.findings["as_of"]
    dates = dates[dates != ""]
    numbers = range(len(frame) + 1, len(frame) + extra + 1)
    copied = rng.random(extra) < 0.27
    dated = rng.random(extra) < 0.71
    further = pd.DataFrame(
        {
            "id": [f"{MARK}-source-{number:07d}" for number in numbers],
            "title": [_filled(number, 64) for number in numbers],
            "publisher": [f"{MARK.capitalize()} publisher {number % 997}" for number in numbers],
            "url": [f"https://example.org/answers/{number:07d}/request-for-information/{MARK}" for number in numbers],
            "via": np.where(copied, "copies.example.org", ""),
            "kind": _lot(rng, today["kind"], extra),
            "grade": _lot(rng, today["grade"], extra),
            "published": np.where(dated, np.array(_dates(rng, dates, extra), dtype=object), ""),
            "accessed": dataset.released.isoformat(),
        }
    )
    return pd.concat([frame, further], ignore_index=True), [*for_findings, *further["id"]]


def _shares_out(rng: np.random.Generator, findings: int, bodies: int) -> np.ndarray:
    """How many findings each body has: none for most as long as there are few, and always many for a few."""
    named = max(1, min(findings, round(bodies * 0.9 * (1 - np.exp(-0.6 * findings / bodies)))))
    counts = np.zeros(bodies, dtype=int)
    weights = rng.gamma(0.8, size=named)
    counts[rng.permutation(bodies)[:named]] = 1 + rng.multinomial(findings - named, weights / weights.sum())
    return counts


def _always_there(register: pd.DataFrame) -> list[str]:
    """Ids of bodies that statements of any date may be about: no date of beginning or end is known."""
    return list(register.loc[(register["began"] == "") & (register["ended"] == ""), "id"])


def _findings(
    rng: np.random.Generator, dataset: Dataset, count: int, bodies: Sequence[str], sources: Sequence[str]
) -> pd.DataFrame:
    """The findings; no body has two from the same source, and every source is used."""
    today = dataset.findings
    today = today[today["as_of_basis"] != UNDATED]
    counts = _shares_out(rng, count, len(bodies))
    body = np.repeat(np.array(bodies, dtype=object), counts).tolist()
    number = (np.arange(count) - np.repeat(np.cumsum(counts) - counts, counts) + 1).tolist()
    order = rng.permutation(len(sources))
    basis = _lot(rng, today["basis"], count)
    scope = np.where(rng.random(count) < 0.35, np.array(SCOPES, dtype=object)[rng.integers(0, len(SCOPES), count)], "")
    cameras = np.where(rng.random(count) < 0.08, rng.integers(1, 3000, count).astype(str).astype(object), "")
    forms = rng.integers(0, len(DETAILS), count).tolist()
    return pd.DataFrame(
        {
            "id": [f"{body_id}-{n:04d}" for body_id, n in zip(body, number, strict=True)],
            "body": body,
            "vendor": _lot(rng, today["vendor"], count),
            "finding": [
                "uses" if how == "collective" else what  # nobody asks a group
                for how, what in zip(basis, _lot(rng, today["finding"], count), strict=True)
            ],
            "as_of": _dates(rng, today["as_of"], count),
            "as_of_basis": _lot(rng, today["as_of_basis"], count),
            "basis": basis,
            "scope": ["" if how == "collective" else what for how, what in zip(basis, scope, strict=True)],
            "cameras": cameras,
            "due": "",
            "detail": [DETAILS[form].format(n=n) for n, form in enumerate(forms, 1)],
            "source": [sources[order[n % len(sources)]] for n in range(count)],
        }
    )


def times(dataset: Dataset, factor: int) -> tuple[int, int]:
    """(bodies, findings) of a record ``factor`` times as large as ``dataset``, with no more bodies than exist."""
    return min(len(dataset.bodies) * factor, max(EVERY_BODY, len(dataset.bodies))), len(dataset.findings) * factor


def synth(dataset: Dataset, bodies: int, findings: int, seed: int) -> dict[str, pd.DataFrame]:
    """All tables of a synthetic record, cells as text or number, sorted by key; deterministic for the same arguments.

    ``dataset`` sets the shape. Beyond the current ones, there is a source for about ten findings. Raises ``ValueError``
    for fewer bodies than ``dataset`` has (maps need their places) or for fewer findings than a release requires.
    """
    if bodies < len(dataset.bodies):
        raise ValueError(f"{bodies} bodies are too few to fill the maps; make {len(dataset.bodies)} or more")
    if findings < MINIMA["findings"]:
        raise ValueError(f"{findings} findings are too few to pass the check; make {MINIMA['findings']} or more")
    rng = np.random.default_rng(seed)
    register, body_ids = _bodies(rng, dataset, bodies)
    ids: dict[str, dict[str, str]] = {"bodies": body_ids}
    for name, table in OPEN_TABLES.items():
        if name not in ids and table.key:
            keys = dataset.tables[name][table.key]
            word = f"{MARK}-{name.removesuffix('s').replace('_', '-')}"
            width = 7 if name == "sources" else 4
            ids[name] = {
                key: key if name in KEPT_IDS else f"{word}-{number:0{width}d}" for number, key in enumerate(keys, 1)
            }
    synthetic = {
        name: _made_up(dataset, name, ids) for name in OPEN_TABLES if name not in ("bodies", "sources", "findings")
    }
    synthetic["surveys"] = _surveys(rng, synthetic["surveys"], dataset.surveys)
    cited = dataset.findings["source"].nunique()
    source_count = cited + max(0, findings - len(dataset.findings)) // 10
    synthetic["sources"], heard = _sources(rng, dataset, source_count, ids)
    register = register.sort_values("id", ignore_index=True)
    synthetic["bodies"] = register
    synthetic["findings"] = _findings(rng, dataset, findings, _always_there(register), heard)
    about = (
        synthetic["corrections"]["table"] == "findings"
    )  # all of which are new: the current ones have no counterparts
    synthetic["corrections"].loc[about, "row"] = synthetic["findings"]["id"].head(int(about.sum())).tolist()
    tables = {}
    for name, table in OPEN_TABLES.items():
        frame = synthetic[name][list(table.columns)]
        tables[name] = frame.sort_values(table.key, ignore_index=True) if table.key else frame
    return tables


def _cells(frame: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    """The rows as stored in files: blank for missing, whole numbers without a decimal point."""
    columns = [
        [
            ("" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else value)
            for value in frame[column].tolist()
        ]
        if frame[column].dtype.kind in "iuf" or str(frame[column].dtype) in ("Int64", "Float64")
        else frame[column].tolist()
        for column in frame.columns
    ]
    return zip(*columns, strict=True)


def write(dataset: Dataset, tables: Mapping[str, pd.DataFrame], out: Path, echo: Echo = lambda line: None) -> None:
    """Write a synthetic record into a new folder, atomically.

    Raises ``FileExistsError`` if ``out`` exists, ``OSError`` if it cannot be written.
    """
    if out.exists():
        raise FileExistsError(17, "is there already; give a folder that is not", str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        for name, frame in tables.items():
            with (stage / TABLES[name].file).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(frame.columns)
                writer.writerows(_cells(frame))
            echo(f"{name}: {len(frame):,}")
        described = datapackage.write(stage, dataset.version, datapackage.day_of(dataset))
        described = {"synthetic": True, **described, "title": f"{MARK.capitalize()} record: no row of it is true"}
        (stage / PACKAGE_FILE).write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        stage.chmod(0o755)
        stage.replace(out)
    except BaseException as error:
        shutil.rmtree(stage, ignore_errors=True)
        if isinstance(error, OSError):
            error.filename = str(out)  # a full disk names no file, and the temporary folder has been removed
        raise
