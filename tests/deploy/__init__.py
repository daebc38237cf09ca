"""Deployment as in production: Debian's nginx in front of three replicas, all on loopback."""
