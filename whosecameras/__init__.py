"""Which UK public bodies use Hikvision and Dahua cameras, where, and how we know."""
