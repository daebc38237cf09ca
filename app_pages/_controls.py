"""Controls whose values are in the address, so that views can be shared: choices, switches, free text, paging."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import nullcontext

import streamlit as st

from app_pages import _data, _markdown
from whosecameras.analysis.status import EvidenceFilter, known_years
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import GRADES
from whosecameras.text import wording

GRADE_CHOICES = {"D": "All grades, A to D", "C": "A to C", "B": "A and B", "A": "A only"}

TYPED = 200  # longest free text that a page reads, in characters

PAGE_ROWS = 500  # rows or links sent at once; longer lists are paged

PAGE_SOURCES = 100


def asked(key: str, allowed: Sequence[str] | Mapping[str, str], default: str) -> str:
    """The value of a control in the address; if it is unknown, the default, with a short notice."""
    value = st.query_params.get(key)
    if value is None or value in allowed:
        return value if value is not None else default
    st.info(f"The address asks for a “{key}” that this page does not know. It shows the default instead.")
    del st.query_params[key]
    return default


def _follow_address(key: str, value: object, alone: object, in_address: str) -> None:
    """Set the control to ``value`` if its text ``in_address`` changed since we last wrote it.

    A control that already shows the value (``alone``) is not touched: otherwise Streamlit would resend it with all its
    options.
    """
    written = f"_written_{key}"
    new = key not in st.session_state
    if (new and value != alone) or (not new and st.session_state.get(written) != in_address):
        st.session_state[key] = value
    st.session_state[written] = in_address


def _write_address(key: str, value: str, default: str) -> None:
    st.session_state[f"_written_{key}"] = value
    if value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def choose(label: str, options: Mapping[str, str], key: str, default: str, *, pills: bool = False) -> str:
    """A control with a few known values (``{value: label}``), stored in the address under ``key``."""
    chosen = asked(key, options, default)
    _follow_address(key, chosen, None if pills else next(iter(options)), chosen)
    names = dict(options)
    if pills:
        picked = st.pills(
            label, list(options), format_func=lambda one: wording.plain(names[one]), key=key, required=True
        )
    else:
        picked = st.selectbox(label, list(options), format_func=lambda one: names[one], key=key)
    value = str(picked or default)
    _write_address(key, value, default)
    return value


def several(
    label: str, options: Mapping[str, str], key: str, values: Sequence[str], most: int, placeholder: str
) -> tuple[str, ...]:
    """A control with up to ``most`` selected values (``{value: label}``), stored in the address under ``key``.

    ``values`` are those in the address as the page parsed them: all of them must be options.
    """
    _follow_address(key, list(values), [], ",".join(values))
    picked = st.multiselect(
        label,
        list(options),
        format_func=lambda one: options[one],
        key=key,
        max_selections=most,
        placeholder=placeholder,
    )
    _write_address(key, ",".join(picked), "")
    return tuple(picked)


def switch(label: str, key: str, default: bool, help_text: str = "") -> bool:
    """An on–off control, stored in the address as ``yes`` or ``no``."""
    state = asked(key, ("yes", "no"), "yes" if default else "no")
    _follow_address(key, state == "yes", False, state)
    value = st.toggle(label, key=key, help=help_text or None)
    _write_address(key, "yes" if value else "no", "yes" if default else "no")
    return bool(value)


def typed(label: str, key: str, placeholder: str = "", on_change: Callable[[], None] | None = None) -> str:
    """A line of free text, stored in the address under ``key``; truncated, and without unprintable characters."""
    raw = st.query_params.get(key, "")
    text = " ".join("".join(character if character.isprintable() else " " for character in raw[: 4 * TYPED]).split())[
        :TYPED
    ]
    if len(raw) > TYPED:
        st.info(f"The address holds more text than is looked at; the first {TYPED} characters are used.")
    _follow_address(key, text, "", text)
    if on_change is None:
        value = st.text_input(label, key=key, max_chars=TYPED, placeholder=placeholder or None)
    else:
        value = st.text_input(label, key=key, max_chars=TYPED, placeholder=placeholder or None, on_change=on_change)
    value = (value or "").strip()
    _write_address(key, value, "")
    return value


def part(total: int, key: str, of: Hashable = (), size: int = PAGE_ROWS) -> slice:
    """The slice of a list to show: all of it, or the page in the address under ``key``, with its control.

    ``of`` is the filter of the list: if it changes, the first page is shown.
    """
    pages = max(1, -(-total // size))
    written, chosen_by = f"_written_{key}", f"_chosen_by_{key}"
    previous = st.session_state.get(chosen_by, of)
    st.session_state[chosen_by] = of
    if previous != of and st.query_params.get(key, "1") == st.session_state.get(written):
        st.query_params.pop(key, None)
    number = int(asked(key, [str(number) for number in range(1, pages + 1)], "1"))
    if pages == 1:
        return slice(0, total)
    _follow_address(key, number, 1, str(number))
    with st.container(horizontal=True, vertical_alignment="center"):
        number = st.pagination(pages, key=key, max_visible_pages=5)
        first, last = (number - 1) * size, min(number * size, total)
        _markdown.caption(f"{wording.number(first + 1)} to {wording.number(last)} of {wording.number(total)}")
    _write_address(key, str(number), "1")
    return slice(first, last)


def _manufacturers(dataset: Dataset) -> dict[str, str]:
    return {"": wording.every_manufacturer(dataset), **wording.manufacturers(dataset)}


def _years(dataset: Dataset) -> dict[str, str]:
    earlier = [str(year) for year in reversed(known_years(dataset)) if year < dataset.released.year]
    return {"": "today", **{year: f"by the end of {year}" for year in earlier}}


def manufacturers() -> dict[str, str]:
    """The options of a control for the manufacturer."""
    return _data.cached(_manufacturers)


def view_controls(*, beside: bool = False) -> EvidenceFilter:
    """The evidence filters shared by map, sectors and briefings: manufacturer, grade, claims about groups, year.

    They stand side by side, or one below the other in a narrow column ``beside`` a picture.
    """
    filtered = any(key in st.query_params for key in ("vendor", "grade", "year", "collective"))
    if st.context.is_embedded and not filtered:  # embedded or full-screen views have no controls
        return EvidenceFilter()
    with (
        st.expander("Filters: manufacturer, evidence, date, claims about groups", expanded=filtered),
        nullcontext() if beside else st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        vendor = choose("Manufacturer", manufacturers(), "vendor", "")
        grade = choose("Evidence", GRADE_CHOICES, "grade", "D")
        year = choose("As published", _data.cached(_years), "year", "")
        collective = switch("Claims about groups", "collective", True, "Claims such as “every council but three”")
    grades = GRADES[: GRADES.index(grade) + 1]
    return EvidenceFilter(vendor=vendor, grades=grades, collective=collective, year=int(year) if year else None)
