"""The website's JSON documents for programs, each with its JSON Schema, and their OpenAPI description."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any

import jsonschema_rs

from whosecameras.analysis.counts import tally
from whosecameras.analysis.headline import summary
from whosecameras.content.body_profile import Row
from whosecameras.publishing import datapackage
from whosecameras.record.loading import PATTERNS
from whosecameras.record.schema import NATIONS, TABLES, Age, Field, Flag, Status
from whosecameras.site import registered_data
from whosecameras.site.data_files import about, as_json, blanks_as_null
from whosecameras.site.page import Site
from whosecameras.text import wording

BASE = "api/v1"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
#: Tables that are published as a document.
LISTED = ("findings", "surveys", "events", "sources")
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNTS: Schema = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}


def _object(required: Mapping[str, Schema], **more: Any) -> Schema:
    return {
        "type": "object",
        "properties": dict(required),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _field(field: Field) -> Schema:
    """The schema of one column; a blank is null."""
    kind = {"integer": "integer", "number": "number", "share": "number"}.get(field.kind, "string")
    schema: Schema = {"description": field.meaning, "type": kind if field.required else [kind, "null"]}
    if field.values:
        schema["enum"] = [*map(str, field.values), *([] if field.required else [None])]
    elif kind == "string" and field.kind in PATTERNS:
        schema["pattern"] = f"^(?:{PATTERNS[field.kind]})$"
    elif kind != "string":
        schema["minimum"] = 0
    if field.kind == "share":
        schema["maximum"] = 100
    return schema


def row_schema(table: str) -> Schema:
    """The schema of one row of a table."""
    fields = TABLES[table].fields
    return _object({field.name: _field(field) for field in fields}, description=f"One row is {TABLES[table].meaning}.")


ABOUT = _object(
    dict.fromkeys(
        ("title", "description", "version", "released", "licence", "citation", "address", "source", "notice"), TEXT
    ),
    description="What a reader must know: version, licence, citation, the address of this document and of the record.",
)
STATUS: Schema = {"enum": [str(status) for status in Status]}
DATE = {"type": ["string", "null"], "pattern": f"^(?:{PATTERNS['date']})$"}
AGE: Schema = {"enum": [*map(str, Age), None], "description": "How old the evidence for the status is."}
STANDING = _object(
    {
        "status": STATUS,
        "age": AGE,
        "since": DATE,
        "newest": DATE,
        "vendors": _list(TEXT),
        "flags": _list({"enum": [str(flag) for flag in Flag]}),
        "decided_by": _list(TEXT),
    },
    description="What is known now, derived from the findings by one rule; decided_by names the deciding findings.",
)
LISTED_BODY = _object(
    {"id": TEXT, "name": TEXT, "sector": TEXT, "status": STATUS, "age": AGE, "since": DATE, "page": TEXT}
)


NUMBER: Schema = {"type": "integer", "minimum": 0}
REGISTER = _object(
    {
        **dict.fromkeys(("rows", "named", "group_only", "unknown"), NUMBER),
        "edition": DATE,
        "newest": DATE,
        "age": {"type": ["number", "null"], "description": "Years from the edition to the release."},
        "complete": {"type": "boolean"},
    },
    description="The bodies of a sector that exist, those that only an official register names included.",
)


def _documents() -> dict[str, Schema]:
    row = row_schema
    return {
        "summary": _object(
            {
                "version": TEXT,
                "released": TEXT,
                "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "counts": {"type": "object", "properties": {"rows": COUNTS}, "required": ["rows"]},
                "status": COUNTS,
                "status_by_sector": {"type": "object", "additionalProperties": COUNTS},
                "status_by_region": {"type": "object", "additionalProperties": COUNTS},
                "age": COUNTS,
                "age_by_sector": {"type": "object", "additionalProperties": COUNTS},
                "recent_direct": {"type": "integer", "minimum": 0},
                "councils": COUNTS,
                "apart": {"type": "integer", "minimum": 0},
                "surveyed": COUNTS,
                "rounds": {"type": "object", "additionalProperties": {"type": "object"}},
                "headline": {"type": ["object", "null"]},
                "flags": COUNTS,
                "registers": {"type": "object", "additionalProperties": REGISTER},
            },
            description="The headline figures: what there is, what is known now, and how common use was.",
        ),
        "bodies": _list(_object({"body": row("bodies"), "standing": STANDING, "page": TEXT})),
        "body": _object(
            {
                "body": row("bodies"),
                "standing": STANDING,
                "sentence": TEXT,
                "page": TEXT,
                "findings": _list(row("findings")),
                "capabilities": _list(row("capabilities")),
                "events": _list(row("events")),
                "corrections": _list(row("corrections")),
                "figures": _list(_object({"sentence": TEXT, "source": TEXT})),
                "sources": _list(row("sources")),
            }
        ),
        "region": _object(
            {
                "region": row("regions"),
                "nation": {"enum": list(NATIONS)},
                "status": COUNTS,
                "bodies": _list(LISTED_BODY),
                "surveys": _list(row("surveys")),
                "page": TEXT,
            }
        ),
        "sector": _object(
            {
                "sector": row("sectors"),
                "status": COUNTS,
                "bodies": _list(LISTED_BODY),
                "surveys": _list(row("surveys")),
                "page": TEXT,
            }
        ),
        **{table: _list(row(table)) for table in LISTED},
        **{folder: _register_part() for folder in registered_data.FOLDERS.values()},
    }


def _register_part() -> Schema:
    row = row_schema("bodies")
    body = {**row, "properties": {**row["properties"], "page": TEXT}, "required": [*row["required"], "page"]}
    return _object(
        {
            "sector": TEXT,
            **dict.fromkeys(("part", "parts", "total"), NUMBER),
            "next": {"type": ["string", "null"], "description": "The address of the next part; null in the last."},
            "registers": _list(row_schema("registers")),
            "bodies": _list(body),
        },
        description="Bodies of one sector that only an official register names: nothing is known of their cameras.",
    )


class Api:
    """The documents of one website. Each is validated against its schema before it is written."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.record = site.record
        self._validators: dict[str, Any] = {}

    @cached_property
    def schemas(self) -> dict[str, Schema]:
        """A schema for each kind of document, by name."""
        return {
            name: {
                "$schema": DRAFT,
                "$id": self.site.absolute(f"{BASE}/schema/{name}.json"),
                "title": f"{datapackage.TITLE} {wording.label(name)}",
                **_object({"about": ABOUT, name: content}),
            }
            for name, content in _documents().items()
        }

    def _validator(self, name: str) -> Any:
        if name not in self._validators:
            schema = self.schemas[name]
            jsonschema_rs.meta.validate(schema)
            self._validators[name] = jsonschema_rs.Draft202012Validator(schema)
        return self._validators[name]

    def check(self, path: str, content: object) -> None:
        """Validate a document; raises ``jsonschema_rs.ValidationError``."""
        self._validator(kind_of(path)).validate(content)

    def documents(self) -> dict[str, Callable[[], object]]:
        """For each path, a function that returns the document."""
        record = self.record
        documents: dict[str, Callable[[], object]] = {
            f"{BASE}/summary.json": partial(self._document, "summary", self._summary),
            f"{BASE}/bodies.json": partial(self._document, "bodies", self._bodies),
        }
        for table in LISTED:
            documents[f"{BASE}/{table}.json"] = partial(self._document, table, partial(_rows, record.rows[table]))
        for kind, keys, make in (
            ("body", record.names, self._body),
            ("region", record.regions, self._region),
            ("sector", record.sectors, self._sector),
        ):
            for key in keys:
                path = f"{BASE}/{kind}/{key}.json"
                documents[path] = partial(self._document, kind, partial(make, key), path)
        for path, part in self.register_parts.items():
            documents[path] = partial(self._register_document, path, part)
        return documents

    @cached_property
    def register_parts(self) -> Mapping[str, registered_data.RegisterPart]:
        """Documents of bodies known only from a register, by path."""
        return registered_data.parts(self.site)

    def _register_document(self, path: str, part: registered_data.RegisterPart) -> object:
        metadata = registered_data.about_rows(self.site, path, share_alike=part.share_alike)
        return {"about": metadata, registered_data.FOLDERS[part.share_alike]: registered_data.content(self.site, part)}

    def described(self) -> dict[str, Callable[[], bytes]]:
        """The schemas and the OpenAPI description, by path."""
        files = {f"{BASE}/schema/{name}.json": partial(as_json, schema) for name, schema in self.schemas.items()}
        return {**files, f"{BASE}/openapi.json": lambda: as_json(self.openapi())}

    def _document(self, name: str, make: Callable[[], object], path: str = "") -> object:
        return {"about": about(self.site, path or f"{BASE}/{name}.json"), name: make()}

    def _summary(self) -> object:
        return {**summary(self.record.data), "digest": self.record.data.digest}

    def _standing(self, body: str) -> Row:
        standing = self.record.known[body]
        return {
            "status": str(standing.status),
            "age": str(standing.age) or None,
            "since": standing.as_of or None,
            "newest": standing.latest_evidence or None,
            "vendors": list(standing.vendors),
            "flags": [str(flag) for flag in standing.flags],
            "decided_by": list(standing.decided_by),
        }

    def _bodies(self) -> object:
        return [
            {
                "body": blanks_as_null(row),
                "standing": self._standing(row["id"]),
                "page": self.site.absolute(f"body/{row['id']}"),
            }
            for row in self.record.rows["bodies"]
        ]

    def _body(self, key: str) -> object:
        record, profile = self.record, self.record.body(key)
        rows = record.rows_on(key)
        used = {row["source"] for part in rows.values() for row in part} | {
            figure.source.id for figure in profile.figures
        }
        return {
            "body": blanks_as_null(record.data.row("bodies", key)),
            "standing": self._standing(key),
            "sentence": record.sentence(key),
            "page": self.site.absolute(f"body/{key}"),
            **{name: _rows(part) for name, part in rows.items()},
            "corrections": _rows(profile.corrections),
            "figures": [{"sentence": figure.sentence, "source": figure.source.id} for figure in profile.figures],
            "sources": _rows([record.data.row("sources", source) for source in sorted(used)]),
        }

    def _listed(self, bodies: Iterable[Row]) -> list[Row]:
        statuses = self.record.known
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "sector": row["sector"],
                "status": str(statuses[row["id"]].status),
                "age": str(statuses[row["id"]].age) or None,
                "since": statuses[row["id"]].as_of or None,
                "page": self.site.absolute(f"body/{row['id']}"),
            }
            for row in bodies
        ]

    def _statuses(self, *, sectors: tuple[str, ...] = (), regions: tuple[str, ...] = ()) -> dict[str, int]:
        counts = tally(self.record.data, sectors=sectors, regions=regions)
        return {str(status): counts.by_status[status] for status in Status}

    def _region(self, code: str) -> object:
        row = self.record.data.row("regions", code)
        listed = self._listed(body for body in self.record.counted if body["region"] == code)
        surveys = [figure for figure in self.record.rows["surveys"] if figure["geography"] == row["name"]]
        return {
            "region": row,
            "nation": row["nation"],
            "status": self._statuses(regions=(code,)),
            "bodies": listed,
            "surveys": _rows(surveys),
            "page": self.site.absolute(f"region/{code}"),
        }

    def _sector(self, key: str) -> object:
        listed = self._listed(body for body in self.record.counted if body["sector"] == key)
        surveys = [
            figure for figure in self.record.rows["surveys"] if figure["sector"] == key and figure["country"] == "GB"
        ]
        return {
            "sector": self.record.data.row("sectors", key),
            "status": self._statuses(sectors=(key,)),
            "bodies": listed,
            "surveys": _rows(surveys),
            "page": self.site.absolute(f"sector/{key}"),
        }

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 description of every document."""
        record = self.record
        keyed: dict[str, tuple[str, Iterable[str]]] = {
            "body": ("id", ()),
            "region": ("code", record.regions),
            "sector": ("id", record.sectors),
        }
        for folder in registered_data.FOLDERS.values():
            names = [
                path.rpartition("/")[2].removesuffix(".json") for path in self.register_parts if f"/{folder}/" in path
            ]
            keyed |= {folder: ("part", names)}
        paths = {}
        for name in self.schemas:
            parameter, allowed = keyed.get(name, ("", ()))
            path = f"/{name}/{{{parameter}}}.json" if parameter else f"/{name}.json"
            paths[path] = {"get": self._operation(name, parameter, list(allowed))}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": datapackage.TITLE,
                "summary": datapackage.DESCRIPTION,
                "description": "Static documents, built with each release; they take no other parameter and no key. "
                "A blank is null. Errors are plain 404 pages.",
                "version": record.data.version,
                "license": {"name": datapackage.DATA_LICENCE["title"], "url": datapackage.DATA_LICENCE["path"]},
            },
            "servers": [{"url": self.site.absolute(BASE)}],
            "paths": paths,
        }

    def _operation(self, name: str, parameter: str, allowed: list[str]) -> dict[str, Any]:
        meaning = TABLES[name].meaning if name in TABLES else ""
        content = {"application/json": {"schema": {"$ref": f"schema/{name}.json"}}}
        operation: dict[str, Any] = {
            "operationId": name,
            "summary": f"Every row: {meaning}" if meaning else f"The document “{name}”",
            "responses": {
                "200": {"description": "The document", "content": content},
                "404": {"description": "No such document"},
            },
        }
        if parameter:
            schema = {**TEXT, **({"enum": allowed} if allowed else {})}
            operation["parameters"] = [{"name": parameter, "in": "path", "required": True, "schema": schema}]
        return operation


def kind_of(path: str) -> str:
    """The schema of a document, from its path."""
    return path.removeprefix(f"{BASE}/").split("/")[0].removesuffix(".json")


def _rows(rows: Iterable[Row]) -> list[Row]:
    return [blanks_as_null(row) for row in rows]
