"""From HTML that others wrote to the blocks of a body: what an editor pastes, what another system exports.

`convert` takes HTML of any quality and gives raw block values (what the database keeps), the pictures that stood in it, and a
list of what was left out, each with its place. It asks nobody: no request is made, no row is read. What comes out is written
by this package from text, never copied from the source, and every word of the source is in the blocks or in that list.
"""

from cms.content.conversion.assembling import assemble
from cms.content.conversion.notes import footnotes
from cms.content.conversion.reading import Reader
from cms.content.conversion.result import Conversion, Dropped, FoundFile, FoundPicture
from cms.content.conversion.source import parse_source

__all__ = ["Conversion", "Dropped", "FoundFile", "FoundPicture", "convert"]


def convert(html: str, *, code_language: str = "text", base_url: str = "", files: bool = False) -> Conversion:
    """The blocks of this HTML. `code_language` (Pygments' name) is that of listings which do not name theirs.

    `base_url` is the address of the page that the HTML comes from, for its relative links. With `files`, galleries, recordings,
    downloads and the cards of WordPress and Ghost become blocks, too; whoever asks for that finds their files afterwards.
    """
    source = parse_source(html, base_url)
    reader = Reader(footnotes(source.root), code_language, files)
    reader.read(source.root)
    return assemble([*source.dropped, *reader.finish()])
