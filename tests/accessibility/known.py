"""What axe-core holds against Streamlit itself: few, each with its reason, each seen to be still so.

The explorer's test passes over these and fails when one of them no longer occurs, so that the list stays short.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A rule that an element of Streamlit's breaks; ``inside`` is the test id that Streamlit gives that element."""

    rule: str
    inside: str
    reason: str


KNOWN = (
    Known(
        "scrollable-region-focusable",
        "stTable",
        "Streamlit 1.67 lets a wide st.table scroll in a frame that takes no focus, so that a keyboard alone cannot "
        "scroll it sideways. All of it is in the CSV beside it, and on the website in a frame that takes focus.",
    ),
)
