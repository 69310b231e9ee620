"""Nothing that is typed in the editor of pages and snippets is lost, and nothing is overwritten unseen.

`origin` reads from a posted form which version it was made from, `guard` stops a save over a newer one, `kept` puts the text of
a stopped save aside, `thinning` keeps autosaved versions from filling the history. See docs/saving.md.
"""
