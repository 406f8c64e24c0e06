"""From a site to what people carry away."""
