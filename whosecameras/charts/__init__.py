"""Charts and maps: a Plotly figure with its title, alt text, table and sources."""
