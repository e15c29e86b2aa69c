"""« Pièces »: read on the left, judged on the right, and the next one opens by itself."""
