"""``/oembed?url=``: the oEmbed endpoint (oEmbed 1.0, oembed.com).

The website stores one document per embed, so oEmbed also works on static hosts. This endpoint finds the document by the
address of a page, and applies ``maxwidth`` and ``maxheight``.
"""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

from starlette.responses import JSONResponse, PlainTextResponse, Response

from whosecameras.server.built_site import BuiltSite
from whosecameras.server.static_files import FOR_NOW

PATH = "/oembed"
_FIELDS = 20  # maximum number of query fields


def _most(text: str) -> int | None:
    """A number of pixels; ``None`` if the text is not one."""
    return int(text) if re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII) else None


def named(site: BuiltSite, base_url: str, url: str) -> str:
    """The name of the embed for a page's address; ``""`` if the address is not ours or has none."""
    try:
        asked, ours = urlsplit(url), urlsplit(base_url)
    except ValueError:
        return ""
    path = unquote(asked.path).rstrip("/")
    root = ours.path.rstrip("/")
    if asked.scheme not in ("http", "https") or asked.netloc != ours.netloc or not f"{path}/".startswith(f"{root}/"):
        return ""
    page = path[len(root) :].removeprefix("/")
    name = page.removeprefix("embed/") if page.startswith("embed/") else site.embeds.get(page, "")
    return name if f"oembed/{name}.json" in site.files else ""


def answer(site: BuiltSite, base_url: str, query: str) -> Response:
    """The response: 400 without an address, 404 for an address without an embed, 501 for a format other than JSON."""
    try:
        given = {key: values[0] for key, values in parse_qs(query, max_num_fields=_FIELDS).items()}
    except ValueError:
        given = {}
    if given.get("format", "json") != "json":
        return PlainTextResponse("This endpoint only supports JSON.\n", 501)
    if not given.get("url"):
        return PlainTextResponse("Give the address of a page: /oembed?url=…\n", 400)
    name = named(site, base_url, given["url"])
    if not name:
        return PlainTextResponse("This address is not a page of this website that can be embedded.\n", 404)
    found = json.loads(site.files[f"oembed/{name}.json"].path.read_text(encoding="utf-8"))
    for key, asked in (("width", given.get("maxwidth", "")), ("height", given.get("maxheight", ""))):
        most = _most(asked)
        if most is not None and most < found[key]:
            found["html"] = re.sub(rf' {key}="\d+"', f' {key}="{most}"', found["html"], count=1)
            if key == "height":  # the separate height for phones no longer applies
                found["html"] = re.sub(r";height:[^\"]*", "", found["html"])
            found[key] = most
    return JSONResponse(found, headers={"cache-control": FOR_NOW})
