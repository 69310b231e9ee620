"""One command from a checkout to a running publication: `python -m cms.operations.launch`, behind `make run` and `make dev`.

The launcher fills in what a first start lacks (a secret key, an address), lets `manage.py prepare` bring the database and the
files up to date, then keeps the web server and the worker running until it is told to stop. It imports no Django app itself.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class CannotStartError(Exception):
    """Why there can be no start, as one sentence for the person who typed the command."""
