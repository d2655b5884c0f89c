"""What do we publish? Pages, and the same figures as JSON and CSV."""
