"""Lần đầu mở: who, which unit, which role, which language; or sample data."""
