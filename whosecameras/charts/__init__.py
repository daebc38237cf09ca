"""From the Dataset to exhibits: plotly figures with their words, tables and sources."""
