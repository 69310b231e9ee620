"""Lines of Markdown that several blocks write, made from plain text."""

from cms.content.markup import escape_markdown, markdown_url


def one_line(text: str) -> str:
    """Plain text as one line."""
    return escape_markdown(" ".join(text.split()))


def strong(text: str) -> str:
    """Plain text as one strong line; nothing for nothing."""
    return f"**{one_line(text)}**" if text.strip() else ""


def markdown_link(text: str, url: str) -> str:
    """A link. Its text stands on one line."""
    return f"[{one_line(text)}]({markdown_url(url)})"


def indented(markdown: str, by: int) -> str:
    """Markdown as the inside of a list item whose marker has `by` characters: all lines but the first are moved."""
    return "\n".join(" " * by + line if line and number else line for number, line in enumerate(markdown.split("\n")))
