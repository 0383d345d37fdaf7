"""What `make evaluate` measures: figures, rules, texts, each with its n and its bounds."""
