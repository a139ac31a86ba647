"""Pure rules of notices: contracts and the law calculator, no I/O, no framework."""
