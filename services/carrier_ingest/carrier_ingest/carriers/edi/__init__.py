"""What EDIFACT and X12 have in common: segments in messages in an envelope, with counts."""
