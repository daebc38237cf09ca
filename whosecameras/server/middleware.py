"""The middleware: routing, response headers, the session limit, and the access log.

It runs before Streamlit's own routes, so Streamlit only sees requests for the explorer.
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

from whosecameras.server import error_pages, explorer_page, headers, oembed
from whosecameras.server.edition import Edition
from whosecameras.server.headers import Kind
from whosecameras.server.logs import PATH_SHOWN, log_error, log_event
from whosecameras.server.static_files import FOR_NOW, METHODS, respond

LONGEST = 2048  # longest request path that is accepted, in characters
SEND_TIMEOUT = 60.0  # send timeout in seconds
RETRY_AFTER = 60  # Retry-After, in seconds, when the explorer is full
STREAM = f"{explorer_page.BASE}/_stcore/stream"
#: The only Streamlit routes the explorer needs; metrics, uploads, agents and log-in are not for visitors.
OPEN = (
    f"{explorer_page.BASE}/_stcore/health",
    f"{explorer_page.BASE}/_stcore/host-config",
    f"{explorer_page.BASE}/favicon.png",
)
OPEN_BELOW = tuple(f"{explorer_page.BASE}/{folder}/" for folder in ("static", "app/static", "media"))


def _redirect(path: str, scope: Scope) -> Response:
    """A permanent redirect (308) within this website that keeps the query string."""
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(path + (f"?{query}" if query else ""), 308, {"cache-control": FOR_NOW})


@dataclass
class Sessions:
    """Counts explorer sessions. At ``most`` sessions, no new document is served. Another tenth of connections is
    accepted, for visitors who already have the document and for reconnects.
    """

    most: int
    live: int = field(default=0, init=False)

    @property
    def full(self) -> bool:
        """True if no new explorer document may be served."""
        return self.live >= self.most

    @property
    def overfull(self) -> bool:
        """True if no new connection may be accepted."""
        return self.live >= self.most + -(-self.most // 10)


class ClientGone(Exception):
    """The client did not read the response in time."""


class _RequestContext:
    """A request in progress: adds the right headers to the response and records what was sent."""

    def __init__(self, middleware: WebsiteMiddleware, scope: Scope, send: Send) -> None:
        self.kind: Kind = "page"
        self.status, self.bytes = 0, 0
        self._middleware, self._scope, self._send = middleware, scope, send
        self._began = time.monotonic()

    async def send(self, message: Message) -> None:
        """Send a message; raise ``ClientGone`` after ``SEND_TIMEOUT`` seconds."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._middleware.headers_of(self, message["headers"], self._scope)
        elif message["type"] == "http.response.body":
            if self._scope["method"] == "HEAD":
                message["body"] = b""
            self.bytes += len(message.get("body", b""))
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                await self._send(message)
        except TimeoutError:
            raise ClientGone from None

    def log(self, event: str = "request") -> None:
        """Log the request."""
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
    """The middleware. ``index`` is Streamlit's installed document, ``base_url`` the website's public address."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        edition: Edition,
        sessions: Sessions,
        index: Path,
        base_url: str = "",
        hosts: Sequence[str] = (),
    ) -> None:
        self._streamlit = app
        self._edition, self._site = edition, edition.site
        self._sessions = sessions
        self._template = explorer_page.template(index.read_text(encoding="utf-8"))
        self._chart_script = explorer_page.chart_script(index.parent)
        self._scripts = headers.hashes(self._template, "script")
        self._notices = headers.hashes(f"<style>{error_pages.STYLE}</style>", "style")
        self._https = base_url.startswith("https://")
        self._base_url = base_url
        self._hosts = list(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request or a WebSocket; lifespan events are passed on to Streamlit."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._streamlit(scope, receive, send)

    def headers_of(self, answer: _RequestContext, given: list[tuple[bytes, bytes]], scope: Scope) -> headers.Headers:
        """The headers of a response, with those of its kind added."""
        table = headers.tables(self._scripts, self._notices, self._site.style)[answer.kind]
        return headers.put(given, table, secure=self._https or scope["scheme"] == "https")

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = _RequestContext(self, scope, send)
        try:
            handler = self._answer(scope, answering)
            if scope["path"] != "/healthz" and self._hosts:
                handler = TrustedHostMiddleware(handler, self._hosts, www_redirect=False)
            await handler(scope, receive, answering.send)
        except ClientGone:
            log_event("a client did not read its answer", kind=answering.kind)
        except Exception as error:
            reference = log_error("error", error, kind=answering.kind, path=scope["path"][:PATH_SHOWN])
            if answering.status:
                raise  # the response has started, so all we can do is drop the connection
            answering.kind = "notice"
            page = HTMLResponse(error_pages.failed(reference), 500, {"cache-control": "no-store"})
            await page(scope, receive, answering.send)
        finally:
            answering.log()

    def _answer(self, scope: Scope, answering: _RequestContext) -> ASGIApp:
        """Choose the app that handles a request, and set the kind of its headers."""
        path, method = scope["path"], scope["method"]
        if len(scope.get("raw_path") or path) > LONGEST:
            return PlainTextResponse("This address is too long.\n", 414)
        if path == explorer_page.BASE or path.startswith(f"{explorer_page.BASE}/"):
            answering.kind = "explorer"
            page = path[len(explorer_page.BASE) + 1 :]
            if page in explorer_page.VIEWS:
                return self._explorer(scope, page, answering)
            if page.rstrip("/") in explorer_page.MOVED:
                target = explorer_page.moved(page.rstrip("/"), scope["query_string"].decode("latin-1"))
                return RedirectResponse(target, 308, {"cache-control": FOR_NOW})
            if page.rstrip("/") in explorer_page.VIEWS:
                return _redirect(f"{explorer_page.BASE}/{page.rstrip('/')}", scope)
            if path in OPEN or path.startswith(OPEN_BELOW):
                return self._streamlit
            answering.kind = "page"
        if method not in METHODS:
            return PlainTextResponse("Only GET and HEAD are answered here.\n", 405, {"allow": ", ".join(METHODS)})
        if path == "/healthz":
            answering.kind = "health"
            state, healthy = self._edition.health()
            return JSONResponse(state, 200 if healthy else 503)
        if path == oembed.PATH:
            answering.kind = "document"
            return oembed.answer(self._site, self._base_url, scope["query_string"].decode("latin-1"))
        return self._page(scope, answering)

    def _page(self, scope: Scope, answering: _RequestContext) -> Response:
        """A file of the website, or its 404 page."""
        request_headers, path = Headers(scope=scope), scope["path"]
        file = None if path.startswith(f"{explorer_page.BASE}/") else self._site.find(path)
        if (file is None or file.name.endswith(".html")) and (moved := self._site.moved(path)):
            return _redirect(moved, scope)
        if file is None:
            missing = self._site.find("/404.html")
            return respond(missing, request_headers, 404) if missing else PlainTextResponse("Not found.\n", 404)
        if file.is_asset:
            answering.kind = "asset"
        elif file.is_open_data:
            answering.kind = "document"
        elif file.is_embed:
            answering.kind = "embed"
        return respond(file, request_headers)

    def _explorer(self, scope: Scope, page: str, answering: _RequestContext) -> Response:
        """An explorer document; if the explorer is full, a notice that links to the matching website page."""
        if scope["method"] not in METHODS:
            return PlainTextResponse("Only GET and HEAD are answered here.\n", 405, {"allow": ", ".join(METHODS)})
        query = scope["query_string"].decode("latin-1")
        if scope["path"] == explorer_page.BASE:
            return _redirect(f"{explorer_page.BASE}/", scope)
        framed = "embed=true" in query.split("&")
        if self._sessions.full:
            answering.kind = "framed notice" if framed else "notice"
            page_html = error_pages.crowded(explorer_page.website_address(page, query, self._site))
            return HTMLResponse(page_html, 503, {"cache-control": "no-store", "retry-after": str(RETRY_AFTER)})
        answering.kind = "embedded" if framed else "explorer"
        document = explorer_page.document(self._template, page, query, self._site, self._chart_script)
        return HTMLResponse(document, headers={"cache-control": "no-cache"})

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a visitor's WebSocket to the explorer, counting it while it is open."""
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
