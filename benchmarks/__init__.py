"""Benchmarks: the explorer and the pages beside the bare floor, the usual way and the peers; `python -m benchmarks`."""
