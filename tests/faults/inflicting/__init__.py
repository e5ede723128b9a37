"""What is done to a run: each fault returns once it has healed what it did."""
