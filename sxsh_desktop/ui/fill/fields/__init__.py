"""Fields: one widget for every type of question, each knowing nothing but its own text."""
