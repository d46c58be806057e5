"""The register as the office keeps it: by hand, from a sheet and back into one, closings, mergers, directors."""
