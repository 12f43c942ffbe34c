"""What is in work at the moment of loading, and what is happening: the desk has something in every queue."""

from dataclasses import replace
from datetime import timedelta

from articles.demo.builders import Piece, about, by, cite, key_points, quote, text
from articles.demo.work_and_land import WORK
from articles.enums import BylineRole, CitationKind, Label, State

# (story, how far it has come, the word that went with it)
IN_WORK = [
    (
        Piece(
            slug="who-answers-senate-letters",
            section="washington",
            label=Label.ANALYSIS,
            headline="What becomes of a senator’s letter after the headline",
            dek="Hundreds go to the departments every month. We followed twelve.",
            byline=(by("ingrid-solberg", place="in Washington"),),
            photo="papers",
            topics=("us-senate", "justice-department"),
            people=(("al-franken", "senator from Minnesota"),),
            body=(
                text(
                    """
                    A letter from a senator to a cabinet secretary is a public act twice: when it is
                    released, and if it is answered. The first is easy to find. For the second we asked the
                    offices, the departments and, in the end, the archive.

                    Of twelve letters seven had an answer. The quickest took nine days. The slowest was
                    dated after the senator had left.

                    ## Who opens the envelope

                    [To come: the correspondence unit. Call back on Thursday.]
                    """
                ),
            ),
        ),
    ),
    (
        Piece(
            slug="new-map-of-the-iron-range",
            section="minnesota",
            headline="Iron Range: working headline",
            dek="",
            byline=(by("ingrid-solberg"),),
            body=(
                text(
                    """
                    Notes from the drive: Hibbing, then Virginia, then Ely. Ask for the numbers of the
                    school district before anything else.
                    """
                ),
            ),
        ),
    ),
    (
        Piece(
            slug="ambulance-at-the-border",
            section="health",
            headline="Two ambulances, one state line, and a rule about who may cross it",
            dek="On the Dakota border the nearer crew is often the one that may not come.",
            byline=(by("amina-warsame", place="in Breckenridge"),),
            topics=("rural-health",),
            citations=(
                cite("bulletin", "Four interviews with crews on both sides", kind=CitationKind.INTERVIEW),
            ),
            body=(
                text(
                    """
                    The house stands in Minnesota and its mailbox in North Dakota. When the owner fell from
                    a ladder in May, a crew with the right license came from 22 miles away. The other was
                    parked four miles off and listened to it on the radio.

                    An agreement between the states, drawn up in the winter, would let the nearer crew go.
                    It waits for a signature on each side of the river.
                    """
                ),
                about(),
            ),
        ),
        State.SUBMITTED,
        "Both crews have read their quotes. The map is in the photo folder.",
    ),
    (
        Piece(
            slug="school-kitchen-night-market",
            section="work",
            headline="A school kitchen that feeds 900 by day rents its stoves by night",
            dek="Six cooks without a restaurant pay $14 an hour for one that stands empty.",
            byline=(by("ingrid-solberg"), by("daniel-okafor", BylineRole.CONTRIBUTED)),
            photo="shop",
            topics=("small-business", "schools"),
            body=(
                text(
                    """
                    At three in the afternoon the last tray is washed. At five a woman with a crate of
                    plantains unlocks the same door. The kitchen of a school in Brooklyn Park has become, on
                    four evenings a week, the workplace of six people who sell food and own no stove.

                    The district earns about $1,100 a month with it. It used to pay a guard for the same
                    hours.
                    """
                ),
                about(),
            ),
        ),
        State.CHANGES_REQUESTED,
        "Good. Who pays if somebody is hurt? Get the insurer, or the district’s lawyer, and name one cook "
        "in the lede.",
    ),
]

SCHEDULED = [
    Piece(
        slug="mail-boat-last-captain",
        section="land-climate",
        headline="The mail boat has a new captain, who is also its mechanic, its clerk and its only crew",
        dek="Nineteen islands get their letters from one person and a dog.",
        byline=(by("lars-nygaard", place="on Lake of the Woods"),),
        photo="lake",
        caption="For five months of the year the boat stays on land.",
        topics=("lakes-and-rivers", "small-business"),
        note="",
        body=(
            text(
                """
                The dog gets off first. On each of nineteen docks somebody is waiting for it, and the
                letters come second. Jo Lundeen has carried the mail on this part of the lake since spring,
                when the captain before her, who had done it for 41 years, handed her the key and a list of
                who is hard of hearing.

                She sorts at six, leaves at seven and is back at three if nobody wants to talk. Somebody
                always does. The contract pays by the mile, and the miles are measured in a straight line.
                """
            ),
            about(),
        ),
    ),
]

# A published story, changed but not yet published again: readers still see the old headline.
REVISED = [
    replace(
        next(piece for piece in WORK if piece.slug == "bakery-by-the-hour"),
        headline="A Duluth bakery divides its profit by the hour, and votes on the butter",
        note="New headline; waits for the figures of last month.",
    ),
]


def live_stories(now):
    """Return the stories of the day of loading, told in times before `now`: one goes on, one has ended."""

    def ago(minutes):
        return now - timedelta(minutes=minutes)

    return [_water_main(ago), _council(ago)]


def _water_main(ago):
    return Piece(
        slug="water-main-university-avenue",
        section="minnesota",
        label=Label.LIVE,
        headline="Water main break closes University Avenue in St. Paul",
        dek="About 400 homes are without water. Crews have found the break and are digging.",
        byline=(
            by("pa-houa-vang", place="in St. Paul"),
            by("amina-warsame", BylineRole.CONTRIBUTED, place="in St. Paul"),
            by("teresa-aguilar", BylineRole.EDITED),
        ),
        photo="bridge",
        caption="The Green Line stops short of the closure on both sides.",
        topics=("infrastructure", "transit"),
        citations=(
            cite("bulletin", "What our reporter sees and hears at the site", kind=CitationKind.INTERVIEW),
        ),
        at=ago(170),
        body=(
            key_points(
                confirmed=(
                    "A main 24 inches wide broke under University Avenue.",
                    "The avenue is closed for five blocks, and trains turn back on both sides.",
                    "Nobody is hurt.",
                ),
                unconfirmed=(
                    "When the water will be back.",
                    "What made the pipe break. It was laid in 1931.",
                ),
            ),
            text(
                """
                A water main broke under University Avenue in St. Paul and turned five blocks of it into a
                shallow river. The avenue is closed to cars and trains. About 400 homes and some sixty shops
                have no water.

                Crews shut the valves within the hour. What came out in that hour went into basements on the
                south side, and into one theater.

                We will post here what we learn until the water is back.
                """
            ),
            about(),
        ),
        points=(
            "All four valves are shut, and the water has stopped rising.",
            "About 400 homes have no water; two trucks give some out.",
            "Workers have uncovered the break: the pipe was laid in 1931.",
        ),
        waits=(
            {
                "author": "amina-warsame",
                "text": "<p>A hardware store on the dry side of the avenue has sold 140 buckets today. It "
                "fills each of them before it sells it, the owner says, at no charge.</p>",
            },
        ),
        updates=(
            {
                "posted_at": ago(165),
                "author": "pa-houa-vang",
                "headline": "Avenue closed, trains turned back",
                "text": "<p>Police have closed University Avenue for five blocks. Green Line trains turn "
                "back on both sides of the break, and buses replace them on a parallel street.</p>",
            },
            {
                "posted_at": ago(141),
                "author": "pa-houa-vang",
                "headline": "The valves are shut",
                "is_key": True,
                "text": "<p>The water has stopped rising. Crews say that all four valves around the break "
                "are shut, and that pressure in the neighborhoods to the north is normal again.</p>",
            },
            {
                "posted_at": ago(104),
                "author": "teresa-aguilar",
                "headline": "Where to get drinking water",
                "is_pinned": True,
                "text": "<p>Two trucks give out drinking water: one in the parking lot of the library, "
                "one at the fire station. Bring a clean container. Water from the tap, where there is "
                "any, must be boiled for a minute before it is drunk.</p>",
            },
            {
                "posted_at": ago(66),
                "author": "pa-houa-vang",
                "headline": "Theater cancels its next performance",
                "text": "<p>There are eleven inches of water under the stage. The company is carrying "
                "costumes across the street to a bank, which has offered its lobby.</p>",
            },
            {
                "posted_at": ago(38),
                "author": "pa-houa-vang",
                "headline": "Crews reach the pipe",
                "text": "<p>Twelve feet down, workers have uncovered the break: a crack as long as a car. "
                "A new length of pipe is on a truck beside the hole.</p><ul><li>Cut out the broken "
                "piece</li><li>Set the new one</li><li>Flush, test, fill the hole</li></ul><p>None of "
                "these three steps, the foreman says, likes to be hurried.</p>",
            },
            {
                "posted_at": ago(9),
                "author": "pa-houa-vang",
                "text": "<p>The saw has started. One can hear it in the library.</p>",
            },
        ),
    )


def _council(ago):
    before = Piece(
        slug="council-votes-on-night-buses",
        section="minnesota",
        label=Label.LIVE,
        headline="Night buses: 61 people have something to say to the council",
        dek="Restaurant workers fill the gallery. A vote is expected after the hearing.",
        byline=(by("teresa-aguilar"),),
        photo="street",
        topics=("transit", "small-business"),
        background=("night-bus-hour-later",),
        at=ago(400),
        body=(
            text(
                """
                The city council decides today whether to go on paying for the last bus of the night.
                Sixty-one people have asked to speak, most of them on their way to work or from it.

                The buses cost $1.2 million a year. The budget that the mayor sent over has no line for
                them.
                """,
                key="council",
            ),
            about(),
        ),
        updates=(
            {
                "posted_at": ago(395),
                "author": "teresa-aguilar",
                "headline": "The gallery is full",
                "text": "<p>Sixty-one people have signed up to speak, two minutes each. The clerk has "
                "asked for a second pitcher of water.</p>",
            },
            {
                "posted_at": ago(290),
                "author": "teresa-aguilar",
                "headline": "The case against",
                "text": "<p>Two members say that the buses are half empty on Mondays, and that streets do "
                "not mend themselves. They propose to keep them from Thursday to Saturday.</p>",
            },
            {
                "posted_at": ago(215),
                "author": "teresa-aguilar",
                "headline": "Amendment fails",
                "text": "<p>Three nights instead of six: 6 in favor, 7 against.</p>",
            },
            {
                "posted_at": ago(180),
                "author": "teresa-aguilar",
                "headline": "The buses stay, 7-6",
                "is_key": True,
                "text": "<p>The last vote is called at the end of the fourth hour. Nobody claps, as the "
                "rules ask. Then somebody does.</p>",
            },
        ),
        has_ended=True,
    )
    decided = replace(
        before,
        at=ago(175),
        label=Label.NONE,
        headline="Council keeps the night buses, 7-6, after a hearing of four hours",
        dek="The money comes out of next year’s repaving. One of the yes votes lives on a street that has "
        "to wait.",
        note="The vote, and what it costs.",
        body=(
            text(
                """
                The city council voted by one to go on paying for the last bus of the night. Sixty-one
                people asked to speak, most of them on their way to work or from it.

                The buses cost $1.2 million a year. To keep them the council put off the repaving of three
                streets, and a member whose ward has all three voted yes.
                """,
                key="council",
            ),
            quote(
                "A pothole I can drive around. I cannot drive around not having a bus.",
                speaker="Luz Carrillo",
                role="line cook",
                occasion="to the council",
                key="pothole",
            ),
            about(),
        ),
    )
    return replace(before, later=(decided,))
