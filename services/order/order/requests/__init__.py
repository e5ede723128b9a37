"""What callers ask of orders, by whatever way it comes: shapes, and the commands they mean."""
