"""Pages of a technician about the own record. Nobody else opens them, whatever else he or she may do (F3)."""
