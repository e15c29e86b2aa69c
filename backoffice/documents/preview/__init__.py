"""`python -m backoffice.documents.preview`: see `backoffice.drawing`."""
