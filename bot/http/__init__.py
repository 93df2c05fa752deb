"""The HTTP server that everything which comes in over HTTP is mounted on."""
