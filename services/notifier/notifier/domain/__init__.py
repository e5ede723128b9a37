"""Who is told what, when, and when better not: pure rules."""
