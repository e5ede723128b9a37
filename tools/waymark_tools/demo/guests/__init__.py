"""Two shops beside the first: one speaks and hears by its own topics, one hears by webhooks."""
