"""Who is named, who may be, what few people must not show; a technician's own record."""
