"""How somebody becomes known to the pages: by a link that is mailed."""
