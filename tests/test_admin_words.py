"""Whatever an editor reads in our part of the admin can be translated: no template and no script has words of its own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates" / "admin").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "admin").rglob("*.js"))

READ_OUT = ("aria-label", "aria-description", "title", "placeholder", "alt")
_TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}", re.DOTALL)
_OTHER_TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SCRIPT_WORDS = re.compile(
    r"""(?:\.(?:textContent|innerText|innerHTML|title|placeholder|alt|ariaLabel)\s*=\s*
        |setAttribute\(\s*["'](?:aria-label|aria-description|title|placeholder|alt)["']\s*,\s*
        |\b(?:textContent|ariaLabel|placeholder)\s*:\s*
        |\b(?:alert|confirm)\(\s*)
        (["'`])(?P<words>(?:(?!\1).)*)\1""",
    re.VERBOSE,
)


def template_words(source: str) -> Iterator[str]:
    """Words that stand in a template outside of translated blocks."""
    source = _OTHER_TAGS.sub("", _TRANSLATED.sub("", _COMMENT.sub("", source)))
    page = BeautifulSoup(source, "html.parser")
    for text in page.find_all(string=True):
        if not isinstance(text, Comment | Doctype) and (text.parent is None or text.parent.name not in ("script", "style", "code")):
            yield from _WORD.findall(text)
    for tag in page.find_all(True):
        for name in READ_OUT:
            yield from _WORD.findall(str(tag.get(name) or ""))


def script_words(source: str) -> Iterator[str]:
    """Words that a script puts before a reader itself, instead of being given them by the server."""
    for found in _SCRIPT_WORDS.finditer(source):
        yield from _WORD.findall(re.sub(r"\$\{.*?\}|<[^>]*>|&\w+;", "", found["words"]))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('<p>{% translate "Now" %} {{ value }}</p>', []),
        ("<p>{% blocktranslate trimmed %}It is {{ now }}{% endblocktranslate %}</p><!-- why -->", []),
        ("<p>Now</p>", ["Now"]),
        ('<input placeholder="Search"{% if x %} title="{{ y }}"{% endif %}>', ["Search"]),
    ],
)
def test_words_of_templates_are_found(source: str, words: list[str]) -> None:
    assert list(template_words(source)) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('button.textContent = "Close"', ["Close"]),
        ("button.textContent = words.close", []),
        ("node.setAttribute('aria-label', `Row ${number}`)", ["Row"]),
        ('Object.assign(node, { textContent: "x" })', []),
    ],
)
def test_words_of_scripts_are_found(source: str, words: list[str]) -> None:
    assert list(script_words(source)) == words


def test_templates_of_the_admin_have_no_words_of_their_own() -> None:
    assert TEMPLATES
    found = {str(path.relative_to(ROOT)): words for path in TEMPLATES if (words := list(template_words(path.read_text("utf-8"))))}
    assert not found


def test_scripts_of_the_admin_have_no_words_of_their_own() -> None:
    assert SCRIPTS
    found = {str(path.relative_to(ROOT)): words for path in SCRIPTS if (words := list(script_words(path.read_text("utf-8"))))}
    assert not found
