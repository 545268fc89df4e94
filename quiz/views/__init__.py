"""What a page or a report shows, already worded: built from the engine's findings, drawn elsewhere.

Views are plain frozen data. Every sentence that a person reads about their result is chosen here,
so that pages stay thin and every page, file and chart says the same.
"""
