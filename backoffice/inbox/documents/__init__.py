"""Documents that families send: examined, accepted or refused file by file."""
