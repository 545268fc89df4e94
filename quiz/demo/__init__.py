"""A practice to look around in: invented clients of an invented counsellor, over some months.

    python3 dev.py demo          the app on such a practice, in a database that is gone at its end

    person, people, written     who they are, how they answered, what was written down of them
    states                      which of them shows which state of the caseload
    answers                     from a score of each step to answers that somebody could have given
    practice                    all of it done by the use cases themselves, each on its day

Everything is relative to the moment at which it is made, and the same each time but for keys, codes
and ids. Codes and labels say that they are invented.
"""
