"""Sample data: a believable province from a seeded generator, filled in through the doors of real work."""
