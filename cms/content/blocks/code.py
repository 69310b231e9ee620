"""Program code, highlighted on the server."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from wagtail import blocks

from cms.content.blocks.base import ContentBlock, clean_text, raw_text
from cms.content.blocks.lines import strong
from cms.content.markup import code_fence, escape_markdown

if TYPE_CHECKING:
    from cms.content.scope import Scope

#: Pygments' name -> the name that readers know.
LANGUAGES = {
    "text": _("Plain text"),
    "bash": "Bash",
    "c": "C",
    "cpp": "C++",
    "csharp": "C#",
    "clojure": "Clojure",
    "css": "CSS",
    "dart": "Dart",
    "diff": "Diff",
    "docker": "Dockerfile",
    "elixir": "Elixir",
    "erlang": "Erlang",
    "fortran": "Fortran",
    "go": "Go",
    "graphql": "GraphQL",
    "haskell": "Haskell",
    "hcl": "HCL (Terraform)",
    "html": "HTML",
    "http": "HTTP",
    "ini": "INI",
    "java": "Java",
    "javascript": "JavaScript",
    "json": "JSON",
    "julia": "Julia",
    "kotlin": "Kotlin",
    "latex": "LaTeX",
    "lua": "Lua",
    "make": "Makefile",
    "markdown": "Markdown",
    "matlab": "MATLAB",
    "nginx": "nginx",
    "ocaml": "OCaml",
    "perl": "Perl",
    "php": "PHP",
    "powershell": "PowerShell",
    "python": "Python",
    "pycon": _("Python console"),
    "r": "R",
    "ruby": "Ruby",
    "rust": "Rust",
    "scala": "Scala",
    "scss": "SCSS",
    "console": _("Shell session"),
    "sql": "SQL",
    "swift": "Swift",
    "toml": "TOML",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
    "zig": "Zig",
}
#: Longer code is shown without colours: some lexers take more than linear time.
MAX_HIGHLIGHTED = 30_000
MAX_LINE = 10_000

_RANGE = re.compile(r"^([0-9]{1,5})(?:-([0-9]{1,5}))?$")


def line_numbers(source: str) -> tuple[int, ...]:
    """The lines that "1,3-5" names, in order; what is not a number or a range is passed over."""
    found: set[int] = set()
    for part in source.split(","):
        match = _RANGE.match(part.strip())
        if match:
            first = int(match[1])
            found.update(range(max(first, 1), min(int(match[2] or first), MAX_LINE) + 1))
    return tuple(sorted(found))


@lru_cache(maxsize=128)
def _highlighted(code: str, language: str) -> str:
    # A formatter's lines are complete: no span of Pygments reaches over the end of a line.
    # The lexers of sessions (console, pycon) drop a last line that does not end: it must have its line break.
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=True)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def code_html(code: str, language: str, emphasised: tuple[int, ...] = ()) -> SafeString:
    """The code as HTML, one `<span class="line">` a line, with Pygments' classes and nothing else."""
    plain = language == "text" or len(code) > MAX_HIGHLIGHTED
    lines = (escape(code) if plain else _highlighted(code, language)).rstrip("\n").split("\n")
    return format_html_join(
        "\n",
        '<span class="{}">{}</span>',
        (
            ("line emphasised" if number in emphasised else "line", mark_safe(line))  # noqa: S308 - escaped by Pygments or above
            for number, line in enumerate(lines, start=1)
        ),
    )


@dataclass(frozen=True)
class CodeContent:
    """`html` is safe and has Pygments' classes; `highlight_lines` count from 1."""

    language: str
    language_name: str
    code: str
    html: str
    filename: str
    caption: str
    line_numbers: bool
    highlight_lines: tuple[int, ...]


class CodeBlock(ContentBlock, blocks.StructBlock):
    """A listing."""

    language = blocks.ChoiceBlock(label=_("Language"), choices=list(LANGUAGES.items()), default="text")
    code = blocks.TextBlock(label=_("Code"), rows=10, max_length=50_000)
    filename = blocks.CharBlock(label=_("File name"), required=False, max_length=120)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)
    line_numbers = blocks.BooleanBlock(label=_("Show line numbers"), required=False)
    highlight_lines = blocks.RegexBlock(
        label=_("Emphasised lines"),
        regex=r"^\s*[0-9]{1,5}(-[0-9]{1,5})?(\s*,\s*[0-9]{1,5}(-[0-9]{1,5})?)*\s*$",
        error_messages={"invalid": _("Write numbers and ranges with commas between them, for example 1,3-5.")},
        required=False,
        max_length=120,
        help_text=_("For example 1,3-5"),
    )

    value_type = CodeContent

    def publish(self, raw: Any, scope: "Scope") -> CodeContent | None:
        source = raw.get("code")
        code = clean_text(source).replace("\r\n", "\n").strip("\n").rstrip() if isinstance(source, str) else ""
        if not code:
            return None
        language = raw_text(raw, "language")
        if language not in LANGUAGES:
            language = "text"
        emphasised = line_numbers(raw_text(raw, "highlight_lines"))
        return CodeContent(
            language=language,
            language_name=str(LANGUAGES[language]),
            code=code,
            html=code_html(code, language, emphasised),
            filename=raw_text(raw, "filename"),
            caption=raw_text(raw, "caption"),
            line_numbers=raw.get("line_numbers") is True,
            highlight_lines=emphasised,
        )

    def as_text(self, content: CodeContent) -> str:
        return "\n".join(part for part in (content.filename, content.caption, content.code) if part)

    def as_markdown(self, content: CodeContent) -> str:
        fence = code_fence(content.code, "" if content.language == "text" else content.language)
        return "\n\n".join(part for part in (strong(content.filename), fence, escape_markdown(content.caption)) if part)

    class Meta:
        icon = "code"
        label = _("Code")
        group = _("Data")
        label_format = "{language}: {filename}"
        preview_value = {
            "language": "python",
            "code": 'def greet(name: str) -> str:\n    return f"Good morning, {name}"',
            "filename": "greet.py",
            "caption": "A function with one line.",
            "line_numbers": True,
            "highlight_lines": "2",
        }
        description = _("Program code with its colours.")
