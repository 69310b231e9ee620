"""Readers of what other systems export. Each turns its format into the records of `records.py`; none of them touches the database."""
