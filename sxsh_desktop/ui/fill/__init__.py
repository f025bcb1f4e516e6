"""The fill window: one record, one section at a time, every answer on disk when its field is left."""
