"""Edits of the dossier that families ask for: read, judged and answered field by field."""
