"""The example watch that ships with the package: data files only."""
