"""The pull: bring the store up to date, by one worker or several."""
