"""What one browser tab knows: the visit, its place, its journal, who is signed in."""
