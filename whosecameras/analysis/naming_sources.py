"""Which sources name some public bodies, and how many each names. This shows why some places are better documented."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from whosecameras.record.loading import Dataset


@dataclass(frozen=True)
class NamingSources:
    """The sources with findings on some public bodies.

    ``by_name`` maps each source that names any of them to the number it names; ``publishers`` is the same by publisher.
    Both have the largest number first. ``by_group`` maps each source with a claim about a whole group to the number
    that the claim covers. Several sources can name the same body, so these numbers are never added.
    """

    by_name: tuple[tuple[str, int], ...]
    publishers: tuple[tuple[str, int], ...]
    by_group: tuple[tuple[str, int], ...]

    @property
    def widest(self) -> int:
        """The most public bodies that one source names; 0 if none is named."""
        return self.by_name[0][1] if self.by_name else 0


def naming_sources(dataset: Dataset, bodies: Collection[str]) -> NamingSources:
    """Which sources have findings on these public bodies (ids), of any grade and date."""
    findings = dataset.findings
    findings = findings[findings["body"].isin(set(bodies))]
    group = findings["basis"] == "collective"
    publisher = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    pairs = list(zip(findings["source"], findings["body"], group, strict=True))
    named = {(str(source), str(body)) for source, body, in_group in pairs if not in_group}
    claimed = {(str(source), str(body)) for source, body, in_group in pairs if in_group}
    return NamingSources(
        _largest_first(named),
        _largest_first({(str(publisher[source]), body) for source, body in named}),
        _largest_first(claimed),
    )


def _largest_first(pairs: Collection[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    number: dict[str, int] = {}
    for source, _ in pairs:
        number[source] = number.get(source, 0) + 1
    return tuple(sorted(number.items(), key=lambda pair: (-pair[1], pair[0])))
