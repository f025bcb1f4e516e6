"""Kế hoạch: targets and tasks of the plan, from the reference tables."""
