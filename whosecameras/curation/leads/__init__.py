"""Leads: notices of public procurement that name a manufacturer or one of its brands, for a curator to look into."""
