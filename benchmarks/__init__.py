"""Reproducible comparisons with stock Wagtail. `python -m benchmarks` lists them; each writes its table into docs/performance.md."""
