"""The frozen lists behind a digest, and the page that shows them."""
