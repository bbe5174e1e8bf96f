"""Makes the learned model from the annotated corpus; needs the extra `train` (PyTorch)."""
