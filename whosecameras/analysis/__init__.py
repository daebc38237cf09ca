"""What follows from the rows: statuses, survey shares, headline counts, queries and search."""
