"""What it means: the gate, visibility rules, skills. Pure."""
