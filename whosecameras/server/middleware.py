"""The middleware: what each address leads to, the headers of every answer, the cap on sessions, the line in the log.

It stands as middleware before Streamlit's own routes, so that Streamlit sees only what is the explorer's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from whosecameras.server import error_pages, explorer_page, headers
from whosecameras.server.headers import Kind
from whosecameras.server.logs import PATH_SHOWN, log_error, log_event
from whosecameras.server.static_files import FOR_NOW, METHODS, BuiltSite, answer
from whosecameras.server.updates import Updater

LONGEST = 2048  # characters of a path that anybody may ask for
PATIENCE = 60.0  # seconds that a client may take to read what lies ready for it
COME_BACK = 60  # seconds after which a visitor who found the explorer full may try again
STREAM = f"{explorer_page.BASE}/_stcore/stream"
#: All that the explorer's pages ask Streamlit for; its metrics, uploads, agents and log-in are not for visitors.
OPEN = (
    f"{explorer_page.BASE}/_stcore/health",
    f"{explorer_page.BASE}/_stcore/host-config",
    f"{explorer_page.BASE}/favicon.png",
)
OPEN_BELOW = tuple(f"{explorer_page.BASE}/{one}/" for one in ("static", "app/static", "media"))


def _lead_on(path: str, scope: Scope) -> Response:
    """To another address of this website for good, with the query that was asked."""
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(path + (f"?{query}" if query else ""), 308, {"cache-control": FOR_NOW})


@dataclass
class Sessions:
    """How many visitors are in the explorer. From ``most`` on no new document is given out; connections have a tenth
    more room, for those whose document is on its way and those who come back after a broken line.
    """

    most: int
    live: int = field(default=0, init=False)

    @property
    def full(self) -> bool:
        """No document of the explorer is given out now."""
        return self.live >= self.most

    @property
    def overfull(self) -> bool:
        """No connection is accepted now."""
        return self.live >= self.most + -(-self.most // 10)


class ClientGone(Exception):
    """A client that did not read what lay ready for it."""


class _RequestContext:
    """One request on its way: sends with the right headers, and notes what was sent."""

    def __init__(self, middleware: WebsiteMiddleware, scope: Scope, send: Send) -> None:
        self.kind: Kind = "page"
        self.status, self.bytes = 0, 0
        self._middleware, self._scope, self._send = middleware, scope, send
        self._began = time.monotonic()
        self.folder = middleware.folder

    async def send(self, message: Message) -> None:
        """Pass a message on within ``PATIENCE``."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._middleware.headers_of(self, message["headers"], self._scope)
        elif message["type"] == "http.response.body":
            if self._scope["method"] == "HEAD":
                message["body"] = b""
            self.bytes += len(message.get("body", b""))
        try:
            async with asyncio.timeout(PATIENCE):
                await self._send(message)
        except TimeoutError:
            raise ClientGone from None

    def log(self, event: str = "request") -> None:
        """Write its line."""
        log_event(
            event,
            method=self._scope.get("method", "GET"),
            kind=self.kind,
            path=self._scope["path"][:PATH_SHOWN],
            status=self.status,
            ms=round((time.monotonic() - self._began) * 1000, 1),
            bytes=self.bytes,
        )


class WebsiteMiddleware:
    """The middleware. ``index`` is Streamlit's installed document, ``base_url`` the website's own address."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        updater: Updater,
        sessions: Sessions,
        index: Path,
        base_url: str = "",
        hosts: Sequence[str] = (),
    ) -> None:
        self._streamlit = app
        self._updater = updater
        self._sessions = sessions
        self._template = explorer_page.template(index.read_text(encoding="utf-8"))
        self._scripts = headers.hashes(self._template, "script")
        self._notices = headers.hashes(f"<style>{error_pages.STYLE}</style>", "style")
        self._https = base_url.startswith("https://")
        self._hosts = list(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection; the life of the server is Streamlit's."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._streamlit(scope, receive, send)

    @property
    def folder(self) -> BuiltSite | None:
        """The website that is served now."""
        return self._updater.folder

    def headers_of(self, answer: _RequestContext, given: list[tuple[bytes, bytes]], scope: Scope) -> headers.Headers:
        """The headers of an answer with those of its kind."""
        pages = answer.folder.style if answer.folder else headers.NOTHING
        table = headers.tables(self._scripts, self._notices, pages)[answer.kind]
        return headers.put(given, table, secure=self._https or scope["scheme"] == "https")

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = _RequestContext(self, scope, send)
        try:
            found = self._answer(scope, answering)
            if scope["path"] != "/healthz" and self._hosts:
                found = TrustedHostMiddleware(found, self._hosts, www_redirect=False)
            await found(scope, receive, answering.send)
        except ClientGone:
            log_event("a client did not read its answer", kind=answering.kind)
        except Exception as error:
            reference = log_error("error", error, kind=answering.kind, path=scope["path"][:PATH_SHOWN])
            if answering.status:
                raise  # the answer had begun: only the connection can be broken off
            answering.kind = "notice"
            page = HTMLResponse(error_pages.failed(reference), 500, {"cache-control": "no-store"})
            await page(scope, receive, answering.send)
        finally:
            answering.log()

    def _answer(self, scope: Scope, answering: _RequestContext) -> ASGIApp:
        """What answers a request; sets its kind."""
        path, method = scope["path"], scope["method"]
        if len(scope.get("raw_path") or path) > LONGEST:
            return PlainTextResponse("This address is too long.\n", 414)
        if path == explorer_page.BASE or path.startswith(f"{explorer_page.BASE}/"):
            answering.kind = "explorer"
            page = path[len(explorer_page.BASE) + 1 :]
            if page in explorer_page.VIEWS:
                return self._explorer(scope, page, answering)
            if page.rstrip("/") in explorer_page.VIEWS:
                return _lead_on(f"{explorer_page.BASE}/{page.rstrip('/')}", scope)
            if path in OPEN or path.startswith(OPEN_BELOW):
                return self._streamlit
            answering.kind = "page"
        if method not in METHODS:
            return PlainTextResponse("Only GET and HEAD are answered here.\n", 405, {"allow": ", ".join(METHODS)})
        if path == "/healthz":
            answering.kind = "health"
            told, whole = self._updater.health()
            return JSONResponse(told, 200 if whole else 503)
        return self._page(scope, answering)

    def _page(self, scope: Scope, answering: _RequestContext) -> Response:
        """A file of the website, its own page for what is not there, or that there is no website."""
        folder, asked = answering.folder, Headers(scope=scope)
        if folder is None:
            answering.kind = "notice"
            return HTMLResponse(error_pages.nothing_to_show(), 503, {"cache-control": "no-store", "retry-after": "300"})
        file = None if scope["path"].startswith(f"{explorer_page.BASE}/") else folder.find(scope["path"])
        if file is None and (moved := folder.moved(scope["path"])):
            return _lead_on(moved, scope)
        if file is None:
            missing = folder.find("/404.html")
            if missing is None:
                return PlainTextResponse("Not found.\n", 404)
            return answer(missing, asked, method=scope["method"], status=404)
        if file.name.startswith("assets/"):
            answering.kind = "asset"
        elif file.is_open_data:
            answering.kind = "document"
        return answer(file, asked, method=scope["method"])

    def _explorer(self, scope: Scope, page: str, answering: _RequestContext) -> Response:
        """A document of the explorer; where it is full, the way to the page of the website with the same content."""
        if scope["method"] not in METHODS:
            return PlainTextResponse("Only GET and HEAD are answered here.\n", 405, {"allow": ", ".join(METHODS)})
        query = scope["query_string"].decode("latin-1")
        if scope["path"] == explorer_page.BASE:
            return _lead_on(f"{explorer_page.BASE}/", scope)
        framed = "embed=true" in query.split("&")
        folder = answering.folder
        if self._sessions.full:
            answering.kind = "framed notice" if framed else "notice"
            said = error_pages.crowded(explorer_page.plain_twin(page, query, folder))
            return HTMLResponse(said, 503, {"cache-control": "no-store", "retry-after": str(COME_BACK)})
        answering.kind = "embedded" if framed else "explorer"
        return HTMLResponse(
            explorer_page.document(self._template, page, query, folder), headers={"cache-control": "no-cache"}
        )

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A visitor's connection to the explorer, counted while it lasts."""
        answering = _RequestContext(self, scope, send)
        answering.kind = "explorer"
        if scope["path"] != STREAM or self._sessions.overfull:
            answering.status = 403
            answering.log("connection refused")
            await WebSocket(scope, receive, send).close(1013)
            return
        inner: Callable[..., object] = self._streamlit
        if self._hosts:
            inner = TrustedHostMiddleware(self._streamlit, self._hosts, www_redirect=False)
        self._sessions.live += 1
        answering.status = 101
        try:
            await inner(scope, receive, send)  # type: ignore[misc]
        except Exception as error:
            log_error("error in a session", error)
        finally:
            self._sessions.live -= 1
            answering.log("session ended")
