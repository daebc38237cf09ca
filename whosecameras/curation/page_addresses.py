"""Tells whether two web addresses lead to the same page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

#: What newsletters, social networks and broadcasters put behind an address to see where a reader came from.
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "cmpid", "ocid", "ito", "smid"}
)
_TRACKING_STARTS = ("utm_", "at_", "ns_", "hsa_", "mkt_")
_HOST_STARTS = ("www.", "m.", "amp.", "mobile.")


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING or name.lower().startswith(_TRACKING_STARTS)


def _host(netloc: str) -> str:
    """A host without the part before it that only says for which device; ``m.uk`` stays as it is."""
    name = netloc.lower()
    for start in _HOST_STARTS:
        if name.startswith(start) and "." in name[len(start) :]:
            return name[len(start) :]
    return name


def address(url: str) -> str:
    """An address without what does not change the page.

    That is the scheme, ``www.`` or ``m.``, the last slash, the fragment, and what only follows a reader (``utm_…``).
    """
    try:
        parts = urlsplit(url.strip())
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0])]
        return f"{_host(parts.netloc)}{parts.path.rstrip('/')}?{urlencode(query)}"
    except ValueError:
        return url.strip()
