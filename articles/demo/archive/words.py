"""The words of the archive: a small vocabulary of our own, and the sentences that are made of it.

Words are as frequent as words are: a few stand nearly everywhere, and each of thousands of names here and
there. Who, where and what is told is invented.
"""

import random
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Theme:
    """What one part of the paper is about: who acts, on what, and what is said of it."""

    section: str
    topics: tuple
    bodies: tuple
    things: tuple
    roles: tuple
    acts: tuple
    figures: tuple
    words: tuple


def _split(text):
    return tuple(part.strip() for part in text.split("|"))


THEMES = (
    Theme(
        section="minnesota",
        topics=_split("City budgets|Snow removal|Light rail|Property tax|Public libraries|Housing permits"),
        bodies=_split(
            "the city council|the county board|the planning commission|the mayor’s office|the park board"
        ),
        things=_split(
            "the street plan|a levy for sidewalks|the bus garage"
            "|a zoning change|the library hours|a bridge repair"
            "|the snow contract|the permit backlog|a parking ramp|the river trail"
        ),
        roles=_split(
            "council member|county commissioner|city engineer|budget director|neighborhood organizer"
        ),
        acts=_split("voted on|put off|reopened|took up|sent back|narrowly approved|quietly shelved|trimmed"),
        figures=_split("households|parcels|miles of street|permit requests|letters|riders a day"),
        words=_split(
            "We cannot pave a street with a promise."
            "|People want to know when the plow is coming, and so do I."
            "|The budget has a hole, and we are standing in it."
            "|This is the third hearing, and the chairs are the same."
            "|I voted for it because my street is on the list.|Nobody moves here for the zoning map."
        ),
    ),
    Theme(
        section="washington",
        topics=_split(
            "Farm bill|Federal grants|Trade delegation|Veterans’ care|Rural broadband|Federal land"
        ),
        bodies=_split(
            "the delegation|a Senate committee|the department|a House panel|the agency’s regional office"
        ),
        things=_split(
            "the farm bill|a grant for broadband|the tariff rules|a clinic for veterans|the land exchange"
            "|an audit of the program|the nomination|the spending measure"
            "|a waiver|the flood insurance rule"
        ),
        roles=_split("representative|senator’s aide|agency director|committee counsel|lobbyist for growers"),
        acts=_split("debated|marked up|held a hearing on|delayed|signed off on|asked for records on|rewrote"),
        figures=_split("growers|applications|pages of comment|clinics|acres|census blocks"),
        words=_split(
            "Nobody reads page four hundred until page four hundred reads them."
            "|We were told two weeks. That was in the spring."
            "|The rule was written by people who own umbrellas."
            "|I will vote for it when I have seen it.|A waiver is not a policy."
            "|The money is there. The form is not."
        ),
    ),
    Theme(
        section="courts",
        topics=_split("District courts|Public defenders|Open records|Police conduct|Jury duty|Sentencing"),
        bodies=_split(
            "the district court|a jury|the appeals panel|the county attorney|the public defender’s office"
        ),
        things=_split(
            "the search warrant|a plea agreement|the records request"
            "|a motion to dismiss|the sentencing guideline"
            "|an injunction|the settlement|a change of venue|the body camera rule|the bail schedule"
        ),
        roles=_split("district judge|defense attorney|prosecutor|court administrator|professor of law"),
        acts=_split("ruled on|heard|sealed|unsealed|took under advisement|sent back|dismissed|weighed"),
        figures=_split("cases|filings|jurors|hours of recordings|exhibits|pages of transcript"),
        words=_split(
            "A record that nobody may read is a rumor with a number."
            "|My client waited longer for a date than for a verdict."
            "|The statute says shall, and shall is a short word."
            "|We asked for the file. We got the folder."
            "|Juries are better at this than we are.|It is a narrow ruling, and a good one."
        ),
    ),
    Theme(
        section="work",
        topics=_split("Paper mills|Dairy farms|Wage theft|Ports|Small shops|Apprentices"),
        bodies=_split(
            "the union local|the mill’s owners|the port authority"
            "|the growers’ association|the labor department"
        ),
        things=_split(
            "a contract|the night shift|the layoff notice|the wage claim"
            "|a safety order|the apprentice program"
            "|the loading dock|a pension plan|the milk price|the closing of a store"
        ),
        roles=_split("machine operator|shop steward|dairy farmer|port director|labor economist"),
        acts=_split(
            "bargained over|rejected|ratified|announced|walked away from|fined an employer over|defended"
        ),
        figures=_split("workers|shifts|tons of ore|hundredweight of milk|claims|openings"),
        words=_split(
            "You can live on that wage, if you do not eat.|The cows do not read the market report."
            "|I have trained eleven people. Two are still here.|A mill is a town with a roof on it."
            "|They called it a pause. My locker is empty."
            "|The boats will come. The question is who ties them up."
        ),
    ),
    Theme(
        section="land-climate",
        topics=_split("Lake ice|Wild rice|Wildfire smoke|Drinking water|Moose|Peatlands"),
        bodies=_split(
            "the watershed district|state biologists|the forest office|a group of anglers|the weather service"
        ),
        things=_split(
            "the lake level|a burn ban|the well tests|the rice harvest"
            "|the moose count|a culvert|the peat survey"
            "|an ice road|the nitrate limit|the drought map"
        ),
        roles=_split("hydrologist|wildlife biologist|rice harvester|fire manager|well driller"),
        acts=_split(
            "measured|warned about|mapped|closed|restored|argued over|published a study of|monitored"
        ),
        figures=_split("wells|acres|inches of water|samples|nesting pairs|days of smoke"),
        words=_split(
            "The ice tells you what it is, once."
            "|We used to count them from the road. Now we count the road."
            "|Water does not stop at the county line."
            "|It was a good year for rice and a bad year for telling people so."
            "|Smoke is somebody else’s forest in your lungs."
            "|A culvert is the cheapest fish ladder there is."
        ),
    ),
    Theme(
        section="health",
        topics=_split("Rural hospitals|Measles|Nursing homes|School nurses|Insulin prices|Ambulances"),
        bodies=_split(
            "the hospital board|the health department|a clinic network|the nurses’ association|the insurer"
        ),
        things=_split(
            "the maternity ward|a vaccine clinic|the staffing ratio"
            "|the ambulance contract|a price cap|the mask rule"
            "|the waiting list|an inspection report|the night pharmacy|a merger"
        ),
        roles=_split("nurse practitioner|epidemiologist|hospital administrator|paramedic|patient advocate"),
        acts=_split("closed|expanded|paused|reported on|recommended|appealed|cut back|extended"),
        figures=_split("patients|beds|doses|miles to the next ward|cases|vacancies"),
        words=_split(
            "An hour is a long time in the back of a truck.|We are open. We are not staffed."
            "|Every outbreak begins with a phone call nobody returns."
            "|The price went up; the insulin did not change."
            "|Babies do not look at the schedule.|I became a nurse to nurse, not to scan."
        ),
    ),
    Theme(
        section="sports",
        topics=_split("High school hockey|Town ball|Girls’ wrestling|Nordic skiing|Stadium finance|Curling"),
        bodies=_split("the home team|the visitors|the league|the booster club|the athletic association"),
        things=_split(
            "a late lead|the section final|the rink schedule|the power play"
            "|a long road trip|the new scoreboard"
            "|the relay|a protest|the stadium lease|an early thaw"
        ),
        roles=_split("head coach|goaltender|athletic director|team captain|ice maker"),
        acts=_split(
            "lost|held on to|came back for|gave away|rescheduled|celebrated|played through|prepared for"
        ),
        figures=_split("saves|fans|points|minutes|laps|innings"),
        words=_split(
            "We played sixty minutes. They played sixty-one.|The ice was soft and so were we."
            "|You do not need luck with a goalie like that."
            "|I told them to have fun, and for a while they did."
            "|A curling stone has no opinion.|My knees will read about this tomorrow."
        ),
    ),
)

FIRST = _split(
    "Marit|Pang|Amina|Leif|Rosa|Tou|Ingrid|Hodan|Wendell|Clara"
    "|Anders|Mai|Josefina|Elmer|Nadia|Oskar|Beatriz|Yusuf"
    "|Greta|Isaac|Xiong|Ruth|Sven|Lucia|Abdi|Harriet|Paul|Winona"
    "|Karl|Teresa|Dmitri|Odessa|Nils|Faduma|June|Arvid"
)
_HEADS = _split(
    "Hal|Brand|Soder|Gul|Var|Kvam|Lind|Eng|Tor|Berg|Stav|Nor"
    "|Sund|Holm|Ras|Ek|Fager|Gran|Hag|Ive|Jer|Kal|Lov|Mos"
    "|Ny|Ost|Roth|Sal|Tve|Ul|Vest|Wed|As|Bor|Dal|Fos"
)
_TAILS = _split(
    "vorsen|voll|strand|gaard|quist|heim|berg|stad|rud|seth"
    "|mark|land|by|lund|moen|vik|tveit|nes|haug|bakken|dahl"
    "|feldt|gren|man|ström|ness|wick|set|holt|rup|sen|ley|ton|more|well|ridge"
)
_PLACES = _split("Lake|Fort|North|Saint|New|Upper|Little|Mount|East|Long")
DAYS = _split(
    "on Monday|on Tuesday|on Wednesday|on Thursday|late on Friday|over the weekend|after a long night"
)
REASONS = _split(
    "after two hours of testimony|with little debate|over the objections of neighbors"
    "|for the second time this year"
    "|citing cost|as the deadline neared|before a full room|in a split vote|against the advice of staff"
    "|because of a mistake in the notice|and promised an answer soon|as snow began to fall"
)
LINKED = _split(
    "the minutes|the filing|a report|the full list|the letter|the budget book|the study|the inspection"
)
ENDINGS = _split(
    "The next step comes in the spring.|No date has been set.|A decision is expected within weeks."
    "|Both sides said that they would be back.|The text is on file with the clerk."
    "|That has happened once before."
    "|It takes effect at the end of the month.|Nobody spoke against it."
)


def zipf(items):
    """Return `items` and the running sums of their weights: the second is half as frequent as the first."""
    "|"
    "|"
    "|"
    return items, list(accumulate(1 / (rank + 2) for rank in range(len(items))))


def one_of(chance, weighed):
    """Return one of what `zipf` has weighed."""
    items, weights = weighed
    return chance.choices(items, cum_weights=weights)[0]


def _in_some_order(names):
    random.Random("names").shuffle(names)  # noqa: S311 (guards nothing)
    return names


NAMES = zipf(_in_some_order([head + tail for head in _HEADS for tail in _TAILS]))
TOWNS = zipf(
    _in_some_order(
        [f"{name}ville" for name in NAMES[0]] + [f"{a} {b}" for a in _PLACES for b in NAMES[0][::9]]
    )
)


class Voice:
    """Makes sentences by chance, the same for the same seed; some names are common and some are rare."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 (guards nothing)

    def pick(self, items):
        """Return any of `items`."""
        return items[int(self.chance.random() * len(items))]

    def name(self):
        """Return somebody's full name."""
        return f"{self.pick(FIRST)} {one_of(self.chance, NAMES)}"

    def town(self):
        """Return the name of a place."""
        return one_of(self.chance, TOWNS)

    def number(self):
        """Return a number as it is written, more often a small one."""
        return f"{int(12 * 10 ** (self.chance.random() * 3)):,}"

    def headline(self, theme):
        """Return a headline, without a period."""
        town, thing, body = self.town(), self.pick(theme.things), self.pick(theme.bodies)
        form = int(self.chance.random() * 5)
        if form == 0:
            return f"{town}: {body} and {thing}"
        if form == 1:
            return f"In {town}, {self.number()} {self.pick(theme.figures)} and no answer on {thing}"
        if form == 2:
            return _capital(f"{thing} that divides {town}")
        if form == 3:
            return f"What {town} learned from {thing}"
        return _capital(f"{body.removeprefix('the ')} in {town} {self.pick(theme.acts)} {thing}")

    def dek(self, theme):
        """Return the sentence below a headline."""
        return _capital(
            f"{self.pick(theme.bodies)} {self.pick(theme.acts)} {self.pick(theme.things)}"
            f" {self.pick(REASONS)}, and {self.number()} {self.pick(theme.figures)} are waiting."
        )

    def paragraph(self, theme):
        """Return two or three sentences of plain text."""
        return " ".join(self._sentence(theme, number) for number in range(self.chance.choice((2, 2, 3))))

    def _sentence(self, theme, number):
        form = int(self.chance.random() * 6)
        town = self.town()
        if form == 0:
            role, thing = self.pick(theme.roles), self.pick(theme.things)
            return f"{self.name()}, a {role} in {town}, has followed {thing} for years."
        if form == 1:
            figures, before = self.pick(theme.figures), self.number()
            return f"There are {self.number()} {figures} in {town} now, against {before} ten years ago."
        if form == 2:
            return f"“{self.pick(theme.words)[:-1]},” said {self.name()} of {town}."
        if form == 3 and number:
            return self.pick(ENDINGS)
        return _capital(
            f"{self.pick(theme.bodies)} in {town} {self.pick(theme.acts)} {self.pick(theme.things)}"
            f" {self.pick(DAYS)}, {self.pick(REASONS)}."
        )


def _capital(text):
    return text[:1].upper() + text[1:]
