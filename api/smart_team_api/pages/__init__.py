"""The pages: what the API offers, for people with a browser."""
