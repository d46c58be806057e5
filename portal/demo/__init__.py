"""The demonstration site: fictional schools, partners, practices and events around the real source document."""
