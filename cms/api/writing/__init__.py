"""The write API: Wagtail's own API v3 at `/api/v3/`, behind `WRITE_API=on`, for people and programs with a token.

Upstream calls v3 a preview; nothing else here depends on it. Everything that changes content goes through Wagtail's actions and the
forms of the admin: permissions, locks, validation, revisions and log entries are the editor's own. This package adds what v3 leaves
open: `gate` lets nobody in without a token and shows nobody what she may not see, `tokens` says how long a token is good and `scopes`
what it is for, `names` and `parameters` refuse what v3 would leave out, `fields` says what can be written (what the editor's form
takes), `shapes` refuses blocks of a wrong shape with a sentence, `publishing` asks of what is published what the editor asks. See
docs/api.md, "Writing".
"""
