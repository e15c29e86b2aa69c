"""What families ask: taken in, advised, decided, taken back."""
