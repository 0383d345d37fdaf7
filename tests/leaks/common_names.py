"""Names that many people bear, and of which many are words as well. Put together at random, they mean nobody."""

from __future__ import annotations

_GIVEN = """
Alice Amy Anna Ben Chris Daniel Dawn Emma Frank Grace Hannah Ivy Jack
James Jan Julia Karl Laura Lena Leo Mark Max Mia Michael Nick Nina Olga Oliver Paul Peter Rob Rose Sara Sophie Stefan
Thomas Tim Tom Will
""".split()  # noqa: SIM905
_FAMILY = """
Adams Allen Anderson Baker Bell Bishop Black Brown Butler Carpenter Carter Chapman Clark Cole Cook Cooper Cox Cross
Davies Davis Day Dean Edwards Evans Field Fisher Ford Foster Fox Gates Gray Green Hall Harris Hill Holmes Hughes Hunt
Hunter Jackson Johnson Jones Kelly Key King Knight Lane Lee Lewis Little Long Marsh Marshall Martin Mason Miller Mills
Mitchell Moore Morris Newman Page Palmer Parker Patel Phillips Porter Power Price Reed Rice Roberts Robinson Rose
Scott Short Small Smith Stone Sharp Taylor Thomas Turner Walker Ward Waters Webb West White Williams Wood Wright Young
Bauer Baumann Becker Berg Brandt Braun Busch Engel Fischer Frank Fuchs Graf Groß Günther Haas Hahn Hartmann Heinrich
Herrmann Hoffmann Horn Huber Jäger Jung Kaiser Keller Klein Koch Köhler König Krämer Kraus Krause Krüger Kuhn Lang
Lange Lehmann Ludwig Maier Mayer Meyer Möller Müller Neumann Otto Peters Pfeiffer Pohl Richter Roth Sauer Schäfer
Scherer Schmidt Schmitt Schneider Scholz Schreiber Schröder Schubert Schulz Schumacher Schuster Schwarz Simon Sommer
Stein Vogel Vogt Wagner Walter Weber Weiß Werner Winkler Winter Wolf Ziegler Zimmermann
""".split()  # noqa: SIM905

COMMON_NAMES: tuple[str, ...] = tuple(f"{_GIVEN[at % len(_GIVEN)]} {family}" for at, family in enumerate(_FAMILY))
