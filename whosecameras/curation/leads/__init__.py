"""Leads: procurement notices that name a manufacturer or one of its brands, for a curator to check."""
