"""Checks whether the sources' addresses still answer, and notes it beside them; a dead link is marked, not dropped."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import anyio

from whosecameras.curation import store
from whosecameras.curation.http_probe import HttpProbe, NotPublic, ProbeResult
from whosecameras.curation.store import Row
from whosecameras.errors import UserError
from whosecameras.record.loading import is_date
from whosecameras.record.schema import LINK_RESULTS, TABLES
from whosecameras.settings import settings
from whosecameras.text import wording

TABLE = "link_checks"
JOURNAL = ".link_checks.jsonl"  # in the data folder: what an interrupted run had found
MAX_CONCURRENCY = 16
MAX_TIMEOUT, MAX_DAYS = 600, 36_500  # seconds; days, some hundred years
SILENT_HOSTS = 12  # so many hosts in a row without any answer: the network is gone, not the pages
MAX_LISTED = 20
Echo = Callable[[str], None]


class Offline(UserError):
    """Not one host answered; nothing was written."""


@dataclass
class LinkResult:
    """Answers by source id. Those of hosts that did not answer wait in ``silent`` until some other host does."""

    answers: dict[str, Row] = field(default_factory=dict)
    silent: list[tuple[str, Row]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def silent_hosts(self) -> int:
        """How many hosts in a row did not answer."""
        return len({host for host, _ in self.silent})


def agent() -> str:
    """How the requests name us; with the address of the code where that is set."""
    more = settings().repository
    return (
        f"WhoseCameras-links/1 (checks that the sources of a public record can be read{f'; +{more}' if more else ''})"
    )


def _due(sources: Sequence[Row], checks: Sequence[Row], older_than: int, fresh: bool) -> list[Row]:
    """The sources to ask, those never asked first, then the oldest answers."""
    last = (date.today() - timedelta(days=older_than)).isoformat()
    asked = {row["id"]: row["checked"] for row in checks}
    due = [row for row in sources if fresh or asked.get(row["id"], "") <= last]
    return sorted(due, key=lambda row: (asked.get(row["id"], ""), row["id"]))


def _journal(path: Path, known: Mapping[str, Row]) -> dict[str, Row]:
    """What an interrupted run had found; lines that make no sense, or of another address, are left out."""
    kept: dict[str, Row] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    for line in lines:
        try:
            url, row = json.loads(line)
            fits = known[row["id"]]["url"] == url and row["result"] in LINK_RESULTS and is_date(row["checked"])
        except (ValueError, KeyError, TypeError):
            continue
        if fits:
            kept[row["id"]] = {column: str(row.get(column, "")) for column in TABLES[TABLE].columns}
    return kept


def _host(source: Row) -> str:
    """The host of a source's address, as far as it has one; addresses without any are one group."""
    return source["url"].lower().partition("://")[2].partition("/")[0]


def _row(source: str, answer: ProbeResult) -> Row:
    return {
        "id": source,
        "source": source,
        "checked": date.today().isoformat(),
        "result": answer.result,
        "status_code": str(answer.status_code or ""),
        "final_url": answer.final_url,
    }


async def _ask_all(
    due: Sequence[Row], asker: HttpProbe, concurrency: int, keep: Callable[[Row, Row], None], echo: Echo
) -> LinkResult:
    """Ask every address, hosts side by side; ``keep`` gets each source and its answer once that is sure."""
    hosts: dict[str, list[Row]] = defaultdict(list)
    for row in due:
        hosts[_host(row)].append(row)
    by_id = {row["id"]: row for row in due}
    found = LinkResult()
    most_silent = max(SILENT_HOSTS, 2 * concurrency)
    limiter = anyio.CapacityLimiter(concurrency)

    def settle() -> None:
        for _, row in found.silent:
            found.answers[row["id"]] = row
            keep(by_id[row["id"]], row)
        found.silent.clear()

    async def ask_host(rows: Sequence[Row]) -> None:
        async with limiter:
            for source in rows:
                try:
                    answer = await asker.ask(source["url"])
                except NotPublic:
                    found.skipped.append(source["id"])
                    continue
                found.silent.append((_host(source), _row(source["id"], answer)))
                if answer.heard:
                    settle()
                elif found.silent_hosts() >= most_silent:
                    group.cancel_scope.cancel()
                if (done := len(found.answers) + len(found.silent)) % 25 == 0:
                    echo(f"{done} of {len(due)} addresses asked")

    try:
        async with anyio.create_task_group() as group:
            for rows in hosts.values():
                group.start_soon(ask_host, rows)
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None  # a journal that cannot be written, say
    if found.answers and found.silent_hosts() < most_silent:
        settle()
    return found


def _lines(found: LinkResult, rows: Mapping[str, Row], due: Sequence[Row], most: int = MAX_LISTED) -> list[str]:
    """What was found, in words."""
    asked = [rows[row["id"]] for row in due if row["id"] in rows]
    counts = Counter(row["result"] for row in asked)
    lines = [f"{wording.counted(len(asked), 'address', 'addresses')} asked"]
    lines += [f"  {wording.number(counts[one])}: {one} ({means})" for one, means in LINK_RESULTS.items() if counts[one]]
    urls = {row["id"]: row["url"] for row in due}
    marked = [row for row in asked if row["result"] != "ok"]
    lines += [f"{row['result']} {row['status_code'] or '-'} {row['id']} {urls[row['id']]}" for row in marked[:most]]
    if len(marked) > most:
        lines.append(f"and {wording.number(len(marked) - most)} more, see link_checks.csv")
    if found.skipped:
        lines.append(f"not asked, because not on the public internet: {', '.join(sorted(found.skipped)[:most])}")
    return lines


def check_links(
    data_dir: Path,
    echo: Echo,
    limit: int = 0,
    concurrency: int = 8,
    timeout: float = 15.0,
    older_than: int = 30,
    fresh: bool = False,
    pause: float = 1.0,
    loopback: bool = False,
) -> list[str]:
    """Ask the sources' addresses, write result and day into ``link_checks`` and say in lines what was found.

    Sources that were asked within ``older_than`` days are left out; ``fresh`` asks all of them and forgets what an
    interrupted run had found. ``limit`` is the most to ask (0: all), ``timeout`` the most that one request may take,
    in seconds. An interrupted run changes no table; the next one goes on where it was.

    Raises ``UserError`` if a number is out of its range, ``Offline`` if nobody answers or the network goes away, and
    what ``store.change`` raises.
    """
    if not 1 <= concurrency <= MAX_CONCURRENCY:
        raise UserError(f"--concurrency: use 1 to {MAX_CONCURRENCY}")
    if not 0 < timeout <= MAX_TIMEOUT:  # NaN lies nowhere
        raise UserError(f"--timeout: use more than 0 and at most {MAX_TIMEOUT} seconds")
    if not 0 <= older_than <= MAX_DAYS:
        raise UserError(f"--older-than: use 0 to {MAX_DAYS} days")
    if limit < 0:
        raise UserError("--limit: use 0 or more")
    tables = store.tables(data_dir, ("sources", TABLE))
    sources = {row["id"]: row for row in tables["sources"]}
    journal = data_dir / JOURNAL
    if fresh:
        journal.unlink(missing_ok=True)
    kept = _journal(journal, sources)
    due = _due([row for row in tables["sources"] if row["id"] not in kept], tables[TABLE], older_than, fresh)
    due = due[:limit] if limit else due
    if kept:
        echo(f"going on after {wording.counted(len(kept), 'address', 'addresses')} of the run before")
    try:
        with journal.open("a", encoding="utf-8") as noted:

            def keep(source: Row, row: Row) -> None:
                noted.write(json.dumps([source["url"], row]) + "\n")
                noted.flush()

            asker = HttpProbe(agent(), timeout, pause, loopback)
            found = anyio.run(_ask_all, due, asker, concurrency, keep, echo)
    except KeyboardInterrupt:
        echo("What was found so far is kept; run it again to go on, or with --fresh to begin anew.")
        raise
    finally:
        with suppress(FileNotFoundError):  # it could not be made; what is on its way says why
            if not journal.stat().st_size:
                journal.unlink()
    if found.silent and not found.answers:
        raise Offline("looks offline: not one host answered; check the network and run it again")
    with store.locked(data_dir):
        current = store.tables(data_dir, ("sources", TABLE))
        there = {row["id"] for row in current["sources"] if row["url"] == sources.get(row["id"], {}).get("url")}
        new = {key: row for key, row in (kept | found.answers).items() if key in there}
        store.change(data_dir, {TABLE: [*({row["id"]: row for row in current[TABLE]} | new).values()]})
    journal.unlink(missing_ok=True)
    lines = _lines(found, found.answers | kept, [row for row in tables["sources"] if row["id"] in new or row in due])
    if found.silent:
        lines.append(f"then no host answered any more; {len(due) - len(found.answers)} are left for another run")
    return lines
