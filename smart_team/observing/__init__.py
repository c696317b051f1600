"""What is seen of a running service: its log without personal data, and its metrics."""
