"""The whole publication as files that anybody can read: `export_publication` and `import_publication`. See docs/portability.md."""

FORMAT = "masthead-publication"
#: Raised when an older version cannot read what a newer one writes.
VERSION = 1


class ArchiveError(Exception):
    """The archive cannot be written or read. The message says what is wrong, where, and what helps."""
