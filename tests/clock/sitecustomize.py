"""Imported by every Python that a test starts while the clock is moved; see ``shifted.py``."""

import os
import sys

import shifted

try:
    shifted.start()
except ModuleNotFoundError:  # an environment without the tests' libraries keeps its clock
    pass
except ValueError as wrong:
    sys.stderr.write(f"{wrong}\n")
    sys.stderr.flush()
    os._exit(2)  # after an exception Python would continue with the clock unchanged
