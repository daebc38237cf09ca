"""Normalises web addresses, to detect two addresses of the same page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

#: Tracking parameters of newsletters, social networks and broadcasters.
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "cmpid", "ocid", "ito", "smid"}
)
_TRACKING_STARTS = ("utm_", "at_", "ns_", "hsa_", "mkt_")
_HOST_STARTS = ("www.", "m.", "amp.", "mobile.")


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING or name.lower().startswith(_TRACKING_STARTS)


def _host(netloc: str) -> str:
    """A host without a device prefix such as ``m.``; ``m.uk`` stays as it is."""
    name = netloc.lower()
    for start in _HOST_STARTS:
        if name.startswith(start) and "." in name[len(start) :]:
            return name[len(start) :]
    return name


def address(url: str) -> str:
    """An address without the parts that do not change the page.

    These are the scheme, ``www.`` or ``m.``, the trailing slash, the fragment, and tracking parameters (``utm_…``).
    """
    try:
        parts = urlsplit(url.strip())
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0])]
        return f"{_host(parts.netloc)}{parts.path.rstrip('/')}?{urlencode(query)}"
    except ValueError:
        return url.strip()
