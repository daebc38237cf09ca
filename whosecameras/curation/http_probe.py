"""Checks whether a web address still works: with rate and size limits, and never an address in a private network."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections import defaultdict
from dataclasses import dataclass

import anyio
import httpx2

MAX_REDIRECTS = 5
MAX_ADDRESSES = 3  # IP addresses to try per host
MAX_LENGTH = 2_000  # characters of an address to keep
MAX_PORT = 65_535
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
GONE = (404, 410)


@dataclass(frozen=True)
class ProbeResult:
    """``result`` is one of ``LINK_RESULTS``; ``heard`` is true if any server answered."""

    result: str
    status_code: int = 0
    final_url: str = ""
    heard: bool = False


class NotPublic(Exception):
    """An address that may not be requested: not http(s), or not on the public internet."""


async def _public(url: httpx2.URL, loopback: bool) -> list[str]:
    """The IP addresses of a host if all of them are public; raises ``NotPublic`` or ``OSError``."""
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or (url.port or 0) > MAX_PORT:
        raise NotPublic(f"{url} is no plain http(s) address")
    found = await anyio.getaddrinfo(url.raw_host, url.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for one in addresses:
        address = ipaddress.ip_address(one.split("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if not address.is_global and not (loopback and address.is_loopback):
            raise NotPublic(f"{url.host} is not on the public internet")
    return addresses[:MAX_ADDRESSES]


def _of_tls(error: BaseException | None) -> bool:
    """True if TLS failed, usually because of the certificate."""
    while error and not (isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)):
        error = error.__cause__ or error.__context__
    return error is not None


def _without_fragment(url: str) -> httpx2.URL:
    try:
        return httpx2.URL(url).copy_with(fragment=None)
    except httpx2.InvalidURL:
        raise NotPublic(f"{url} is no address") from None


class HttpProbe:
    """Requests several addresses concurrently, but only one per host at a time, with a pause in between.

    ``timeout`` is the timeout of one request in seconds; ``loopback`` allows requests to this computer, for tests.
    Requests never use a proxy and keep no cookies.
    """

    def __init__(self, agent: str, timeout: float, pause: float = 1.0, loopback: bool = False) -> None:
        self._headers = {"User-Agent": agent, "Accept": "*/*", "Connection": "close"}
        self._timeout, self._pause, self._loopback = timeout, pause, loopback
        self._transport = httpx2.AsyncHTTPTransport(verify=ssl.create_default_context(), trust_env=False)
        self._turns: dict[str, anyio.Lock] = defaultdict(anyio.Lock)
        self._free_at: dict[str, float] = {}

    async def ask(self, url: str) -> ProbeResult:
        """Request an address and follow redirects; ``NotPublic`` if it may not be requested."""
        start = at = _without_fragment(url)
        seen = {start}
        permanent = heard = False
        while True:
            ended = str(at) if at != start and len(str(at)) <= MAX_LENGTH else ""
            try:
                status, location = await self._status(at)
                heard = True
                if status not in (*PERMANENT, *TEMPORARY) or not location:
                    break
                permanent |= status in PERMANENT
                at = _without_fragment(str(at.join(location)))
            except (NotPublic, httpx2.InvalidURL):
                if not heard:
                    raise
                return ProbeResult("broken", heard=True)
            except (TimeoutError, httpx2.TimeoutException):
                return ProbeResult("timeout", final_url=ended, heard=heard)
            except (OSError, httpx2.TransportError) as error:
                tls = _of_tls(error)
                return ProbeResult("tls_error" if tls else "broken", final_url=ended, heard=heard or tls)
            if at in seen or len(seen) > MAX_REDIRECTS:
                return ProbeResult("loop", status, heard=True)
            seen.add(at)
        result = "gone" if status in GONE else "broken" if not 200 <= status < 300 else "moved" if permanent else "ok"
        return ProbeResult(result, status, ended, heard=True)

    async def _status(self, url: httpx2.URL) -> tuple[int, str]:
        """(status, location) of an address: by HEAD, or by GET if the server does not support HEAD."""
        try:
            status, location = await self._request("HEAD", url)
        except (httpx2.ProtocolError, httpx2.ReadError):
            status, location = 500, ""
        return (status, location) if status < 400 else await self._request("GET", url)

    async def _request(self, method: str, url: httpx2.URL) -> tuple[int, str]:
        async with self._turns[url.host]:
            await anyio.sleep_until(self._free_at.get(url.host, 0.0))
            try:
                with anyio.fail_after(self._timeout):  # a server that sends single bytes would never hit a read timeout
                    return await self._exchange(method, url)
            finally:
                self._free_at[url.host] = anyio.current_time() + self._pause

    async def _exchange(self, method: str, url: httpx2.URL) -> tuple[int, str]:
        """Send one request and read only the response headers."""
        failed: httpx2.ConnectError | None = None
        for address in await _public(url, self._loopback):
            # Connect to the address that was checked: the host name might resolve differently the next time.
            request = httpx2.Request(
                method,
                url.copy_with(host=address),
                headers={"Host": url.netloc.decode("ascii"), **self._headers},
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
            try:
                response = await self._transport.handle_async_request(request)
            except httpx2.ConnectError as error:
                failed = error
                if _of_tls(error):
                    break
            else:
                await response.aclose()
                return response.status_code, response.headers.get("Location", "")
        raise failed or OSError(f"{url.host} has no address")
