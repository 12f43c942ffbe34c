"""Minnesota, Courts and a vote in Washington. Towns are real, most of what happens in them here is not."""

from dataclasses import replace

from articles.demo.builders import (
    Piece,
    about,
    by,
    central,
    cite,
    key_points,
    outside,
    picture,
    quote,
    statement,
    story_card,
    text,
)
from articles.enums import BylineRole, CitationKind, CorrectionKind, PictureWidth, RelatedKind


def _last_bus(how_often):
    return (
        text(
            f"""
            At 11:34 on Monday night a bus left Nicollet Mall with nine people on it, and eight of them
            smelled of onions. It was the first run of a trip that restaurant workers had asked for since
            the summer: one more Route 88, an hour after what used to be the last.

            “I have paid more for rides home than for my phone,” said Luz Carrillo, a line cook, who counted
            four rides a week at $19. The extra trip runs {how_often}. The agency found the driver hours in
            a morning run that carried two people.

            If the bus averages twelve riders by spring, it stays.
            """,
            key="last-bus",
        ),
        about(),
    )


_NIGHT_BUS = Piece(
    slug="night-bus-hour-later",
    section="minnesota",
    headline="The last bus of the night now leaves an hour later, and cooks can go home on it",
    dek="Kitchens close at eleven; until this week the buses on Route 88 stopped at half past ten.",
    byline=(by("daniel-okafor"),),
    photo="street",
    topics=("transit", "small-business"),
    at=central("2021-11-23 07:30"),
    body=_last_bus("daily"),
)

MINNESOTA = [
    Piece(
        slug="sunday-liquor-to-governor",
        section="minnesota",
        headline="Sunday liquor sales, barred since statehood, go to the governor",
        dek="Both chambers agree on a bill that has failed for decades. Stores could open on Sundays from "
        "July.",
        byline=(by("pa-houa-vang", place="in St. Paul"),),
        photo="bridge",
        topics=("small-business",),
        at=central("2017-03-02 17:05"),
        body=(
            text(
                """
                A law almost as old as the state is one signature from its end. The Legislature on Thursday
                sent Gov. Mark Dayton a bill that lets liquor stores open on Sundays, from eleven in the
                morning to six at night. He has said he will sign it.

                The ban dates from 1858. Every session somebody tried to lift it and every session it held,
                with the help of store owners who liked a day off that their competitors had to take too.

                What changed was the roll call: dozens of new members, many of them from districts that can
                see Wisconsin. Stores near the border say they can see it as well, on Sundays, in their
                parking lots.

                If the bill is signed, the first legal Sunday is July 2.
                """
            ),
        ),
    ),
    Piece(
        slug="worthington-library-sundays",
        section="minnesota",
        headline="Worthington’s library opens on Sundays, and nobody wants to leave",
        dek="A city where half the children speak Spanish at home gave its library six more hours. It was "
        "full in one.",
        byline=(by("teresa-aguilar", BylineRole.WRITTEN, "in Worthington"),),
        photo="shelves",
        topics=("languages", "schools"),
        at=central("2021-11-28 18:00"),
        body=(
            text(
                """
                The doors opened at noon, and by one o’clock the children’s room was out of chairs.
                Worthington’s library had not opened on a Sunday since 1994. The plant works six days; for
                many families in town the seventh is the only one on which anybody has time to read.

                Rosa Ayala came with three sons and a list. “They have homework, I have a form from the
                county, and my neighbor wants a book about bees,” she said. A librarian found all three, one
                of them in Spanish.

                The city pays for the hours until June. At five the lights were switched off and on again
                twice. It took another twenty minutes.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="biblioteca-worthington-domingos",
        section="minnesota",
        language="es",
        headline="La biblioteca de Worthington abre los domingos y nadie quiere irse: niños, abejas y un "
        "formulario",
        dek="Una ciudad donde la mitad de los niños habla español en casa dio seis horas más a su "
        "biblioteca.",
        byline=(
            by("teresa-aguilar", BylineRole.WRITTEN, "en Worthington"),
            by("marisol-ibarra", BylineRole.TRANSLATED),
        ),
        photo="shelves",
        caption="Los estantes de la sala de lectura.",
        topics=("languages", "schools"),
        at=central("2021-11-28 20:15"),
        body=(
            text(
                """
                Las puertas se abrieron a mediodía y a la una ya no quedaba una silla en la sala infantil.
                La biblioteca de Worthington no abría un domingo desde 1994. La planta trabaja seis días;
                para muchas familias, el séptimo es el único en que alguien tiene tiempo de leer.

                Rosa Ayala llegó con tres hijos y una lista. «Ellos traen tarea, yo traigo un formulario del
                condado y mi vecina quiere un libro sobre abejas», dijo. Una bibliotecaria encontró las tres
                cosas, una de ellas en español.

                La ciudad paga las horas hasta junio. A las cinco las luces se apagaron y se encendieron dos
                veces. Hicieron falta otros veinte minutos.
                """
            ),
            story_card("worthington-library-sundays", "This story in English."),
        ),
    ),
    Piece(
        slug="nyob-zoo-xyoo-tshiab",
        section="minnesota",
        headline="“Nyob zoo xyoo tshiab”: Hmong New Year fills the hall again after a silent year",
        dek="Last November families tossed the ball over a video call. This weekend forty thousand came "
        "to St. Paul.",
        byline=(by("pa-houa-vang", place="in St. Paul"),),
        topics=("languages", "covid-19"),
        at=central("2021-11-27 19:10"),
        body=(
            text(
                """
                The ball is small, the size of an orange, and it tells everybody who likes whom. In the
                pandemic’s first year there was nobody to throw it to. On Saturday in St. Paul two long rows
                of young people faced each other again, in black velvet sewn with coins, and the sound of
                the coins was the first thing one heard at the door.
                """
            ),
            quote(
                "My grandmother asked me to send her the noise. Not a picture. The noise.",
                speaker="Mai Lee Thao",
                role="college student",
                occasion="at the celebration in St. Paul",
                on="2021-11-27",
            ),
            text(
                """
                Vaccinations were given beside the papaya salad: 212 by evening, a third of them to people
                over sixty, who had come for the singing. The organizers count forty thousand visitors in
                three days.

                The greeting in the headline wishes a good new year. The year it wishes for begins with the
                harvest.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="county-agrees-to-paint-bridge",
        section="minnesota",
        headline=(
            "After eleven public meetings, four consultants, two lawsuits and one retired heron, the "
            "county that could not agree on a new bridge agrees to paint the old one"
        ),
        dek="The vote was 3-2. The color is not yet decided.",
        byline=(by("pa-houa-vang"),),
        photo="bridge",
        caption="The bridge, before the paint.",
        topics=("infrastructure", "transit"),
        at=central("2021-11-17 20:50"),
        body=(
            text(
                """
                There was a plan with two lanes, a plan with three, and one with a lane that changed its
                mind at five in the afternoon. There was a heron, whose nest held up the second consultant
                and which left for good in 2019. On Wednesday evening the five commissioners of Agate County
                settled for paint.

                The bridge is 91 years old and, engineers say, sound for another twenty if it does not rust.
                Replacing it would have cost $38 million. Painting it costs $1.9 million and closes one lane
                for a summer.
                """
            ),
            picture("bridge", "Agate County’s bridge has carried traffic since 1930.", PictureWidth.WIDE),
            text(
                """
                “I have sat through eleven of these,” said Bev Sorenson, who lives at the west end. “I would
                like it noted that in the sixth one I said paint.”

                The board meets again in January on the color. The minutes list green, another green and
                “not gray.”
                """
            ),
            about(),
        ),
    ),
    replace(
        _NIGHT_BUS,
        later=(
            replace(
                _NIGHT_BUS,
                at=central("2021-11-24 09:15"),
                note="How often the later bus runs made clear.",
                correction=(
                    CorrectionKind.CLARIFICATION,
                    "An earlier version said that the later bus runs daily. It runs every day but Sunday, "
                    "when the line has no service in the evening.",
                ),
                body=_last_bus("every day but Sunday"),
            ),
        ),
    ),
]

COURTS = [
    Piece(
        slug="evening-court-mankato",
        section="courts",
        headline="A courtroom that opens when work ends",
        dek="On Tuesdays a judge in Mankato hears small cases from five to eight. Fewer people fail to "
        "appear.",
        byline=(by("teresa-aguilar", place="in Mankato"),),
        photo="gavel",
        topics=("small-business",),
        citations=(cite("bulletin", "Court calendars of six weeks", kind=CitationKind.RECORD),),
        at=central("2021-11-24 12:00"),
        body=(
            text(
                """
                Of those told to be in court at nine on a weekday morning, nearly one in four does not come.
                On Tuesdays at five, it is one in eleven. That is what six weeks of evening calendars in
                Mankato show, and the judge who began them did not expect it so soon.

                The cases are small: an unpaid towing bill, a dog, a security deposit. People arrive in the
                clothes of their jobs. A clerk reads out what to bring next time and hands over a bus
                schedule.

                The experiment costs overtime for three people. It saves warrants, which cost more.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="the-dock-may-stay",
        section="courts",
        headline="The dock may stay, a judge finds, but the flagpole has to move",
        dek="Two cabins, one point of land and nine years of letters end in 14 pages.",
        byline=(by("lars-nygaard"), by("teresa-aguilar", BylineRole.EDITED)),
        photo="lake",
        topics=("lakes-and-rivers",),
        at=central("2021-11-19 15:40"),
        body=(
            text(
                """
                Where the line between two lots meets the lake, it bends. For nine years two families on
                Little Spruce Lake have disagreed on how much, and a district judge has now drawn it: eleven
                degrees.

                That leaves the older dock on its owner’s side by the width of a board. It leaves the newer
                flagpole on the wrong one. Both families keep the right to walk to the water, “as they did,
                the record shows, for forty years without a lawyer.”

                Neither side plans to appeal. The ice, which will lift both docks, is expected within the
                week.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="jurors-children",
        section="courts",
        headline="Called to serve, with a toddler: a courthouse makes room",
        dek="A playroom on the second floor cost less than one day of a mistrial.",
        byline=(by("teresa-aguilar"),),
        topics=("schools",),
        at=central("2021-11-16 09:30"),
        body=(
            text(
                """
                The summons says to arrange for child care. In Brandt County it now has a second sentence:
                or bring them. Jurors’ children under ten can spend the day in a room on the second floor,
                with two attendants, a rug printed with roads and a rule against drums.

                Before, parents of small children were the largest group to ask for a delay, and many were
                excused. So juries were older than the county, the chief clerk says, and everybody who tried
                a case there knew it.

                Four children came in the first week. One asked a deputy what the room next door was for.
                “Listening,” he said.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="bridge-reports-public",
        section="courts",
        headline="Bridge inspection reports are public, judge rules, down to the photographs",
        dek="The state had blacked out 61 of 80 pages. It has thirty days to fill them in again.",
        byline=(by("teresa-aguilar", place="in St. Paul"), by("pa-houa-vang", BylineRole.CONTRIBUTED)),
        photo="papers",
        topics=("infrastructure",),
        citations=(cite("bulletin", "The ruling, 22 pages", kind=CitationKind.DOCUMENT),),
        outside=(
            outside(
                "How to ask for public data in Minnesota",
                "https://mn.gov/admin/data-practices/",
                "The state’s own guide to its Data Practices Act.",
                RelatedKind.NEXT_UP,
            ),
        ),
        next_up=("county-agrees-to-paint-bridge", "465-road-deaths"),
        at=central("2021-11-22 14:20"),
        body=(
            key_points(
                confirmed=("The reports on 14 bridges must be released by Dec. 22.",),
                unconfirmed=("Whether the state will appeal. It has two weeks to say so.",),
                disputed=(
                    "Whether a photograph of a crack helps those who would widen it, as the state argued.",
                ),
            ),
            text(
                """
                Inspectors write down what they see so that somebody may read it. With that sentence a judge
                in St. Paul ended a case that began when a retired surveyor asked for the reports on 14
                bridges he drives across, and got 80 pages, 61 of them black.

                The state had argued that details could help somebody do harm. The judge agreed for four
                pages on locks and alarms. The rest, she wrote, describes rust.
                """
            ),
            statement(
                "We are reading the decision. The safety of the bridges is not in question, and never was "
                "in this case.",
                speaker="A spokesperson",
                role="state transportation office",
                at=central("2021-11-22 13:30"),
                where="by e-mail",
                source="bulletin",
            ),
            about(),
        ),
    ),
]

WASHINGTON = [
    Piece(
        slug="delegation-splits-on-roads-law",
        section="washington",
        headline="Three for, five against: Minnesota’s House members split on the roads law",
        dek="The $1 trillion bill passes late on Friday. The state’s noes come from both ends of the "
        "chamber.",
        byline=(by("ingrid-solberg", place="in Washington"),),
        photo="dome",
        topics=("infrastructure", "minnesota-delegation"),
        people=(("betty-mccollum", "representative for St. Paul; voted yes"), ("joe-biden", "president")),
        citations=(
            cite(
                "congress-record",
                "The roll call",
                "https://www.congress.gov/congressional-record",
                CitationKind.RECORD,
            ),
        ),
        next_up=("biden-technical-college",),
        at=central("2021-11-05 23:55"),
        body=(
            text(
                """
                The House passed the largest law on roads, bridges and pipes in a generation late on Friday,
                228 to 206. Of Minnesota’s eight members three voted for it, all Democrats: Angie Craig,
                Dean Phillips and Betty McCollum.

                The state’s four Republicans voted no. So did Ilhan Omar of Minneapolis, one of six
                Democrats who did not want to let go of this bill before a second one, on child care and
                climate, had passed with it.

                <a href="https://www.congress.gov/congressional-record">The vote</a> sends the bill to the
                president, who called the members he needed from the White House until the evening.
                """
            ),
        ),
    ),
]

STORIES = [*MINNESOTA, *COURTS, *WASHINGTON]
