"""Stock Wagtail with the same article, to measure beside it. Thrown away after a benchmark; never installed with Masthead."""
