"""Is kept here: SQL over the read model."""
