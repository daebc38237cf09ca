"""The server's own error pages. They need no other file."""

from __future__ import annotations

from html import escape

STYLE = (
    ":root{color-scheme:light dark}body{margin:12vh auto;padding:0 1.25rem;max-width:36rem;background:#fbfaf7;"
    "color:#1c2126;font:1.0625rem/1.6 system-ui,sans-serif}h1{font:700 2rem/1.2 Georgia,serif}"
    "a{color:#1d5a8c}small{color:#5c6268}@media(prefers-color-scheme:dark){body{background:#14181c;color:#ece9e2}"
    "a{color:#8cc1ec}small{color:#a7adb3}}"
)


def notice(title: str, *paragraphs: str, link: tuple[str, str] | None = None, reference: str = "") -> str:
    """A page with a heading and paragraphs. ``link`` (label and internal address) follows the first paragraph."""
    body = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(text)}</p>" for text in paragraphs)]
    if link:
        body.insert(2, f'<p><a href="{escape(link[1])}" target="_top">{escape(link[0])}</a></p>')
    if reference:
        body.append(f"<p><small>Reference {escape(reference)}</small></p>")
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def crowded(link: str) -> str:
    """The page shown when the explorer is full; ``link`` is the website page with the same content."""
    return notice(
        "Many people are exploring the record just now",
        "The explorer can take only so many visitors at a time, and all places are taken. Nothing is lost: everything "
        "that it shows is also on plain pages, which do not fill up.",
        "Or load this page again in a minute; your view is kept in its address.",
        link=("Read the same on a plain page", link),
    )


def failed(reference: str) -> str:
    """The page for an internal server error."""
    return notice(
        "Something went wrong",
        "That is our fault, not yours, and it has been written down. Please try again in a moment.",
        link=("To the front page", "/"),
        reference=reference,
    )
