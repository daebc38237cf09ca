#!/usr/bin/env python3
"""Creates the virtual environment, or prints one line on what is missing. Standard library only.

python3 scripts/environment.py DIR
"""

import os
import shutil
import subprocess
import sys
import venv


def can_make() -> bool:
    """True if this Python can create virtual environments; Debian ships that separately."""
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0


def main(folder: str) -> int:
    """Create ``folder``, replacing an old one; returns exit code 0 or 1."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if sys.version_info < (3, 11):  # noqa: UP036 - it is here to say so
        print(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    if not can_make() and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {package} with apt-get ...")
        subprocess.run(["apt-get", "update", "-qq"])
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], stdout=sys.stderr)
    if not can_make():
        print(f"This Python makes no virtual environments. On Debian or Ubuntu: apt install {package}", file=sys.stderr)
        return 1
    venv.create(folder, clear=True, with_pip=True, symlinks=os.name != "nt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
