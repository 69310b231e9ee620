"""The blocks of a body, one family a module; `body.py` puts them together."""
