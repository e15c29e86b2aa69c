"""What a developer runs: setting up, checking, packaging."""
