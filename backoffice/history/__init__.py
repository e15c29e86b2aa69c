"""What was done, and how the day stands: read from every slice, changing nothing."""
