"""Is this row that child? Comparisons and weights are data; Python and SQL score from them."""
