"""What a revision is: identity, parents, hash, signature; heads, merge, review states. Pure."""
