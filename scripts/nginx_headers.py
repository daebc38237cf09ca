#!/usr/bin/env python3
"""Generates the parts of nginx's configuration that must match ``asgi.py``: headers.conf, resting.conf and moved.conf.

``--check`` writes nothing and fails if a file is out of date. The policies contain hashes of inline content: of
scripts in Streamlit's document, so a new version of Streamlit may change the files, and of our stylesheet.
"""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from whosecameras.server import error_pages, explorer_page, headers, middleware, static_files
from whosecameras.site import moved_pages
from whosecameras.site.render import stylesheet

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "deploy" / "nginx"
WRITTEN = "# Written by `python scripts/nginx_headers.py` from whosecameras/server; a test compares.\n"
#: The kind of response for an address that nginx answers itself; the first match counts. Replicas' headers win.
KINDS = (
    (r"~^503 ", "notice"),
    (r"~^\d+ /explore/static/", "explorer"),
    (r"~^\d+ /explore/app/static/", "shown"),
    (r"~^\d+ /(api|data|cards)/", "document"),
    (r"~^\d+ /.*\.(json|csv|atom)$", "document"),
    (r"~^\d+ /assets/", "asset"),
    (r"~^[23]\d\d /embed/", "embed"),
)


def streamlit_index() -> Path:
    """The document that the installed Streamlit serves."""
    spec = find_spec("streamlit")
    assert spec and spec.origin
    return Path(spec.origin).parent / "static" / "index.html"


def _map(source: str, name: str, rows: list[tuple[str, str]]) -> str:
    lines = "".join(f'    {key} "{value}";\n' for key, value in rows)
    return f"map {source} ${name} {{\n{lines}}}\n"


def headers_conf() -> str:
    """Maps an address to its kind, and a kind to each header; a header without a value is not sent."""
    document = explorer_page.template(streamlit_index().read_text(encoding="utf-8"))
    tables = headers.tables(
        headers.hashes(document, "script"),
        headers.hashes(f"<style>{error_pages.STYLE}</style>", "style"),
        headers.hashes(f"<style>{stylesheet()}</style>", "style"),
    )
    # Headers of the explorer's own files, which Streamlit serves with the policy of its assets.
    static = {**tables["explorer"], "access-control-allow-origin": "*"}
    by_kind = {
        **{kind: tables[kind] for kind in ("page", "document", "asset", "embed", "explorer", "notice")},
        "shown": static,
    }
    hsts, lasting = headers.HSTS
    parts = [
        WRITTEN,
        _map('"$status $uri"', "kind_here", [("default", "page"), *((f'"{key}"', kind) for key, kind in KINDS)]),
        "# A replica that answered has put its own headers.\n"
        + _map("$upstream_http_x_content_type_options", "kind", [('""', "$kind_here"), ("default", "replica")]),
        _map('"$scheme $http_x_forwarded_proto"', "secure", [('"~https"', "https"), ("default", "http")]),
        _map('"$secure $kind"', "told_lasting", [('"~replica"', ""), ('"~^https "', lasting), ("default", "")]),
        _map(
            '"$kind $status $uri"',
            "told_caching",
            [
                ('"~^replica "', ""),
                ('"~^notice "', "no-store"),
                ('"~^asset [23]"', static_files.FOREVER),
                (r'"~^explorer "', "public, immutable, max-age=31536000"),
                ('"~^shown "', ""),
                (r'"~^\w+ [23]"', static_files.FOR_NOW),
                (r'"~^\w+ 404"', "no-cache"),
                ("default", ""),
            ],
        ),
        _map('"$kind $status"', "told_waiting", [('"~^notice 503"', str(middleware.RETRY_AFTER)), ("default", "")]),
        _map(
            '"$kind $status"',
            "told_methods",
            [('"~^(?!replica)\\w+ 405"', ", ".join(static_files.METHODS)), ("default", "")],
        ),
        _map(
            '"$kind $status $uri"',
            "told_disposition",
            [
                (
                    r'"~^\w+ 20\d /data/(?!.*\.json$)(.*/)?(?<told_name>[^/]+)$"',
                    'attachment; filename=\\"$told_name\\"',
                ),
                ("default", ""),
            ],
        ),
    ]
    names = sorted({name for table in by_kind.values() for name in table})
    for name in names:
        values = {kind: table.get(name, "") for kind, table in by_kind.items()}
        differing = [(kind, value) for kind, value in values.items() if value != values["page"]]
        rows = [("default", values["page"]), ("replica", ""), *differing]
        parts.append(_map("$kind", "told_" + name.replace("-", "_"), rows))
    variables = [(name, "told_" + name.replace("-", "_")) for name in names]
    variables += [(hsts, "told_lasting"), ("cache-control", "told_caching"), ("retry-after", "told_waiting")]
    variables += [("allow", "told_methods"), ("content-disposition", "told_disposition")]
    parts.append("".join(f"add_header {_shown(name)} ${value} always;\n" for name, value in variables))
    return "\n".join(parts)


def _shown(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def resting_conf() -> str:
    """The page for the explorer's visitors if no replica answers, or if an address sends too many requests."""
    page = error_pages.notice(
        "The explorer cannot answer just now",
        "Nothing is lost: everything that it shows is also on plain pages, which do not depend on it.",
        "Or load this page again in a minute; your view is kept in its address.",
        link=("Read the same on plain pages", "/"),
    )
    if set(page) & set("'$\\"):
        raise ValueError("the page holds a sign that nginx would read as its own")
    return f"{WRITTEN}location @resting {{\n    default_type text/html;\n    return 503 '{page}';\n}}\n"


def moved_conf() -> str:
    """Where each moved page is now."""
    rows = moved_pages.all_moved().items()
    if any(re.search(r"[^\w./-]", path) for row in rows for path in row):
        raise ValueError("moved_pages.csv: a path holds a sign that nginx would read as its own")
    return WRITTEN + "".join(f"location = /{old} {{\n    return 308 /{new};\n}}\n" for old, new in rows)


FILES = {"headers": headers_conf, "resting": resting_conf, "moved": moved_conf}


def main() -> None:
    """Write the files, or with ``--check`` compare them."""
    files = {PLACE / f"{name}.conf": text() for name, text in FILES.items()}
    if "--check" in sys.argv[1:]:
        old = [path.name for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
        if old:
            sys.exit(f"deploy/nginx: {', '.join(old)} lag behind; run `python scripts/nginx_headers.py`")
        return
    for path, text in files.items():
        new = path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)


if __name__ == "__main__":
    main()
