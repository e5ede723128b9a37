"""Everything a run left behind, as files that the oracle reads without knowing any of our code."""
