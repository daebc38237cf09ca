"""Asks one web address whether it is still there: politely, within bounds, and never an address inside a network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urljoin, urlsplit

MAX_REDIRECTS = 5
MAX_ADDRESSES = 3  # of one host that are tried
MAX_LENGTH = 2_000  # characters of an address that are kept
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
GONE = (404, 410)
_KEPT = "%/:=&?~#+!$,;'@()*[]|"


@dataclass(frozen=True)
class ProbeResult:
    """``result`` is one of ``LINK_RESULTS``; ``heard`` says that some server answered at all."""

    result: str
    status_code: int = 0
    final_url: str = ""
    heard: bool = False


class NotPublic(Exception):
    """An address that is not asked: no http(s), or not on the public internet."""


def _split(url: str) -> tuple[str, str, int, str]:
    """(scheme, host, port, path with query) of an address; raises ``NotPublic`` if it has none that may be asked."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise NotPublic(f"{url} is no address") from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise NotPublic(f"{url} is no plain http(s) address")
    path = quote(parts.path or "/", safe=_KEPT)
    return parts.scheme, host, port, f"{path}?{quote(parts.query, safe=_KEPT)}" if parts.query else path


def _public(host: str, port: int, loopback: bool) -> list[str]:
    """The IP addresses of a host, if all that it has are public; raises ``NotPublic`` or ``OSError``."""
    found = dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    for one in found:
        address = ipaddress.ip_address(one.split("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if not address.is_global and not (loopback and address.is_loopback):
            raise NotPublic(f"{host} is not on the public internet")
    return [*found][:MAX_ADDRESSES]


def _connected(addresses: list[str], port: int, timeout: float) -> socket.socket:
    """A connection to the first of the addresses that takes one."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout)
    return socket.create_connection((addresses[-1], port), timeout)


def host_of(url: str) -> str:
    """The host of an address, ``""`` if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


class HttpProbe:
    """Asks addresses, from several threads at once, but each host only once at a time and with a pause between.

    ``timeout`` is the most that one request may take, in seconds, once it is connected; ``loopback`` lets this computer
    itself be asked, for tests. Requests go straight to the host, never by way of a proxy.
    """

    def __init__(self, agent: str, timeout: float, pause: float = 1.0, loopback: bool = False) -> None:
        self.stopped = threading.Event()
        self._agent, self._timeout, self._pause, self._loopback = agent, timeout, pause, loopback
        self._context = ssl.create_default_context()
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free_at: dict[str, float] = {}
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()

    def stop(self) -> None:
        """End every request and pause that is under way, and begin no other."""
        self.stopped.set()
        with self._guard:
            for one in self._open:
                _hang_up(one)

    def ask(self, url: str) -> ProbeResult:
        """What becomes of a request for this address, redirects followed; ``NotPublic`` if it may not be asked."""
        seen, at = {urldefrag(url)[0]}, url
        permanent = heard = False
        while True:
            try:
                status, location = self._status(at)
            except NotPublic:
                if at == url:
                    raise
                return ProbeResult("broken", heard=True)
            except ssl.SSLCertVerificationError:
                return ProbeResult("tls_error", final_url=_other(at, url), heard=True)
            except TimeoutError:
                return ProbeResult("timeout", final_url=_other(at, url), heard=heard)
            except (OSError, http.client.HTTPException, ValueError) as error:
                secure = isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)
                return ProbeResult(
                    "tls_error" if secure else "broken", final_url=_other(at, url), heard=heard or secure
                )
            heard = True
            if status not in (*PERMANENT, *TEMPORARY) or not location:
                break
            permanent |= status in PERMANENT
            with suppress(ValueError):
                at = urldefrag(urljoin(at, location.strip()))[0]
            if at in seen or len(seen) > MAX_REDIRECTS:
                return ProbeResult("loop", status, heard=True)
            seen.add(at)
        result = "gone" if status in GONE else "broken" if not 200 <= status < 300 else "moved" if permanent else "ok"
        return ProbeResult(result, status, _other(at, url), heard=True)

    def _status(self, url: str) -> tuple[int, str]:
        """(status, location) of an address: by HEAD, and by GET where a server does not take to that."""
        scheme, host, port, path = _split(url)
        try:
            status, location = self._request("HEAD", scheme, host, port, path)
        except (http.client.HTTPException, ConnectionResetError):
            status, location = 500, ""
        return (status, location) if status < 400 else self._request("GET", scheme, host, port, path)

    def _request(self, method: str, scheme: str, host: str, port: int, path: str) -> tuple[int, str]:
        with self._turn(host):
            self.stopped.wait(max(0.0, self._free_at.get(host, 0.0) - time.monotonic()))
            if self.stopped.is_set():
                raise TimeoutError
            try:
                return self._exchange(method, scheme, host, port, path)
            finally:
                self._free_at[host] = time.monotonic() + self._pause

    def _turn(self, host: str) -> threading.Lock:
        with self._guard:
            return self._turns[host]

    def _exchange(self, method: str, scheme: str, host: str, port: int, path: str) -> tuple[int, str]:
        """Send one request and read no more than the head of its answer."""
        connection = http.client.HTTPConnection(host, port, timeout=self._timeout)
        # To the very address that was found public; a name may mean another one the next moment.
        line = _connected(_public(host, port, self._loopback), port, self._timeout)
        ended = threading.Event()

        def end() -> None:
            # A server that sends a byte now and then would never time out.
            ended.set()
            _hang_up(line)

        watch = threading.Timer(self._timeout, end)
        watch.daemon = True
        watch.start()
        try:
            secured = scheme == "https"
            if secured:
                line = self._context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
            with self._guard:
                self._open.add(line)
            if isinstance(line, ssl.SSLSocket):
                line.do_handshake()
            connection.sock = line
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            usual = port == (443 if secured else 80)
            name = f"[{host}]" if ":" in host else host
            for header, value in (
                ("Host", name if usual else f"{name}:{port}"),
                ("User-Agent", self._agent),
                ("Accept", "*/*"),
                ("Connection", "close"),
            ):
                connection.putheader(header, value)
            connection.endheaders()
            response = connection.getresponse()
            return response.status, response.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            if ended.is_set():
                raise TimeoutError from None
            raise
        finally:
            watch.cancel()
            with self._guard:
                self._open.discard(line)
            connection.close()
            line.close()


def _other(at: str, url: str) -> str:
    """Where a request ended, if that is another address, in letters that may stand in a table."""
    written = quote(at, safe=_KEPT)
    return written if at not in (url, urldefrag(url)[0]) and len(written) <= MAX_LENGTH else ""
