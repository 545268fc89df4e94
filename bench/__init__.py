"""How fast the engine and the page are. `python3 dev.py bench` prints the figures as one table.

Nothing here is a test: the figures depend on the machine and on what else it does.
`docs/speed.md` says how each is measured, and what it was.
"""
