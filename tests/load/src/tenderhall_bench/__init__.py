"""性能测量 figures of the platform, each beside a peer or a limit of the same run."""
