"""WhatDoTheyKnow's terms and addresses, from its public documentation. No other module knows them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from whosecameras.publishing.validation_requests import SERVICE_HOST

CHANNEL = "whatdotheyknow"
#: Our tag on a request there: ``whosecameras:`` and the id of the round.
TAG = "whosecameras"
_HOSTS = (SERVICE_HOST, SERVICE_HOST.removeprefix("www."))
_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")

#: The service's states that map to ours. All others need a person to check.
STATES = {
    "waiting_response": "asked",
    "waiting_response_overdue": "overdue",
    "waiting_response_very_overdue": "overdue",
    "not_held": "not_held",
    "rejected": "refused",
    "successful": "answered",
    "partially_successful": "partly_answered",
    "error_message": "error",
    "user_withdrawn": "withdrawn",
    "vexatious": "error",
    "not_foi": "error",
}
#: Its other states, with a hint for the person who checks.
UNSETTLED = {
    "waiting_clarification": "the body asked for clarification",
    "waiting_classification": "there is a reply that nobody has classified yet",
    "gone_postal": "the answer goes by post",
    "internal_review": "an internal review is under way",
    "requires_admin": "the answer is unusual",
    "attention_requested": "it was reported to the service",
}
#: The states in the words of the service's exports, in English.
WORDS = {
    "awaiting response": "waiting_response",
    "delayed": "waiting_response_overdue",
    "long overdue": "waiting_response_very_overdue",
    "information not held": "not_held",
    "not held": "not_held",
    "refused": "rejected",
    "successful": "successful",
    "partially successful": "partially_successful",
    "delivery error": "error_message",
    "withdrawn by the requester": "user_withdrawn",
    "withdrawn": "user_withdrawn",
    "considered by administrators as vexatious and hidden from site": "vexatious",
    "considered by administrators as not an foi request and hidden from site": "not_foi",
    "waiting clarification": "waiting_clarification",
    "awaiting classification": "waiting_classification",
    "handled by post": "gone_postal",
    "handled by postal mail": "gone_postal",
    "awaiting internal review": "internal_review",
    "unusual response": "requires_admin",
    "reported for administrator attention": "attention_requested",
}


def state_word(text: str) -> str:
    """The service's id of a state, from the id or its words in an export; any other text unchanged."""
    plain = " ".join(text.split()).rstrip(".").casefold()
    return WORDS.get(plain, plain.replace(" ", "_"))


def name_in(address: str, what: str) -> str:
    """The name of a ``request`` or ``body`` in an address of the service; ``""`` if it is not such an address."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return ""
    path = parts.path.strip("/").split("/")
    named = parts.scheme in ("", "http", "https") and (host in _HOSTS if host else address.startswith("/"))
    fits = named and len(path) >= 2 and path[0] == what and _NAME.fullmatch(path[1])
    return path[1] if fits else ""


def is_name(text: str) -> bool:
    """True if a text is a valid page name in the service's addresses."""
    return bool(_NAME.fullmatch(text))


def page(name: str) -> str:
    """The address of a request on the service."""
    return f"https://{SERVICE_HOST}/request/{name}"
