"""The editor's rich text beyond Wagtail's own: terms, footnotes, abbreviations.

Each is an entity of Wagtail's Draftail editor: a feature for the toolbar (`features`), a conversion between the editor's
form and the database's (`conversion`), and a script in `static/admin/rich-text/` that inserts and shows it. What is
published is made from the database's form by `cms.content.richtext`.
"""
