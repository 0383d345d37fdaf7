"""What a digest lists below its figures."""
