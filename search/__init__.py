"""The public index and everything that reads it: results, facets, suggestions. Knows no articles: rooms register what they name."""
