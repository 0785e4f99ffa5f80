"""Speed and size, measured against the named peers on the same work in the same run."""
