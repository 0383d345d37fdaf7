"""Names and neutral words. None of them is a technology, so that no skill is found by accident."""

from __future__ import annotations

FIRST_NAMES = ("Anja", "Bela", "Carla", "Dario", "Edda", "Farid", "Greta", "Hanno", "Ines", "Jonas", "Kaja", "Levin")
LAST_NAMES = ("Abel", "Brandt", "Costa", "Dorn", "Eklund", "Fontaine", "Greiner", "Holm", "Iversen", "Jansen")
GROUP_NAMES = ("Team Amber", "Team Birch", "Team Cedar", "Team Dune", "Team Elder", "Team Fern", "Team Grove")
DEPARTMENTS = ("Finance", "Sales", "Logistics", "Production", "Purchasing")
OBJECTS = (
    *("badge", "locker", "handrail", "window blind", "coat rack", "drawer", "noticeboard", "water tap"),
    *("bicycle stand", "door handle", "bench", "letter box", "parasol", "wall clock"),
)
SYMPTOMS = (
    *("is stuck", "is missing", "makes a noise", "is broken", "came loose", "no longer closes"),
    *("is bent", "has a crack", "will not turn", "fell down"),
)
PLACES = (
    *("on floor two", "in the north hall", "in the canteen", "at the gate", "in the south wing"),
    *("on the roof terrace", "in the meeting room", "at the reception", "in the stairwell"),
)
CAUSES = (
    "The bracket was mounted without its second screw, so that every slam of the door moved it a little further.",
    "Two deliveries of the part were mixed up in the store room, and the softer one wore out within three weeks.",
    "The order of two steps in the weekly round was swapped, which left the seal open until somebody noticed.",
)
FIXES = (
    "Mounted the second screw at all forty places, and added the check of it to the list for the yearly round.",
    "Sent the softer parts back, labelled the shelves anew, and agreed on one supplier for the whole building.",
    "Put the two steps back in order, printed the new sheet for every round, and tried it out for two weeks.",
)
NOTES = (
    "Measured the frame at three places and sent the sizes to the workshop for a matching part.",
    "Went through the plan of the floor with the caretaker and marked where the pipe has to be moved.",
    "Compared the worn part with a new one and found that the thread had been cut too shallow.",
    "Tried the spare from the store room; it fits, so the order for a new one can be withdrawn.",
    "Asked the supplier for the drawing and confirmed that the older version needs a longer bolt.",
)
IMPROVEMENTS = (
    *("Shorter way for lost badges", "One plan for all lockers", "Fewer visits for stuck blinds"),
    *("Bulbs that last longer", "A single form for repairs", "Less waiting at the gate"),
)
ARTICLES = (
    *("How to free a stuck window blind", "What to do with a lost badge", "Finding the right key for a locker"),
    *("Turning off the water on a floor", "Ordering a new bulb for a desk"),
)
