"""Resolving: from a mention to a feature of the gazetteer, by named passes in order; abstain on a tie."""
