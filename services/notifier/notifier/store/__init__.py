"""What is kept here: the ledger, what it needs to decide, and what is to be published."""
