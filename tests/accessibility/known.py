"""Known axe-core violations of Streamlit itself: few, each with a reason and checked to still occur.

The explorer's test ignores these, and fails when one no longer occurs, so that the list stays short.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A rule that a Streamlit element violates; ``inside`` is that element's test id."""

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
