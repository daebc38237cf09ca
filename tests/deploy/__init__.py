"""What is put on the web as it is put there: nginx from Debian in front of three replicas, all on loopback."""
