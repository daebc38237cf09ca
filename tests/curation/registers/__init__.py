"""Tests of ``register update``."""
