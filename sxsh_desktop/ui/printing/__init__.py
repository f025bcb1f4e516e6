"""In: forms on paper, blank, prefilled or filled, with a preview."""
