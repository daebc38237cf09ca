"""Test clients: requests from any loopback address, raw bytes, and an explorer session without a browser."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

WAIT = 30.0  # seconds


@dataclass(frozen=True)
class WireAnswer:
    """Status, headers by lower-case name, and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    port: int,
    path: str,
    method: str = "GET",
    *,
    source: str = "127.0.0.1",
    encoding: str = "gzip",
    headers: dict[str, str] | None = None,
) -> WireAnswer:
    """Send one request over a new connection, from the address ``source``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT, source_address=(source, 0))
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in {"Accept-Encoding": encoding, **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        return WireAnswer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)
    finally:
        connection.close()


def send_raw(port: int, request: bytes, wait: float = WAIT) -> bytes:
    """Send raw bytes; returns everything received until the peer closes or is silent for ``wait`` seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
        line.sendall(request)
        heard = b""
        try:
            while part := line.recv(1 << 16):
                heard += part
        except (TimeoutError, ConnectionResetError):
            pass
        return heard


@contextmanager
def session(port: int, source: str, page: str) -> Iterator[tuple[ClientConnection, str]]:
    """A visitor on an explorer page: the open socket, and everything received until the page was drawn."""
    with connect(
        f"ws://127.0.0.1:{port}/explore/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        source_address=(source, 0),
        user_agent_header=None,
        max_size=None,
        open_timeout=WAIT,
        proxy=None,
    ) as line:
        asked = BackMsg()
        asked.rerun_script.page_name = page
        line.send(asked.SerializeToString())
        told = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(line.recv(timeout=WAIT))
            told.append(str(message))
            if message.HasField("script_finished"):
                break
        yield line, "\n".join(told)
