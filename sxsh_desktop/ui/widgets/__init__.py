"""The widgets that every screen is made of; they know the theme and nothing of our subject."""
