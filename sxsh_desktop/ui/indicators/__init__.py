"""Chỉ tiêu: the plan's targets, and from each figure to who is behind it."""
