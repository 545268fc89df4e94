"""What the pages share: the visit, the widgets, the frame around a page, the server's shell."""
