"""Makers and readers of documents: PDF, spreadsheets, pictures of pages. Knows no database."""
