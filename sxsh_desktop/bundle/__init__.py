"""The .sxsh file: write, read, verify, seal. Bytes in, values out; knows no database."""
