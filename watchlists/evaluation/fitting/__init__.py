"""Fitting: which weights of the score suit labelled pairs best, and whether they still do on pairs of other parties."""
