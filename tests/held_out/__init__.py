"""Every figure that a counsellor is shown, worked out a second time, for clients nobody has seen.

    questions   the bank, read from its YAML; one taking of it
    scores      step scores, ranges, quality, focus with its chances, facets
    times       change between two times, topics, mean, trend with its p
    pairs       two people side by side
    sentences   what is said of all that, in English
    people      clients made up at random, as the reference and as the engine take them

The first five follow the published rules alone: they call nothing of `quiz`, count in fractions as
far as they go, and take another way wherever there is one.
"""
