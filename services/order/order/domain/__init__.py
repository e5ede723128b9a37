"""Orders decide: pure functions from state, command and instant to facts. No clock, no storage."""
