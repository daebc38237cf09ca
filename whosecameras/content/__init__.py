"""The content of pages, such as a body's profile or the home page, from one index."""
