"""The three base modules, registered as any plugin is."""
