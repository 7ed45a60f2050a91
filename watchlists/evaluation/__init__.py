"""Evaluation: how right the matcher is, measured on labelled cases, on the lists themselves and on clean names.

Everything is deterministic: the same files, lists and matcher give the same figures, but for the times.
"""
