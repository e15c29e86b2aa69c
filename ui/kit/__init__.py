"""Widgets and manners every screen shares. No business, no database."""
