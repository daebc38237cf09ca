"""The public website and the explorer in one process: files at ``/``, Streamlit at ``/explore``.

It serves what others made and knows nothing about findings. ``asgi.py`` puts it together.
"""
