"""Checks pinned versions against the advisory service; if it cannot be reached, says so.

Usage: ``python scripts/audit.py LOCK...``. Exit code 1 if there is an advisory against a pinned version, else 0: a
build machine that is offline or uses a private registry must not be blocked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WAIT = 300  # timeout per lock file, in seconds


@dataclass
class Found:
    """The result for one lock file: how many versions were checked, which could not be, and the advisories."""

    known: int = 0
    unknown: list[str] = field(default_factory=list)
    advisories: list[str] = field(default_factory=list)
    trouble: str = ""


Ask = Callable[[str], "subprocess.CompletedProcess[str]"]


def pip_audit(lock: str) -> subprocess.CompletedProcess[str]:
    """Check every version in a lock file. It must have hashes, and nothing is installed."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [sys.executable, "-m", "pip_audit", *options, "--requirement", lock]
    return subprocess.run(command, capture_output=True, text=True, timeout=WAIT)


def look_up(lock: str, ask: Ask = pip_audit) -> Found:
    """The service's result for one lock file; never raises because of its response."""
    result = Found()
    try:
        ran = ask(lock)
        dependencies = json.loads(ran.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        result.trouble = f"no answer within {WAIT} seconds"
    except (KeyError, TypeError, ValueError):
        lines = ran.stderr.strip().splitlines()
        result.trouble = lines[-1] if lines else "no answer"
    else:
        for dependency in dependencies:
            if "skip_reason" in dependency:
                result.unknown.append(dependency["name"])
                continue
            result.known += 1
            for advisory in dependency["vulns"]:
                mended = ", ".join(advisory.get("fix_versions") or ["no version yet"])
                result.advisories.append(
                    f"{dependency['name']} {dependency['version']}: {advisory['id']}, mended in {mended}"
                )
    return result


def tell(lock: str, found: Found) -> list[str]:
    """The result as lines for people."""
    if found.trouble:
        return [f"{lock}: WARNING, nothing was audited: the advisory service cannot be reached ({found.trouble})"]
    lines = [f"{lock}: {found.known} versions looked up, {len(found.advisories)} advisories"]
    if found.unknown:
        lines.append(f"{lock}: WARNING, {len(found.unknown)} versions are unknown to the service and were not audited")
    return [*lines, *(f"  {advisory}" for advisory in found.advisories)]


def main(locks: Sequence[str], ask: Ask = pip_audit) -> int:
    """Check every lock file and print the results; returns 1 if there is any advisory."""
    unsafe = False
    for lock in locks:
        result = look_up(lock, ask)
        unsafe = unsafe or bool(result.advisories)
        print("\n".join(tell(lock, result)), flush=True)
    return int(unsafe)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
