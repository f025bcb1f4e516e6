"""The main window: rail, page, status strip, keys; it knows screens only by what every screen can do."""
