"""How bundles get from one desk to another: folders and sticks, a WebDAV server, e-mail as a saved file."""
