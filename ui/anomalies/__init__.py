"""What the portal wrote and nobody could understand, and who has seen to it."""
