"""A believable day of orders and carriers' messages, played through the public interfaces."""
