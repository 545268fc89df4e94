"""Parts of a counsellor's pages: the caseload, one client, a couple, paper."""
