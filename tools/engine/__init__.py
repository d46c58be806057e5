"""A real OpenSearch for tests and benchmarks, one process per node. Nothing of it is shipped."""
