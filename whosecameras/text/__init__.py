"""Every sentence made from data."""
