"""What requests hold and what answers look like, strictly."""
