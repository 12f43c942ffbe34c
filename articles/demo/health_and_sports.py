"""Health and Sports. Clinics, clubs and the people in them are invented."""

from dataclasses import replace

from articles.demo.builders import Piece, about, by, central, cite, picture, quote, story_card, text
from articles.enums import BylineRole, CitationKind, CorrectionKind, Label


def _second_chair(vaccinated):
    return (
        text(
            f"""
            The second chair from the window at Fade &amp; Sons has a blood pressure cuff on its arm. On
            Saturdays nobody gets a haircut there. A nurse sits beside it, and whoever waits for the first
            chair is asked, in passing, whether he would like to be done with his flu shot.

            In five Saturdays 163 men said yes, and {vaccinated} of those took a COVID-19 vaccination as
            well. For about half it was the first time in years that somebody in health care had touched
            them, said the nurse, Olu Adeyemi.

            The owner, Ray Banks, gives two dollars off to anybody with a bandage. “I ask them about
            everything else,” he said. “I can ask about this.”
            """,
            key="barber",
        ),
        about(),
    )


_BARBER = Piece(
    slug="flu-shots-barbershop",
    section="health",
    headline="A cut, a shave and a flu shot: a north Minneapolis barber makes room for a nurse",
    dek="Men who have no doctor have a barber. On Saturdays the second chair belongs to a clinic.",
    byline=(by("amina-warsame"),),
    photo="shop",
    caption="The shop opens at seven on Saturdays.",
    topics=("covid-19", "small-business"),
    citations=(cite("bulletin", "A Saturday at the shop, and its tally", kind=CitationKind.INTERVIEW),),
    at=central("2021-11-21 10:40"),
    body=_second_chair(61),
)


def _on_the_line(number):
    return (
        text(
            f"""
            The dispatcher hears it first: no fire, no crash, nobody hurt yet, and a voice that has run out.
            Since August she can press one key, and a psychiatric nurse is on the line with her.

            In a hundred days the nurses in Brandt County took 412 calls. Police went out to 46 of them. In
            most of the others the nurse stayed until somebody came whom the caller had named: a sister, a
            pastor, once a hockey coach.

            Officers wanted it as much as anybody, the sheriff said. “We were the only people who came at
            three in the morning. That did not make us the right ones.”

            Anybody in the country who thinks of suicide can {number} at any hour.
            """,
            key="line",
        ),
        about(),
    )


_NURSE = Piece(
    slug="nurse-on-the-line",
    section="health",
    headline="When the call is about despair, a nurse now answers with the dispatcher",
    dek="In its first hundred days a county’s new line sent police to one call in nine. It used to be "
    "every one.",
    byline=(by("amina-warsame"), by("pa-houa-vang", BylineRole.CONTRIBUTED)),
    topics=("rural-health",),
    citations=(
        cite("bulletin", "The county’s report on the first hundred days", kind=CitationKind.DOCUMENT),
    ),
    at=central("2021-11-11 12:25"),
    body=_on_the_line("call 800-273-8255"),
)

HEALTH = [
    Piece(
        slug="soo-dhowow-clinic",
        section="health",
        headline="“Soo dhowow”: a St. Cloud clinic puts its welcome first, and its forms last",
        dek="Patients who used to leave before the second page now stay for the third visit.",
        byline=(by("amina-warsame", place="in St. Cloud"),),
        topics=("languages", "rural-health"),
        at=central("2021-11-25 09:10"),
        body=(
            text(
                """
                The sign at the door says welcome in Somali, and it took eleven years to put up. For that
                long the first thing a patient saw in this clinic was a clipboard. Four pages, in English,
                and a pen on a chain.

                Now somebody comes from behind the desk, says soo dhowow, and asks what hurts. The forms
                follow, on a tablet that reads them aloud in five languages. Of new patients 78 in a hundred
                come back for a second visit; before, it was 51.
                """
            ),
            quote(
                "My mother would tell you she was fine, because the question was in the wrong order.",
                speaker="Hodan Abdullahi",
                role="clinic manager",
                occasion="at the clinic in St. Cloud",
                on="2021-11-23",
            ),
            text(
                """
                Nothing in it needed a grant. The tablet was bought for telehealth and lay in a drawer. The
                greeter had worked in billing, and asked for the job.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="last-baby-in-ferris",
        section="health",
        headline="A hospital delivers its last baby, a girl, and closes the ward the same day",
        dek="From Ferris it is now 61 miles to the next delivery room. Ambulance crews are practicing.",
        byline=(by("amina-warsame", place="in Ferris"),),
        photo="ward",
        caption="A room of the ward on its last day.",
        topics=("rural-health",),
        at=central("2021-11-16 17:55"),
        body=(
            text(
                """
                She weighed seven pounds and two ounces, and the nurses all came in to look. On Tuesday at
                4:20 in the morning a girl was born at the hospital in Ferris. At noon the maternity ward,
                which had 31 births this year and needs a doctor at all hours for each, shut for good.

                Half of the state’s rural counties have no delivery room any more. The reasons repeat: too
                few births to keep a crew in practice, too few doctors willing to be on call every other
                night, and payments that do not cover either.

                The ambulance has bought a warmer the size of a bread box. Its crew drills on Thursdays. “We
                used to be the ride,” one of them said. “Now we may be the room.”
                """
            ),
            about(),
        ),
    ),
    replace(
        _BARBER,
        later=(
            replace(
                _BARBER,
                at=central("2021-11-22 08:05"),
                note="The number of COVID-19 vaccinations corrected.",
                correction=(
                    CorrectionKind.CORRECTION,
                    "An earlier version gave the wrong number of men who took a COVID-19 vaccination "
                    "along with their flu shot. It was 41, not 61.",
                ),
                body=_second_chair(41),
            ),
        ),
    ),
    replace(
        _NURSE,
        later=(
            replace(
                _NURSE,
                at=central("2022-07-16 08:00"),
                note="The national line’s new number added.",
                correction=(
                    CorrectionKind.NOTE,
                    "Since July 16, 2022, the national line has a number of three digits, 988. The last "
                    "paragraph now gives it.",
                ),
                body=_on_the_line("call or text 988"),
            ),
        ),
    ),
    Piece(
        slug="let-nurses-sleep",
        section="health",
        label=Label.OPINION,
        headline="Let nurses sleep",
        dek="Three twelve-hour nights in a row are a habit, not a law of medicine. Hospitals can drop it.",
        byline=(by("amina-warsame", BylineRole.WRITTEN),),
        photo="ward",
        topics=("covid-19", "rural-health"),
        at=central("2021-11-08 06:00"),
        body=(
            text(
                """
                I worked nights for nine years, and I remember few of the mornings. After the third shift in
                a row I once drove to a house we had moved out of. Nobody was hurt. I was proud, even, that
                I had found it.

                We do not let pilots or truckers do this. We let nurses, because it fills a schedule and
                because they ask for it: three long nights buy four free days. But errors rise in the last
                hours of the third night, and the patient in that bed did not ask for anything.

                Two in a row, then one off. It costs a hospital a better spreadsheet. I know it can be done,
                because the hospitals that have lost the most nurses are now doing it.

                <em>Amina Warsame, a former nurse, writes on health. Opinion in the Bulletin is signed, and
                is not the newsroom’s.</em>
                """
            ),
        ),
    ),
]

SPORTS = [
    Piece(
        slug="goaltender-teaches-mornings",
        section="sports",
        headline="The Voyageurs’ goaltender stops pucks at night and teaches fractions at eight",
        dek="Anders Hedlund’s fourth-graders know his save percentage. He has them work it out by hand.",
        byline=(by("daniel-okafor", place="in St. Paul"),),
        photo="classroom",
        caption="On weekday mornings Anders Hedlund stands at the other end of this room.",
        topics=("hockey", "schools"),
        at=central("2021-11-27 10:20"),
        body=(
            text(
                """
                Last season he stopped 1,104 of 1,203 shots, and on Monday morning 26 children divided one
                by the other on paper. Most of them got .918. One got 91.8 goals, and it was discussed.

                Anders Hedlund plays goal for the St. Paul Voyageurs, in a league that pays its players
                enough for rent but not for both rent and a car. So he teaches as a substitute in the school
                that his own daughter will attend. This fall, with so many teachers out, he has had the same
                class for nine weeks.
                """
            ),
            quote(
                "They are a harder crowd than Winnipeg. In Winnipeg nobody raises a hand to say I was out "
                "of position.",
                speaker="Anders Hedlund",
                role="goaltender, St. Paul Voyageurs",
                occasion="in his classroom",
                on="2021-11-22",
            ),
            about(),
        ),
    ),
    Piece(
        slug="curling-club-new-ice",
        section="sports",
        headline="A curling club from 1903 gets ice that does not depend on the weather",
        dek="For 118 winters it opened the windows and hoped.",
        byline=(by("lars-nygaard", BylineRole.WRITTEN),),
        topics=("lakes-and-rivers",),
        at=central("2021-11-20 15:05"),
        body=(
            text(
                """
                The method had not changed since the club was founded. On the first night below twenty
                degrees somebody opened the windows of the shed, somebody else brought a hose, and by
                morning there were four sheets of ice in Agate Falls. In the last ten winters there were
                three in which it never got so far before Christmas.

                The new pipes under the floor were paid for by a bank loan, a bake sale and the will of a
                woman who threw her last stone at 94. On Saturday her granddaughter threw the first, and it
                stopped on the button, which nobody there will believe in twenty years.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="girls-wrestling-first-season",
        section="sports",
        headline="Eleven girls, one mat: a school starts its first wrestling team of its own",
        dek="They used to wrestle the boys, or nobody. This winter the state gives them a tournament.",
        byline=(by("daniel-okafor"),),
        topics=("schools",),
        at=central("2021-11-19 20:10"),
        body=(
            text(
                """
                For two years Kaya Lindgren’s record said 4-19, and it did not say that all nineteen were
                boys. On Friday, in the first dual meet of Itasca Lakes High School’s new girls team, she
                won in 51 seconds and did not know what to do with her arms afterward.

                It is the first season in which Minnesota’s high schools hold a state tournament for girls.
                Itasca Lakes hoped for six wrestlers. Eleven came, among them two hockey players and a
                flutist.

                The flutist lost on points. She asked when the next one is.
                """
            ),
            about(),
        ),
    ),
    Piece(
        slug="race-makes-its-own-snow",
        section="sports",
        headline="The ski race that makes its own snow, stores it under sawdust and hopes nobody looks",
        dek="A pile from last March will cover three kilometers of trail. It lost a fifth over the summer.",
        byline=(by("lars-nygaard", place="in Theodore Woods"),),
        photo="lake",
        caption="Ice is on the lakes, but the woods are bare.",
        topics=("lakes-and-rivers",),
        at=central("2021-11-29 08:30"),
        body=(
            text(
                """
                Under two feet of sawdust, behind the parking lot, lies last winter. The organizers of the
                Theodore Woods ski race made it in March, when making it was cheap, and covered it like a
                body. Last week they took the cover off.

                Four-fifths were left: enough for a loop of three kilometers. In December some 900 skiers
                will go around it, many times. The trick comes from Finland, where they have had brown
                Decembers longer.

                “It is a little gray on the outside,” said the race director, Pia Koskela. “So am I.”
                """
            ),
            picture("lake", "The race used to cross the lake. It has not since 2015."),
            story_card("four-inches-of-ice", "How thick the ice is this week."),
            about(),
        ),
    ),
]

STORIES = [*HEALTH, *SPORTS]
