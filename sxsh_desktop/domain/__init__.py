"""What the plan means: pure rules over typed values, without clock, disk, SQL, Qt or XML."""
