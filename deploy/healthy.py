"""Exits with 0 once an address answers 200: `healthy.py URL [SECONDS]`. The images have no other HTTP client."""

import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

url, timeout = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0
end = time.monotonic() + timeout
while True:
    try:
        with urlopen(url, timeout=4) as answer:
            sys.exit(answer.status != 200)
    except (URLError, OSError) as error:
        if time.monotonic() >= end:
            sys.exit(f"{url}: {error}")
    time.sleep(0.5)
