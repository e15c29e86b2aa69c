"""What families must give, what they gave, and what the service made of it."""
