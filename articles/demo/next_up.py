"""Late 2021: what the reference story leads on to. Teams, counties and private people are invented."""

from articles.demo.builders import Piece, about, by, central, cite, quote, text
from articles.enums import CitationKind, Label

STORIES = [
    Piece(
        slug="voyageurs-win-fourth-straight",
        section="sports",
        headline="Three goals in one period, four wins in a row for the Voyageurs",
        dek="St. Paul is outshot, falls behind and still skates off with two points against Thunder Bay.",
        byline=(by("daniel-okafor", place="in St. Paul"),),
        photo="rink",
        caption="The ice in St. Paul, before the doors opened.",
        topics=("hockey",),
        at=central("2021-11-30 22:15"),
        body=(
            text(
                """
                For twenty minutes on Tuesday the St. Paul Voyageurs looked like a team that had won three
                games in a row and believed that was enough. Then came the second period.

                Down 1-0, they scored three times in under nine minutes: a rebound, a breakaway and a shot
                from the blue line that nobody in front of the net claims to have seen. Goaltender Anders
                Hedlund made 34 saves in the 4-2 win over Thunder Bay, the Voyageurs’ fourth straight.
                """
            ),
            quote(
                "We stopped admiring the last game and started playing this one.",
                speaker="Coach Renée Dufour",
                role="St. Paul Voyageurs",
                occasion="after the game",
                on="2021-11-30",
            ),
            text(
                """
                The streak lifts St. Paul to second place. Winnipeg, which has lost twice all season, visits
                on Friday.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="headwaters-state-last-second",
        section="sports",
        headline="Headwaters State wins at the horn and goes to 6-0",
        dek="A team picked to finish last in its conference has not lost yet. The last shot was not "
        "supposed to be one.",
        byline=(by("daniel-okafor", place="in Bemidji"),),
        photo="hoop",
        topics=("basketball",),
        at=central("2021-11-30 21:40"),
        body=(
            text(
                """
                Jada Whitebird meant to pass. With two seconds left and two defenders on the teammate she
                was looking for, she let the ball go from the corner instead. It fell as the horn sounded:
                Headwaters State 71, visitors from the coast 70, and a sixth win in six games.

                “I’d like to tell you that was the play,” the sophomore said. Her coach confirmed that it
                was not.

                Before the season a poll of coaches put Headwaters State last among ten. Its next three
                opponents have a combined record of 14-2, so the poll may yet have its day.
                """
            ),
        ),
    ),
    Piece(
        slug="tamarack-first-covid-death",
        section="health",
        headline="After 20 months and a record of vaccinations, a northern county has its first COVID-19 "
        "death",
        dek="Nine in ten adults in Tamarack County have had their shots. Health workers there had begun "
        "to hope.",
        byline=(by("amina-warsame", place="in Tamarack County"),),
        photo="lake",
        caption="Tamarack County has more lakes than hospital beds.",
        topics=("covid-19", "rural-health"),
        citations=(
            cite("tamarack-county", "The death and the rate of vaccination", kind=CitationKind.STATEMENT),
            cite("tamarack-county", "What the county’s nurse says", kind=CitationKind.INTERVIEW),
        ),
        at=central("2021-11-30 16:05"),
        body=(
            text(
                """
                For 20 months Tamarack County was the blank spot on the state’s map of the pandemic’s dead.
                On Tuesday its health office reported that a resident in their 80s had died of COVID-19.

                The county had done what was asked of it. Ninety-one percent of its adults are vaccinated,
                the most in the state, and clinics went by boat to people on the islands. The office gave no
                further details of the person who died.
                """
            ),
            quote(
                "We knew we were not immune. We knew it as a fact, and now we know it the other way.",
                speaker="Karin Aho",
                role="county public health nurse",
                occasion="by telephone",
                on="2021-11-30",
                source="tamarack-county",
            ),
            text(
                """
                Cases rose in November, as they did everywhere in Minnesota. The nearest intensive care bed
                is two hours away by road, and on Tuesday it was taken.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="winter-break-two-more-days",
        section="minnesota",
        headline="Schools add two days to winter break and call them rest",
        dek="Teachers are covering for colleagues at lunch, and substitutes are not to be had. Parents "
        "have three weeks’ notice.",
        byline=(by("pa-houa-vang"),),
        photo="classroom",
        caption="Desks in the Riverbend district will be empty from Dec. 20.",
        topics=("schools", "covid-19"),
        at=central("2021-11-30 11:20"),
        body=(
            text(
                """
                Students in the Riverbend school district will start winter break two days early, on Dec.
                20. The board voted 6-1 on Monday night to close, with pay, for what the superintendent
                called a chance to breathe.

                The district of 11,000 students has filled fewer than half of its requests for substitute
                teachers this fall. Principals have taught gym. In one building the librarian has not been
                in the library since October.

                “I understand it. I also have to find someone to watch two kids,” said Marcus Bell, who
                drives a delivery route and has a first- and a third-grader. Recreation centers will open on
                both days, and meals can be picked up at four schools.

                The days do not have to be made up: the calendar had room for snow.
                """
            ),
        ),
    ),
    Piece(
        slug="sixth-burglary-taqueria",
        section="minnesota",
        headline="Sixth burglary in a year at Taquería Lucero: ‘They know where we keep the limes’",
        dek="The owner of a Lake Street restaurant has changed the locks, the glass and the alarm. "
        "Neighbors have started to take turns at night.",
        byline=(by("teresa-aguilar"),),
        photo="shop",
        caption="Taquería Lucero, after closing time.",
        topics=("small-business",),
        at=central("2021-11-29 17:30"),
        body=(
            text(
                """
                The call comes at about four in the morning, and Ximena Fuentes no longer asks what
                happened. She asks which door. Sunday’s break-in at Taquería Lucero, the restaurant she
                opened in 2014, was the sixth since last December.

                This time it was the back door, and what went was a cash drawer with $80, two tablets and a
                case of limes. The repairs cost more than the loss: she has paid for five panes of glass,
                and her insurer now asks for $5,000 before it pays anything.

                Police have made no arrest in any of the six. On Monday four owners on the block agreed to
                take turns keeping a light on, and a person behind it, until morning.

                Fuentes opened at eleven, as always. There was no lime with the lunch special, and nobody
                complained.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="465-road-deaths",
        section="minnesota",
        headline="465 dead on Minnesota’s roads, with a month of the year to go",
        dek="Speed is the largest single cause. The last time the count was this high, the roads were "
        "full; now they are not.",
        byline=(by("pa-houa-vang", place="in St. Paul"),),
        photo="highway",
        topics=("road-safety", "infrastructure"),
        citations=(cite("dps-minnesota", "The count so far", "https://dps.mn.gov/", CitationKind.RECORD),),
        at=central("2021-12-01 10:10"),
        body=(
            text(
                """
                Traffic has killed 465 people in Minnesota this year, according to <a
                href="https://dps.mn.gov/">the state’s preliminary count</a>, and December is still to come.
                It is the deadliest year on the roads in well over a decade.

                When the pandemic emptied the highways in 2020, some of those who kept driving drove faster,
                and they have not slowed down since. Speed figures in about a third of the deaths.

                Extra patrols begin this week and run through New Year’s Eve. In St. Paul, planners have
                narrowed lanes on four streets and measured what happened: drivers slowed by five miles an
                hour.
                """
            ),
        ),
    ),
    Piece(
        slug="stadium-concert-cancelled",
        section="minnesota",
        headline="Band calls off Minneapolis stadium show over vaccination rule",
        dek="The Lantern Choir says it will not play where its fans have to show a card. Tickets will be "
        "refunded.",
        byline=(by("daniel-okafor"),),
        photo="stage",
        caption="Forty thousand tickets had been sold.",
        topics=("covid-19", "small-business"),
        at=central("2021-11-29 13:00"),
        body=(
            text(
                """
                The Lantern Choir will not play in Minneapolis on Dec. 11. The band told the stadium on
                Monday that it would not accept a rule under which everybody in the hall must be vaccinated
                or tested, and that it preferred not to play at all.

                The stadium has applied the rule since September, to football and to monster trucks, and
                says it will not make an exception. Forty thousand tickets are to be refunded within ten
                days.

                For the blocks around it the show was to be the best night of the month. “We had hired nine
                people for one evening,” said Tom Reyes, who owns a bar across the street. “I am now making
                nine phone calls.”
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="biden-technical-college",
        section="washington",
        label=Label.UPDATED,
        headline="In Rosemount, Biden sells the roads law to those who will build the roads",
        dek="The president walks through the shops of a technical college and says there is a job in the "
        "law for everybody he met.",
        byline=(by("ingrid-solberg", place="in Rosemount"), by("daniel-okafor")),
        photo="lectern",
        caption="A lectern made ready for the president’s remarks.",
        topics=("infrastructure", "minnesota-delegation"),
        people=(
            ("joe-biden", "president"),
            ("amy-klobuchar", "senator from Minnesota"),
            ("white-house", ""),
        ),
        citations=(
            cite(
                "white-house",
                "What the law has in it for Minnesota",
                "https://www.whitehouse.gov/",
                CitationKind.STATEMENT,
            ),
        ),
        at=central("2021-11-30 15:50"),
        body=(
            text(
                """
                President Joe Biden came to Dakota County Technical College on Tuesday to talk about
                asphalt. Two weeks after he signed a $1 trillion law on roads, bridges, pipes and wires, he
                went through the shops where the people who will lay them are trained.

                Minnesota expects about $4.5 billion for highways and $300 million for bridges over five
                years, <a href="https://www.whitehouse.gov/">the White House says</a>. More than 600 of the
                state’s bridges are rated in poor condition.

                Sen. Amy Klobuchar, who voted for the law, recalled the summer evening in 2007 when the
                bridge of Interstate 35W fell into the Mississippi, not far from her house.
                """
            ),
        ),
    ),
]
