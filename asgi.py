"""The public website at `/` and the explorer at `/explore`, in one process: `streamlit run asgi.py`.

Streamlit calls `st.App` experimental, so this module stays thin; `streamlit run app.py` works without it.
"""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, file_util
from streamlit.logger import set_log_level

from whosecameras.server import edition, explorer_page
from whosecameras.server.lifespan import import_library, lifespan
from whosecameras.server.logs import log_error, set_up_logging
from whosecameras.server.middleware import Sessions, WebsiteMiddleware
from whosecameras.settings import Unusable, settings


def arrange() -> None:
    """Serve the explorer where the website links to it; runs whenever Streamlit has reread its configuration."""
    config.set_option("server.baseUrlPath", explorer_page.BASE.strip("/"))
    config.set_option("logger.level", "warning")
    set_log_level("warning")


config.on_config_parsed(arrange, force_connect=True)
arrange()

try:
    given = settings()
except Unusable as error:
    sys.exit(str(error))
base_url = given.base_url or f"http://localhost:{config.get_option('server.port')}"
set_up_logging()
try:
    shown = edition.load(given, base_url)
except edition.NothingToServe as error:
    sys.exit(f"Nothing can be served: {error}")
except KeyboardInterrupt:
    sys.exit("Stopped.")
import_library()


def apologise(error: Exception) -> bool:
    """Show that a page of the explorer failed, with the id of the traceback in the log."""
    reference = log_error("error in the explorer", error)
    st.error(f"This page met an error, which has been written down. Please try again. Reference {reference}")
    return True


app = st.App(
    "app.py",
    lifespan=lambda _: lifespan(),
    on_script_error=apologise,
    middleware=[
        Middleware(
            WebsiteMiddleware,
            edition=shown,
            sessions=Sessions(given.sessions),
            index=Path(file_util.get_static_dir()) / "index.html",
            base_url=base_url,
            hosts=given.hosts,
        )
    ],
)
