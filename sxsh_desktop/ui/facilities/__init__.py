"""Cơ sở: the register as a list, and the card of one facility."""
