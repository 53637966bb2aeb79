"""Typesetting: a source text becomes the PDF, Word or web document a company circulates."""
