"""« Comptes et codes » : who may read which dossier on the portal, and how they were let in."""
