"""New families: the form as sent, whom it looks like, and what is answered to it."""
