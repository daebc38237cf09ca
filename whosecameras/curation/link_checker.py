"""Checks whether the sources' addresses still work, and records the result; dead links are marked, never removed."""

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
JOURNAL = ".link_checks.jsonl"  # in the data folder: results of an interrupted run
MAX_CONCURRENCY = 16
MAX_TIMEOUT, MAX_DAYS = 600, 36_500  # seconds; days (a century)
SILENT_HOSTS = 12  # after this many hosts in a row without an answer, the network is down
MAX_LISTED = 20
Echo = Callable[[str], None]


class Offline(UserError):
    """No host answered; nothing was written."""


@dataclass
class LinkResult:
    """Results by source id. Those of silent hosts stay in ``silent`` until another host answers."""

    answers: dict[str, Row] = field(default_factory=dict)
    silent: list[tuple[str, Row]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def silent_hosts(self) -> int:
        """The number of consecutive hosts that did not answer."""
        return len({host for host, _ in self.silent})


def agent() -> str:
    """The user agent, with the repository's address if it is set."""
    more = settings().repository
    return (
        f"WhoseCameras-links/1 (checks that the sources of a public record can be read{f'; +{more}' if more else ''})"
    )


def _due(sources: Sequence[Row], checks: Sequence[Row], older_than: int, fresh: bool) -> list[Row]:
    """The sources to check: those never checked first, then the oldest results."""
    last = (date.today() - timedelta(days=older_than)).isoformat()
    asked = {row["id"]: row["checked"] for row in checks}
    due = [row for row in sources if fresh or asked.get(row["id"], "") <= last]
    return sorted(due, key=lambda row: (asked.get(row["id"], ""), row["id"]))


def _journal(path: Path, known: Mapping[str, Row]) -> dict[str, Row]:
    """The results of an interrupted run; lines that are invalid or about another address are ignored."""
    results: dict[str, Row] = {}
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
            results[row["id"]] = {column: str(row.get(column, "")) for column in TABLES[TABLE].columns}
    return results


def _host(source: Row) -> str:
    """The host of a source's address, ``""`` if it has none."""
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
    """Check every address, hosts concurrently; ``keep`` is called with each source and its final result."""
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
        raise several.exceptions[0] from None  # for example, the journal cannot be written
    if found.answers and found.silent_hosts() < most_silent:
        settle()
    return found


def _lines(results: LinkResult, rows: Mapping[str, Row], due: Sequence[Row], most: int = MAX_LISTED) -> list[str]:
    """Lines on the results."""
    asked = [rows[row["id"]] for row in due if row["id"] in rows]
    counts = Counter(row["result"] for row in asked)
    lines = [f"{wording.counted(len(asked), 'address', 'addresses')} asked"]
    lines += [
        f"  {wording.number(counts[result])}: {result} ({means})"
        for result, means in LINK_RESULTS.items()
        if counts[result]
    ]
    urls = {row["id"]: row["url"] for row in due}
    marked = [row for row in asked if row["result"] != "ok"]
    lines += [f"{row['result']} {row['status_code'] or '-'} {row['id']} {urls[row['id']]}" for row in marked[:most]]
    if len(marked) > most:
        lines.append(f"and {wording.number(len(marked) - most)} more, see link_checks.csv")
    if results.skipped:
        lines.append(f"not asked, because not on the public internet: {', '.join(sorted(results.skipped)[:most])}")
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
    """Check the sources' addresses and write result and day into ``link_checks``. Returns lines on the results.

    Sources checked within ``older_than`` days are skipped; ``fresh`` checks all and discards the results of an
    interrupted run. ``limit`` is the maximum number to check (0: all), ``timeout`` the timeout of one request in
    seconds. An interrupted run changes no table; the next run resumes it.

    Raises ``UserError`` if a number is out of range, ``Offline`` if no host answers or the network goes down, and the
    errors of ``store.change``.
    """
    if not 1 <= concurrency <= MAX_CONCURRENCY:
        raise UserError(f"--concurrency: use 1 to {MAX_CONCURRENCY}")
    if not 0 < timeout <= MAX_TIMEOUT:  # false for NaN
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
    resumed = _journal(journal, sources)
    due = _due([row for row in tables["sources"] if row["id"] not in resumed], tables[TABLE], older_than, fresh)
    due = due[:limit] if limit else due
    if resumed:
        echo(f"resuming after {wording.counted(len(resumed), 'address', 'addresses')} of the last run")
    try:
        with journal.open("a", encoding="utf-8") as noted:

            def keep(source: Row, row: Row) -> None:
                noted.write(json.dumps([source["url"], row]) + "\n")
                noted.flush()

            asker = HttpProbe(agent(), timeout, pause, loopback)
            results = anyio.run(_ask_all, due, asker, concurrency, keep, echo)
    except KeyboardInterrupt:
        echo("The results so far are kept; run it again to resume, or with --fresh to start again.")
        raise
    finally:
        with suppress(FileNotFoundError):  # it was never created; the error being raised says why
            if not journal.stat().st_size:
                journal.unlink()
    if results.silent and not results.answers:
        raise Offline("looks offline: no host answered; check the network and run it again")
    with store.locked(data_dir):
        current = store.tables(data_dir, ("sources", TABLE))
        there = {row["id"] for row in current["sources"] if row["url"] == sources.get(row["id"], {}).get("url")}
        new = {key: row for key, row in (resumed | results.answers).items() if key in there}
        store.change(data_dir, {TABLE: [*({row["id"]: row for row in current[TABLE]} | new).values()]})
    journal.unlink(missing_ok=True)
    lines = _lines(
        results, results.answers | resumed, [row for row in tables["sources"] if row["id"] in new or row in due]
    )
    if results.silent:
        lines.append(f"then no more hosts answered; {len(due) - len(results.answers)} are left for another run")
    return lines
