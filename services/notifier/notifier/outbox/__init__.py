"""Goes out: mails, SMS, and what became of them."""
