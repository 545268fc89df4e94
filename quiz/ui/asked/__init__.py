"""Parts of the pages on which a counsellor's client answers, sends, and takes back."""
