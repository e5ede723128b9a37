"""What is kept here: SQL, one file a table's use."""
