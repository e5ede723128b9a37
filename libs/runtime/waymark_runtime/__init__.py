"""The plumbing of Waymark: what would otherwise stand in each of the four services."""
