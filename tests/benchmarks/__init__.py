"""Tests of the benchmarks: their pure parts on made figures, their pipelines on tiny corpora."""
