"""A website of another origin that shows any page in a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _FramingPage(BaseHTTPRequestHandler):
    """A page that frames whatever address follows the question mark."""

    def do_GET(self) -> None:
        address = self.path.partition("?")[2]
        style = "<style>* { margin: 0; border: 0 }</style>"
        html = f'<!DOCTYPE html><title>x</title>{style}<iframe width=900 height=700 src="{address}"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def framing_site() -> Iterator[str]:
    """The address of the website while it runs; add ``?`` and the address to frame."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _FramingPage) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}/"
        site.shutdown()
