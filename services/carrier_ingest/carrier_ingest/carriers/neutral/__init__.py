"""What our own formats share: rows of named fields, whoever the carrier is, and what they mean."""
