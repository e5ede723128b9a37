"""Takes the topics whose rows are joined at read; each handler writes the rows of one topic."""
