"""Mutation testing: small faults put into the rules one by one, and whether a test notices."""
