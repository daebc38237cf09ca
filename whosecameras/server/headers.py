"""HTTP headers for each kind of address, other than content headers, as promised in ``docs/website.md``."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

Kind = Literal["page", "document", "asset", "embed", "explorer", "embedded", "health", "notice", "framed notice"]
Headers = list[tuple[bytes, bytes]]

_STATIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What other websites show in a frame: a picture with its words, which needs no script.
_EMBED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
)
NOTHING = "'none'"
#: Streamlit's number library compiles WebAssembly if allowed. This does not let any text run as a script.
_EXPLORER_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {framed}"
)
_NOTICE_POLICY = "default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors {framed}"
_OURS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
_OPEN = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
HSTS = ("strict-transport-security", "max-age=31536000")


def hashes(html: str, element: Literal["script", "style"]) -> str:
    """The CSP hash sources that allow exactly the inline scripts or styles of a page."""
    contents = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode() for content in contents]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@lru_cache(maxsize=8)
def tables(scripts: str, notices: str, pages: str = NOTHING) -> Mapping[Kind, Mapping[str, str]]:
    """The headers of each kind. The sources allow the inline scripts of the explorer's document, the inline style of
    error pages, and the inline style of the website's pages.
    """
    styles = "'self'" if pages == NOTHING else f"'self' {pages}"  # small pages fetch the stylesheet that others inline
    static = {**_OURS, "content-security-policy": _STATIC_POLICY.format(styles=styles)}

    def explorer(framed: str) -> dict[str, str]:
        return {**_OURS, "content-security-policy": _EXPLORER_POLICY.format(scripts=scripts, framed=framed)}

    def notice(framed: str) -> dict[str, str]:
        return {**_OURS, "content-security-policy": _NOTICE_POLICY.format(styles=notices, framed=framed)}

    def framed(table: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in table.items() if name != "x-frame-options"}

    return {
        "page": static,
        "document": {**static, **_OPEN},
        "asset": static,
        "embed": framed(
            {**_OURS, "content-security-policy": _EMBED_POLICY, "cross-origin-resource-policy": "cross-origin"}
        ),
        "explorer": explorer("'none'"),
        "embedded": framed(explorer("*")),
        "health": {**static, "cache-control": "no-store"},
        "notice": notice("'none'"),
        "framed notice": framed(notice("*")),
    }


def put(into: Iterable[tuple[bytes, bytes]], table: Mapping[str, str], *, secure: bool) -> Headers:
    """A response's headers, with those in the table replacing any of the same name. HSTS is only sent over HTTPS."""
    own = {**table, **dict([HSTS] if secure else [])}
    names = {name.encode() for name in own}
    remaining = [(name, value) for name, value in into if name.lower() not in names]
    return remaining + [(name.encode(), value.encode("latin-1")) for name, value in own.items()]
