"""Who somebody is, by the word of the company's own OpenID provider (OpenID Connect Core 1.0)."""
