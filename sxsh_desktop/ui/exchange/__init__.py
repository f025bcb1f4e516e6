"""Gửi – Nhận: bundles out and in, history with receipts, shelf, trusted devices."""
