"""What a page needs, gathered from one index: a body's profile, the home page."""
