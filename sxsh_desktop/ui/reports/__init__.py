"""Báo cáo: the indicator workbook of a day, with every figure and who is behind it."""
