"""Records of the Citation Style Language (CSL 1.0.2): its variables, its dates, the markup in its texts, and items of CSL-JSON."""
