"""Work, and Land & climate. Firms, farms and the people in them are invented; laws and wages are not."""

from articles.demo.builders import (
    Piece,
    about,
    by,
    central,
    fact_box,
    gallery,
    picture,
    quote,
    story_card,
    text,
)
from articles.enums import BylineRole, Label, PictureWidth

WORK = [
    Piece(
        slug="elevator-night-shift",
        section="work",
        headline="The elevator in Crookston hires its first night shift since 1988",
        dek="Trains come late, harvests come early, and somebody has to be awake in between.",
        byline=(by("daniel-okafor", place="in Crookston"),),
        photo="elevator",
        topics=("farming",),
        at=central("2021-11-26 06:30"),
        body=(
            text(
                """
                The light at the top of the head house can be seen for eleven miles, and for thirty-three
                years it went off at nine. Since the first of November it has stayed on. The cooperative
                that owns the elevator has hired seven people to load rail cars through the night.

                It was not a hopeful decision, the manager says. Trains that used to come on a day now come
                in a week. When one does arrive, at whatever hour, 110 cars must be filled within fifteen
                before the railroad charges for the wait.
                """
            ),
            quote(
                "You can be angry at a train, or you can be there when it comes.",
                speaker="Glen Halvorsen",
                role="elevator manager",
                occasion="at the elevator in Crookston",
                on="2021-11-24",
            ),
            text(
                """
                The night crew earns $24 an hour. Its youngest member is 19, its oldest 67; he worked the
                last night shift, too, and says the view has not changed.
                """
            ),
            gallery("By day, around the elevator", ["field", "highway", "lake"]),
            about(),
        ),
    ),
    Piece(
        slug="bakery-by-the-hour",
        section="work",
        headline="A Duluth bakery divides its profit by the hour worked, dishwashers included",
        dek="The owner wanted to know what would happen if everybody saw the books. They asked about the "
        "butter.",
        byline=(by("daniel-okafor", place="in Duluth"),),
        photo="shop",
        caption="Brown Loaf, before it opens.",
        topics=("small-business",),
        at=central("2021-11-18 05:45"),
        body=(
            text(
                """
                On the first Friday of the month the ovens at Brown Loaf are switched off at two, and eleven
                people sit down on flour sacks to look at a sheet of paper. It says what came in, what went
                out, and what is left. What is left is divided by the hours they worked.

                In October that made $3.12 an hour on top of wages. In September it was 40 cents: a mixer
                broke. “In September nobody threw away dough,” said Hanna Pelto, who opened the bakery in
                2012 and now earns by the same rule.

                The staff has since changed the supplier of butter, dropped Mondays and voted down a second
                shop, seven to four.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="why-servers-earn-more-in-moorhead",
        section="work",
        label=Label.EXPLAINER,
        headline="Why a server in Moorhead has a higher base wage than one across the bridge in Fargo",
        dek="Two states, one river and a rule called the tip credit.",
        byline=(by("daniel-okafor", place="in Moorhead"),),
        photo="bridge",
        caption="A bridge can be a border between two payrolls.",
        topics=("small-business",),
        at=central("2021-11-15 10:00"),
        body=(
            text(
                """
                ## What is a tip credit?

                Under federal law an employer may count a part of a server’s tips toward the minimum wage.
                In North Dakota the employer pays as little as $4.86 an hour, as long as tips make up the
                rest of $7.25.

                ## And in Minnesota?

                Minnesota allows no such credit. Tips come on top of the full minimum: $10.08 this year at
                large employers and $8.21 at small ones. It is one of seven states with that rule.

                ## Who gains?

                Servers on slow days, for certain. Whether customers tip less where they know the rule,
                nobody has shown. Restaurants on the Moorhead side say they hire fewer people for the same
                tables, and keep them longer.
                """
            ),
            fact_box(
                "Base wage in 2021",
                """
                <ul>
                <li><p><strong>Moorhead, large employer:</strong> $10.08 an hour.</p></li>
                <li><p><strong>Moorhead, small employer:</strong> $8.21 an hour.</p></li>
                <li><p><strong>Fargo, with tips:</strong> $4.86 an hour.</p></li>
                </ul>
                """,
            ),
        ),
    ),
    Piece(
        slug="mill-starts-again",
        section="work",
        headline="A paper mill that made magazines starts again with boxes",
        dek="Sixteen months after its last roll of glossy, the mill in Carlow Falls has 90 people back at "
        "work.",
        byline=(by("daniel-okafor", place="in Carlow Falls"),),
        topics=("small-business",),
        at=central("2021-11-12 13:15"),
        body=(
            text(
                """
                The whistle was the company’s idea, and it made people cry, which was not. At seven on
                Friday it blew over Carlow Falls for the first time since July of last year, when the mill
                made its last roll of magazine paper.

                What it makes now is brown. The new owners spent $44 million to turn one of two machines to
                the paper that boxes are made of, for which the country has a great appetite and, since the
                pandemic, no patience.

                Ninety of the 220 who lost their jobs are back. The second machine depends on a permit for
                water, and on whether people go on sending each other things.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="truck-school-waiting-list",
        section="work",
        headline="Eight seats, 140 names: the wait for a class in driving a truck",
        dek="Companies offer bonuses to drivers they cannot find. The school that trains them cannot find "
        "teachers.",
        byline=(by("daniel-okafor"), by("amina-warsame", BylineRole.CONTRIBUTED)),
        photo="highway",
        topics=("small-business", "schools"),
        at=central("2021-11-10 08:20"),
        body=(
            text(
                """
                Everybody agrees that there are too few truck drivers. At a college in the southeast of the
                state 140 people would like to become one. Eight can start in January.

                The trouble is the passenger seat. An instructor earns $58,000; the same person, driving for
                the firm that sponsors the course, earns $80,000 and a bonus for joining. Two instructors
                left in the fall to do what they teach.

                Fartun Ali is number 31 on the list. She drives a school bus and has begun to study the
                brake system on her own, from a book. “When they call me,” she said, “I want to be the one
                who asks the questions.”
                """
            ),
            about(),
        ),
    ),
]

LAND = [
    Piece(
        slug="four-inches-of-ice",
        section="land-climate",
        headline="Four inches, and not an inch less: the first shacks go out, a week late",
        dek="A warm November keeps the big lakes open. The sheriff would like everybody to own a drill.",
        byline=(by("lars-nygaard", place="in Garrison"),),
        photo="lake",
        topics=("lakes-and-rivers",),
        at=central("2021-12-01 06:40"),
        body=(
            text(
                """
                At first light on Wednesday a man lay down on his stomach on the ice of a bay, put his ear
                to it, and stood up satisfied. Then he drilled. Four and a quarter inches, black and clear:
                enough to walk on, not enough for anything with a motor.

                The first shacks went out that morning, pulled by hand, a week later than in an average year
                of the last thirty. Beyond the point, where the wind has a run of ten miles, the water was
                still open.
                """
            ),
            fact_box(
                "How thick is thick enough",
                """
                <ul>
                <li><p><strong>Under 4 inches:</strong> stay off.</p></li>
                <li><p><strong>4 inches:</strong> on foot.</p></li>
                <li><p><strong>5 to 7 inches:</strong> a snowmobile.</p></li>
                <li><p><strong>8 to 12 inches:</strong> a car.</p></li>
                </ul>
                """,
            ),
            text(
                """
                The numbers hold for new, clear ice on still water. White ice is half as strong. Where a
                stream comes in, the numbers mean nothing at all.
                """
            ),
        ),
    ),
    Piece(
        slug="wild-rice-low-water",
        section="land-climate",
        headline="In a year of low water, wild rice stood where nobody could float to it",
        dek="The drought gave the north a rich crop of manoomin and few ways to reach it.",
        byline=(by("lars-nygaard"),),
        photo="lake",
        caption="The rice lakes have since frozen over.",
        topics=("lakes-and-rivers", "farming"),
        at=central("2021-11-20 09:00"),
        body=(
            text(
                """
                Wild rice likes a quiet summer, and this one was quiet. On the lakes of the north the stalks
                stood thicker in August than they had in years. Then people came with canoes, and there was
                mud.

                “We could see it and smell it,” said Darlene Roy, who has riced since she was six. She and
                her brother dragged a canoe over a sandbar that neither had seen before, and came home with
                forty pounds instead of three hundred. What was not gathered fell, and is next year’s seed.

                Manoomin, the Ojibwe name, is usually put into English as “the good berry.” State
                biologists, who count it from the air, expect a crop to remember in 2022, given rain.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="rain-came-wells-did-not",
        section="land-climate",
        label=Label.ANALYSIS,
        headline="The rain came back. The wells have not",
        dek="October ended the drought on the map. Underground it will last through the winter, and "
        "perhaps longer.",
        byline=(by("lars-nygaard"),),
        topics=("lakes-and-rivers", "farming"),
        at=central("2021-11-14 07:15"),
        body=(
            text(
                """
                Look at the drought map and Minnesota has recovered. In August a belt of dark red crossed
                the state’s northwest; now most of it is pale yellow or white. The map measures what fell
                and what ran off. It says little about what was pumped.

                Below the sand plains of the center, water stands in layers, and the upper ones fill first.
                Monitoring wells there rose by a hand’s breadth in October. They had fallen by an arm’s
                length since May. A wet spring would close the gap, a dry one would begin where this summer
                ended.

                Irrigation permits are the state’s lever, and it is a slow one. They were written for years
                in which the average was a good guess.
                """
            ),
            picture(
                "elevator", "Dust stood behind every truck until the rains of October.", PictureWidth.WIDE
            ),
        ),
    ),
    Piece(
        slug="ten-percent-to-grass",
        section="land-climate",
        headline="A farmer gives back ten acres in a hundred, and the creek turns clear",
        dek="Strips of prairie between the corn cost less than the soil that used to leave.",
        byline=(
            by("lars-nygaard", place="in Renville County"),
            by("marisol-ibarra", BylineRole.PHOTOGRAPHED),
        ),
        photo="field",
        caption="Strips of prairie follow the contour of the land.",
        topics=("farming", "lakes-and-rivers"),
        at=central("2021-11-09 11:50"),
        body=(
            text(
                """
                The strips are thirty feet wide and look, in November, like somebody forgot them. Bluestem,
                coneflower, a seed mix of forty kinds: Paul Tvedt planted them across his corn in 2017, on
                the contour, a tenth of every field.

                After a two-inch rain in August he filled a jar below his own land and another below the
                next farm. He keeps both on the kitchen windowsill. One is the color of weak tea. The other
                has settled, and needs two fingers to measure.
                """
            ),
            quote(
                "I used to say I farm six hundred acres. It turns out some of them were farming downstream.",
                speaker="Paul Tvedt",
                role="farmer",
                occasion="on his farm in Renville County",
                on="2021-11-06",
            ),
            text(
                """
                Yields between the strips are what they were. Seed and mowing cost him $60 an acre of grass,
                and a county program pays half. Three neighbors have asked for his seed list. He gives them
                the jars to hold.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="last-beets",
        section="land-climate",
        headline="The beets are piled, and now the valley has to hope for cold",
        dek="A mountain of sugar beets half a mile long keeps only if it freezes. It has not.",
        byline=(by("lars-nygaard", place="in the Red River Valley"),),
        topics=("farming",),
        at=central("2021-11-13 16:30"),
        body=(
            text(
                """
                A sugar beet goes on breathing after it is pulled, and what it breathes away is sugar. So
                the valley piles its beets thirty feet high along the rail line and waits for winter to put
                them to sleep.

                This year winter is late. Fans push night air through culverts under the piles, and men with
                thermometers on poles walk the tops like people looking for avalanches. A warm spot means
                rot, and a loader digs it out.

                Two weeks at ten degrees would do. The forecast has two nights.
                """
            ),
            story_card("elevator-night-shift", "Trains are late in the valley, too."),
            about(),
        ),
    ),
]

STORIES = [*WORK, *LAND]
