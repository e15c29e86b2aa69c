"""Printed documents: faces, page, letterhead. Loads ReportLab: to be imported by what prints."""
