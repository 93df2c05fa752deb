"""What shops report: each platform's signature and payload, verified and read without I/O."""
