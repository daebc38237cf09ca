"""The command line: ``python -m whosecameras``."""
