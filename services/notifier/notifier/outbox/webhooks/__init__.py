"""Posts to retailers' endpoints, and connects only to what the whole world could reach."""
