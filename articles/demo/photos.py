"""The pictures in `photos/`: name of the file, and the words that go with it. All of them are drawn.

`rights_for_days` is how long one may be used, from the day the demonstration is made.
"""

CREDIT = "Illustration: North Star Bulletin"

PHOTOS = {
    "lectern": {
        "title": "Lectern between two flags",
        "alt": "An empty wooden lectern with two microphones stands between two flags in front of a blue "
        "curtain.",
        "caption": "A lectern made ready for an announcement in Washington.",
    },
    "hearing": {
        "title": "Witness table",
        "alt": "A microphone, a name plate and a sheaf of papers on an empty witness table; lights blur "
        "behind it.",
        "caption": "The witness table of a Senate hearing room.",
    },
    "dome": {
        "title": "U.S. Capitol at dusk",
        "alt": "The dome of the U.S. Capitol in silhouette under a cloudy evening sky.",
        "caption": "The Capitol in Washington at dusk.",
    },
    "court": {
        "title": "Courthouse columns",
        "alt": "A row of heavy stone columns, half in shade, on the front of a courthouse.",
        "caption": "The columns of a federal building.",
    },
    "papers": {
        "title": "Redacted pages",
        "alt": "Three printed pages on a dark table; several of their lines are blacked out.",
        "caption": "Pages with passages blacked out before release.",
    },
    "press": {
        "title": "Cameras in a crowd",
        "alt": "Reporters seen from behind in a dark room, several holding cameras above their heads.",
        "caption": "Reporters wait for an announcement.",
    },
    "bridge": {
        "title": "Arch bridge and skyline",
        "alt": "A stone bridge of many arches crosses a wide river at night; lit office towers stand "
        "behind it.",
        "caption": "An arch bridge over the Mississippi, with the Minneapolis skyline.",
    },
    "elevator": {
        "title": "Grain elevator and rail cars",
        "alt": "White grain silos stand beside a line of rail cars in several colors on a flat field.",
        "caption": "A grain elevator in the Red River Valley.",
    },
    "lake": {
        "title": "Ice houses on a lake",
        "alt": "Four small ice-fishing houses, red, blue and yellow, on a snow-covered lake with woods "
        "beyond.",
        "caption": "Ice houses on a northern lake.",
    },
    "street": {
        "title": "Bus in a snowy street",
        "alt": "A bus with its lights on comes up a snow-covered city street lined with colored lights.",
        "caption": "A city bus on a winter evening.",
    },
    "rink": {
        "title": "Hockey rink",
        "alt": "An empty hockey rink: a red goal, the lines on the ice, and a puck in front.",
        "caption": "A rink before the game.",
    },
    "hoop": {
        "title": "Basketball hoop",
        "alt": "A basketball beside a lit backboard and hoop, seen over the heads of a dark crowd.",
        "caption": "A ball on its way.",
    },
    "classroom": {
        "title": "Classroom",
        "alt": "Two rows of empty desks and blue chairs in front of a green chalkboard.",
        "caption": "A classroom before the bell.",
    },
    "shop": {
        "title": "Storefront at night",
        "alt": "A small brick storefront at night, its window and door lit, under a red and white awning.",
        "caption": "A shop with its lights on.",
    },
    "highway": {
        "title": "Two-lane highway",
        "alt": "Two red cars on a straight highway toward low hills, beside a green road sign.",
        "caption": "A highway at the end of the day.",
    },
    "stage": {
        "title": "Concert stage",
        "alt": "Beams of blue, pink and white light on an empty stage with one microphone; heads of a "
        "crowd below.",
        "caption": "A stage before the show.",
        "focus_y": 65,
        "terms": "With stories about this concert only.",
        "rights_for_days": 5,
    },
    "shelves": {
        "title": "Library shelves",
        "alt": "Four wooden shelves filled with books of many colors.",
        "caption": "Shelves in a reading room.",
    },
    "ward": {
        "title": "Hospital room",
        "alt": "A made hospital bed beside a window, with a drip stand and a small table with a flower.",
        "caption": "A hospital room.",
    },
    "field": {
        "title": "Field with strips of grass",
        "alt": "A field in bands of stubble and green grass, a creek winding through it, a red barn on "
        "the horizon.",
        "caption": "Fields on the contour.",
    },
    "gavel": {
        "title": "Gavel",
        "alt": "A wooden gavel and a sheet of paper on a judge’s bench.",
        "caption": "The bench in a courtroom.",
    },
    "a-solberg": {"title": "Portrait: Ingrid Solberg", "alt": "Drawn portrait of Ingrid Solberg."},
    "a-vang": {"title": "Portrait: Pa Houa Vang", "alt": "Drawn portrait of Pa Houa Vang."},
    "p-sessions": {
        "title": "Portrait: Jeff Sessions",
        "alt": "Drawn silhouette that stands for Jeff Sessions.",
    },
    "p-franken": {"title": "Portrait: Al Franken", "alt": "Drawn silhouette that stands for Al Franken."},
    "p-kislyak": {
        "title": "Portrait: Sergey Kislyak",
        "alt": "Drawn silhouette that stands for Sergey Kislyak.",
    },
    "p-trump": {"title": "Portrait: Donald Trump", "alt": "Drawn silhouette that stands for Donald Trump."},
    "p-boente": {"title": "Portrait: Dana Boente", "alt": "Drawn silhouette that stands for Dana Boente."},
    "p-chairman": {"title": "Portrait: nobody", "alt": "Drawn silhouette of a person in a suit."},
}
