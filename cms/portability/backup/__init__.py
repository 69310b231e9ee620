"""The whole installation in one file, and back: `backup`, `restore`, `upgrade`. See docs/operating.md and docs/adr/0019."""

FORMAT = "masthead-backup"
#: Raised when an older version cannot read what a newer one writes.
VERSION = 1

MANIFEST, NOTES, SUMS = "manifest.json", "notes.json", "SHA256SUMS"
DATABASE = "database/"
