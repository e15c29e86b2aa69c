"""Facilities and what is offered there: hours, periods, closures, deadlines."""
