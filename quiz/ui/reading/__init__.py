"""What there is to read and do: articles, a week of practice, help lines."""
