"""Python of the modules that need more than YAML can say."""
