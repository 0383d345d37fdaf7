"""What has changed about a month since it was told."""
