"""Which formats can a delivery have? One module each; the code stands on the source (docs/feeds)."""
