"""Parts of the pages on which somebody answers: Start and the questions."""
