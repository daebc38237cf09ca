"""Visitors without a browser: sessions that speak each framework's own protocol over real sockets."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

import httpx
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

TIMEOUT_SECONDS = 60  # seconds that a session waits for an answer


@dataclass(frozen=True)
class Interaction:
    """What one interaction took: seconds until the server was done, bytes that it sent, messages or responses."""

    seconds: float
    bytes: int
    messages: int = 1


class Session(Protocol):
    """One visitor: enter the block to arrive (``first`` is what that took), choose, leave the block to go."""

    first: Interaction

    async def choose(self, value: str) -> Interaction:
        """Set the page's control to a value and wait until all that it changes has arrived."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ScriptFailed(Exception):
    """The server's script ended in an exception."""


class _Counted(ClientConnection):
    """A socket that counts the bytes which come through it, frames and compression included."""

    wire = 0

    def data_received(self, data: bytes) -> None:
        self.wire += len(data)
        super().data_received(data)


@dataclass
class Streamlit:
    """A browser's side of Streamlit's socket: widget states, address, and which large messages it still has.

    ``control`` is the key of the select box or text input to use (``""``: the page is run again as it is);
    ``compression`` is ``"deflate"`` or ``""``.
    """

    address: str
    page: str = ""
    query: str = ""
    control: str = ""
    theme: str = "light"
    compression: str = ""
    first: Interaction = field(init=False)
    _socket: _Counted = field(init=False)
    _widgets: dict[str, tuple[str, Any]] = field(default_factory=dict)  # id -> (field of WidgetState, value)
    _ids: dict[str, str] = field(default_factory=dict)  # key -> id
    _fragments: dict[str, str] = field(default_factory=dict)  # id -> fragment
    _kept: set[str] = field(default_factory=set)
    _page_hash: str = ""
    _session: str = ""
    _downloads: list[str] = field(default_factory=list)  # ids of the files that its last run offers

    async def __aenter__(self) -> Self:
        self._socket = await websockets.connect(  # type: ignore[assignment]
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            create_connection=_Counted,
            max_size=None,
            compression=self.compression or None,
            open_timeout=TIMEOUT_SECONDS,
            proxy=None,
        )
        self.first = await self._run(page_name=self.page)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    @property
    def wire(self) -> int:
        """Bytes that came through the socket so far, as they came."""
        return self._socket.wire

    async def choose(self, value: str) -> Interaction:
        """Set the control and run; a control inside a fragment runs only that. As in a browser, the server writes the
        address, and the visitor still has the one of before.
        """
        if not self.control:
            return await self._run()
        widget = self._ids[self.control]
        self._widgets[widget] = ("string_value", value)
        return await self._run(fragment=self._fragments.get(widget, ""))

    async def visit(self, page: str, query: str = "") -> Interaction:
        """Go to another page through the navigation."""
        self.query, self._page_hash = query, ""
        self._widgets.clear()
        return await self._run(page_name=page)

    async def download(self) -> Interaction:
        """Click the first download button of the page, and fetch the file that the server makes then."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = "download", self._session
        asked.deferred_file.file_id = self._downloads[0]
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            raw = await asyncio.wait_for(self._socket.recv(), TIMEOUT_SECONDS)
            said = ForwardMsg.FromString(raw)
            if said.WhichOneof("type") == "backend_operation_response":
                break
        answer = said.backend_operation_response
        if answer.error_msg:
            raise ScriptFailed(answer.error_msg)
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            file = (await client.get(self.address + answer.deferred_file.url)).raise_for_status().content
        return Interaction(time.perf_counter() - start, len(file))

    async def _run(self, page_name: str = "", fragment: str = "") -> Interaction:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.fragment_id = fragment
        asked.page_name = page_name
        asked.page_script_hash = "" if page_name else self._page_hash
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.locale = "en-GB"
        asked.context_info.url = f"{self.address}/{self.page}"
        asked.context_info.color_scheme = self.theme
        for key, (kind, value) in self._widgets.items():
            state = asked.widget_states.widgets.add()
            state.id = key
            setattr(state, kind, value)
        self._downloads = []
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        total = messages = 0
        while True:
            raw = await asyncio.wait_for(self._socket.recv(), TIMEOUT_SECONDS)
            total += len(raw)
            messages += 1
            said = ForwardMsg.FromString(raw)
            kind = said.WhichOneof("type")
            if kind == "script_finished":
                return Interaction(time.perf_counter() - start, total, messages)
            self._note(said, kind or "")

    def _note(self, said: ForwardMsg, kind: str) -> None:
        """Remember what a browser would: controls, fragments, kept messages, address, page."""
        if said.metadata.cacheable:
            self._kept.add(said.hash)
        if kind == "new_session":
            self._session = said.new_session.initialize.session_id
        elif kind == "navigation":
            self._page_hash = said.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = said.page_info_changed.query_string
        elif kind == "delta" and said.delta.WhichOneof("type") == "new_element":
            element = said.delta.new_element
            which = element.WhichOneof("type") or ""
            if which == "exception":
                raise ScriptFailed(f"{element.exception.type}: {element.exception.message}")
            if which == "download_button" and element.download_button.deferred_file_id:
                self._downloads.append(element.download_button.deferred_file_id)
            if which not in ("selectbox", "checkbox", "text_input"):
                return
            widget = getattr(element, which)
            key = widget.id.rsplit("-", 1)[-1]
            self._ids[key] = widget.id
            if said.delta.fragment_id:
                self._fragments[widget.id] = said.delta.fragment_id
            if which == "selectbox" and (widget.set_value or widget.id not in self._widgets):
                shown = widget.raw_value if widget.set_value else next(iter(widget.options), "")
                self._widgets[widget.id] = ("string_value", shown)
            elif which == "checkbox" and (widget.set_value or widget.id not in self._widgets):
                self._widgets[widget.id] = ("bool_value", widget.value if widget.set_value else widget.default)


@dataclass
class Dash:
    """A browser's side of Dash: one POST for each callback, with what the page's own layout says."""

    address: str
    first: Interaction = field(init=False)
    _client: httpx.AsyncClient = field(init=False)

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(base_url=self.address, timeout=TIMEOUT_SECONDS, trust_env=False)
        start = time.perf_counter()
        total = 0
        for path in ("/", "/_dash-layout", "/_dash-dependencies"):
            total += len((await self._client.get(path)).raise_for_status().content)
        shown = await self.choose("both")
        self.first = Interaction(time.perf_counter() - start, total + shown.bytes, 4)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def choose(self, value: str) -> Interaction:
        """Run the one callback."""
        outputs = [("map", "figure"), ("named", "figure"), ("table", "data")]
        asked = {
            "output": ".." + "...".join(f"{key}.{prop}" for key, prop in outputs) + "..",
            "outputs": [{"id": key, "property": prop} for key, prop in outputs],
            "inputs": [{"id": "vendor", "property": "value", "value": value or "both"}],
            "changedPropIds": ["vendor.value"],
            "state": [],
        }
        start = time.perf_counter()
        said = (await self._client.post("/_dash-update-component", json=asked)).raise_for_status()
        return Interaction(time.perf_counter() - start, len(said.content))


@dataclass
class Shiny:
    """A browser's side of Shiny for Python: inputs out, values in, until the server says that it is idle."""

    address: str
    outputs: tuple[str, ...] = ("map", "named", "table")
    first: Interaction = field(init=False)
    _socket: ClientConnection = field(init=False)

    async def __aenter__(self) -> Self:
        self._socket = await websockets.connect(
            self.address.replace("http", "ws", 1) + "/websocket/",
            max_size=None,
            compression=None,
            open_timeout=TIMEOUT_SECONDS,
            proxy=None,
        )
        data: dict[str, object] = {"vendor": "both"}
        for one in self.outputs:
            data |= {f".clientdata_output_{one}_hidden": False, f".clientdata_output_{one}_width": 900}
        self.first = await self._send({"method": "init", "data": data}, set(self.outputs))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def choose(self, value: str) -> Interaction:
        """Set the input and wait for every output that follows it."""
        return await self._send({"method": "update", "data": {"vendor": value or "both"}}, set(self.outputs))

    async def _send(self, message: dict[str, object], wanted: set[str]) -> Interaction:
        start = time.perf_counter()
        await self._socket.send(json.dumps(message))
        total = messages = 0
        while wanted:
            raw = await asyncio.wait_for(self._socket.recv(), TIMEOUT_SECONDS)
            total += len(raw)
            messages += 1
            said = json.loads(raw)
            if said.get("errors"):
                raise ScriptFailed(str(said["errors"])[:300])
            wanted -= set(said.get("values") or ())
        return Interaction(time.perf_counter() - start, total, messages)
