#!/usr/bin/env python3
"""Builds website, cards and data files at two commits from the same record, and reports the differences.

    python scripts/compare.py BEFORE [AFTER]

AFTER is the working tree unless a commit is given. Both use the record of BEFORE, so that only code can make a
difference. Hashes in assets' addresses are ignored; their content is compared. Compressed copies (.gz, .br) are
ignored: they follow from the files. Exit code 1 if anything differs.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Content hashes in the name or address of an asset, and in a page's CSP.
HASHES = re.compile(
    r"(?<=[.-])[0-9a-f]{8,64}(?=\.(?:css|js|svg|png|json|woff2)\b)|sha256-[A-Za-z0-9+/=]{44}|sha256:[0-9a-f]{64}"
)
PACKED = (".gz", ".br")
#: What a build stores for the next one.
BOOKS = ("parts.json", "manifest.json", "files.json")
SHOWN_LINES = 12


def built(tree: Path, data: Path, out: Path) -> dict[str, Path]:
    """Every file that the code in ``tree`` makes from the record in ``data``, by name without hashes."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    for command in (
        ["site", "--out", str(out / "site"), "--base-url", "https://example.org", "--data", str(data)],
        ["briefing", "--out", str(out / "briefing"), "--format", "svg,html", "--data", str(data)],
        [
            "briefing",
            "--out",
            str(out / "region"),
            "--format",
            "svg,html",
            "--region",
            "S92000003",
            "--data",
            str(data),
        ],
        ["summary", "--data", str(data)],
    ):
        finished = subprocess.run(
            [sys.executable, "-m", "whosecameras", *command], cwd=tree, env=environment, capture_output=True, text=True
        )
        if finished.returncode:
            raise SystemExit(f"{tree}: {' '.join(command)}\n{finished.stdout}{finished.stderr}")
        if command[0] == "summary":
            (out / "summary.json").write_text(finished.stdout, encoding="utf-8")
    files = {"summary.json": out / "summary.json"}
    for name in ("site", "briefing", "region"):
        folder = (out / name).resolve()  # the website is a link to its newest version
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix not in PACKED and path.name not in BOOKS:
                files[f"{name}/{HASHES.sub('HASH', str(path.relative_to(folder)))}"] = path
    return files


def differences(before: Path, after: Path) -> list[str]:
    """The lines in which two files differ, ignoring hashes; one line for binary files."""
    old_bytes, new_bytes = before.read_bytes(), after.read_bytes()
    if old_bytes == new_bytes:
        return []
    try:
        texts = [HASHES.sub("HASH", raw.decode("utf-8")) for raw in (old_bytes, new_bytes)]
    except UnicodeDecodeError:
        return [f"{len(old_bytes):,} bytes before, {len(new_bytes):,} after"]
    lines = [re.sub(r">\s*<", ">\n<", text).splitlines() for text in texts]
    return list(difflib.unified_diff(*lines, "before", "after", lineterm="", n=0))[2:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("before")
    parser.add_argument("after", nargs="?", default="")
    parser.add_argument("--all", action="store_true", help="show every difference in full")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trees = {}
        for name, commit in (("before", args.before), ("after", args.after)):
            trees[name] = ROOT
            if commit:
                trees[name] = Path(folder, f"tree-{name}")
                subprocess.run(
                    ["git", "worktree", "add", "--quiet", "--detach", str(trees[name]), commit], cwd=ROOT, check=True
                )
        try:
            data = trees["before"] / "data"
            builds = {name: built(tree, data, Path(folder, name)) for name, tree in trees.items()}
        finally:
            for tree in trees.values():
                if tree != ROOT:
                    subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
        before, after = builds["before"], builds["after"]
        kinds: Counter[tuple[str, str]] = Counter()
        alike: dict[str, list[str]] = {}  # difference -> files with exactly this difference
        for name in sorted({*before, *after}):
            lines: list[str] = []
            if name in before and name in after:
                lines = differences(before[name], after[name])
                what = "differs" if lines else "identical"
            else:
                what = "gone" if name in before else "new"
            kinds[what, Path(name).suffix] += 1
            if what != "identical":
                alike.setdefault("\n".join([what, *lines]), []).append(name)
        for difference, names in alike.items():
            what, *lines = difference.split("\n")
            print(f"{what}: {names[0]}" + (f" and {len(names) - 1:,} more" if names[1:] else ""))
            for line in lines if args.all else lines[:SHOWN_LINES]:
                print("    " + (line if args.all else line[:200]))
        for (what, kind), count in sorted(kinds.items()):
            print(f"{count:6,} {kind} {what}")
        raise SystemExit(int(any(what != "identical" for what, _ in kinds)))


if __name__ == "__main__":
    main()
