"""Phiếu: drafts and everything made final; continue, correct, delete and bring back."""
