"""What a counsellor sees, worded: the caseload, a client, a couple, the audit."""
