"""The explorer's pages: one flat script each; with ``app.py`` the only place that imports Streamlit."""
