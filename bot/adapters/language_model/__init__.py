"""A language model behind an OpenAI-compatible address: asked with what was redacted, within its time."""
