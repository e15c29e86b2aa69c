"""The window: screens over the back office. No SQL above this line."""
