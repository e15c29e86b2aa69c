"""What one family reads on the portal, beside what the service knows of it."""
