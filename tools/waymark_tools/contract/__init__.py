"""The published contract: what is written from the structs, and what may never change in it."""
