"""
2 March 2017: the story that the product was conceived from, as the Bulletin would have told it that day.

The facts are public record, the sentences the Bulletin's. Edition by edition: what the morning knew, the
calls to resign, a correction, the recusal, the senator's letter, a repaired link.
"""

from dataclasses import replace

from articles.demo.builders import (
    Piece,
    by,
    central,
    cite,
    fact_box,
    key_points,
    picture,
    post_card,
    quote,
    statement,
    story_card,
    text,
    unnamed,
)
from articles.demo.reference_updates import UPDATES
from articles.enums import CitationKind, CorrectionKind, EditionKind, Label

SLUG = "sessions-russian-ambassador-meetings"

WP = "https://www.washingtonpost.com/"
USN = "https://www.usnews.com/news/politics"
CNN = "https://www.cnn.com/politics"
NBC = "https://www.nbcnews.com/politics"
NYT = "https://www.nytimes.com/section/politics"
FOX = "https://www.foxnews.com/politics"
C_SPAN = "https://www.c-span.org/"
DOJ = "https://www.justice.gov/"
# The address that the first editions gave for the hearing, until somebody clicked on it.
C_SPAN_BROKEN = "https://www.c-span.org/hearings/2017-01-10"

ATTORNEY_GENERAL = "attorney general"
NOMINEE = "senator from Alabama, nominated for attorney general"


# --- the blocks, as the morning had them -----------------------------------------------------------

UNKNOWN = (
    "What the two men talked about in the senator’s office.",
    "Whether anybody in the campaign is under investigation. The Justice Department does not say.",
)
DISPUTED = (
    "Whether the answer in January was false. Democrats say it was; the department says the question was "
    "about the campaign, and so was the answer.",
)


def known(month, *, first=(), unknown=UNKNOWN):
    """The key points; `month` is that of the second meeting, on which the paper was wrong at first."""
    return key_points(
        key="known",
        confirmed=(
            *first,
            "Jeff Sessions spoke with Russia’s ambassador, Sergey Kislyak, twice in 2016: in July and in "
            f"{month}.",
            "Under oath on Jan. 10, asked by Sen. Al Franken, he said he had had no communications with the "
            "Russians.",
            "At the time of both conversations he was a senator and an adviser to Donald Trump’s campaign.",
        ),
        unconfirmed=unknown,
        disputed=DISPUTED,
    )


LEDE = text(
    f"""
    Attorney General Jeff Sessions spoke at least twice last year with Russia’s ambassador to the United
    States, <a href="{WP}">The Washington Post reported</a> late Wednesday. By Thursday morning the senator
    from Minnesota who had asked him about just such contacts wanted to know why he never mentioned it.

    Sen. Al Franken put the question in January, when Sessions sat before the Judiciary Committee and hoped
    to become the nation’s chief law officer. The answer he got, given under oath, is now being read again
    line by line.

    Sessions was a senator from Alabama when the conversations took place, with a seat on the Armed Services
    Committee. Since March of last year he had also led the Trump campaign’s <a href="{USN}">advisory
    committee on national security</a>.
    """,
    key="lede",
)

HEARING_PICTURE = picture(
    "hearing", "The witness table of the Judiciary Committee, where nominees take the oath."
)


def two_answers(hearing):
    """The exchange in January; `hearing` is the address of its recording."""
    return (
        text(
            f"""
            ## Two answers, one of them under oath

            The exchange of Jan. 10 came hours into <a href="{hearing}">the confirmation hearing</a>.
            Franken had just cited a news report, published that afternoon, about contacts between the
            campaign and Moscow.
            """,
            key="answers",
        ),
        quote(
            "If there is any evidence that anyone affiliated with the Trump campaign communicated with "
            "the Russian government in the course of this campaign, what will you do?",
            person="al-franken",
            role="senator from Minnesota",
            occasion="to the nominee at the Judiciary Committee",
            on="2017-01-10",
            source="c-span",
            url=hearing,
            key="question",
        ),
        text(
            """
            Sessions did not say what he would do. He said he knew of no such activities, that he had spoken
            for the campaign a time or two, and then the sentence that has followed him since.
            """,
            key="between",
        ),
        quote(
            "I did not have communications with the Russians.",
            person="jeff-sessions",
            role=NOMINEE,
            occasion="under oath, to Al Franken at the Judiciary Committee",
            on="2017-01-10",
            source="c-span",
            url=hearing,
            key="answer",
        ),
        text(
            """
            The second answer was shorter. Another Democrat on the committee, Patrick Leahy of Vermont,
            asked in writing whether the nominee had been in touch with anyone from the Russian government
            about the election, before or after the vote.
            """,
            key="in-writing",
        ),
        quote(
            "No.",
            person="jeff-sessions",
            role=NOMINEE,
            occasion="written reply to a senator’s questionnaire",
            on="2017-01-17",
            source="senate",
            key="no",
        ),
    )


def two_meetings(month):
    """The meetings and their timeline, with the month of the second."""
    return (
        text(
            f"""
            ## Two meetings, one of them in private

            The first conversation took place in a crowd. In July, while Republicans met in Cleveland to
            nominate Trump, the Heritage Foundation invited ambassadors to a discussion near the convention.
            Sessions spoke there, and Sergey Kislyak was among the diplomats who came up to him afterward.

            The second took place in {month}, in the senator’s own office on Capitol Hill, as intelligence
            agencies were tracking what they would later describe as a Russian effort to sway the vote.
            Michael Flynn, the first national security adviser of the new president, <a href="{NYT}">lost
            that post in February</a> over his talks with the same ambassador.
            """,
            key="meetings",
        ),
        fact_box(
            "Two meetings and an answer",
            f"""
            <ul>
            <li><p><strong>March 2016.</strong> Sessions takes charge of the campaign’s national security
            advisory committee.</p></li>
            <li><p><strong>July 2016.</strong> He speaks with Kislyak after a Heritage Foundation event in
            Cleveland.</p></li>
            <li><p><strong>{month} 2016.</strong> He receives Kislyak in his Senate office.</p></li>
            <li><p><strong>Jan. 10, 2017.</strong> He tells the Judiciary Committee that he had no
            communications with the Russians.</p></li>
            <li><p><strong>Feb. 8, 2017.</strong> The Senate confirms him, 52-47.</p></li>
            </ul>
            """,
            key="timeline",
        ),
    )


REBUTTALS = (
    text(
        f"""
        ## The department’s reading

        The Justice Department does not deny the conversations. It says they were
        <a href="{FOX}">part of a senator’s committee work</a>, and that nobody asked about that.
        """,
        key="reading",
    ),
    statement(
        "He was asked during the hearing about comments between Russia and the Trump campaign, not about "
        "meetings he took as a senator and a member of the Armed Services Committee.",
        person="department-of-justice",
        role="federal department, by a spokeswoman",
        at=central("2017-03-01 21:30"),
        where="Washington, to news organizations",
        source="justice-department",
        url=DOJ,
        key="committee-work",
    ),
    quote(
        "There was absolutely nothing misleading about his answer.",
        speaker="Sarah Isgur Flores",
        role="spokeswoman for the attorney general",
        occasion="written reply to reporters",
        on="2017-03-01",
        source="washington-post",
        url=WP,
        key="misleading",
    ),
    text(
        f"""
        Outside his home on Thursday morning, Sessions told <a href="{NBC}">NBC News</a> that he had not met
        any Russians to discuss a political campaign. He added that he would step aside from a case
        “whenever it’s appropriate.” The White House called the matter <a href="{CNN}">an attack by partisan
        Democrats</a> on a new administration.
        """,
        key="denials",
    ),
)

KLOBUCHAR_CARD = post_card(
    "https://twitter.com/amyklobuchar",
    provider="Twitter",
    author="Sen. Amy Klobuchar",
    words="In short: the attorney general should recuse himself, and a special prosecutor should take over.",
    on="2017-03-02",
    key="klobuchar",
)

FROM_MINNESOTA = """
    ## What Minnesota’s delegation asks

    Franken said in the morning that an attorney general who had misled the committee could not oversee an
    inquiry into the campaign. Sen. Amy Klobuchar, who also sits on the Judiciary Committee, wants him to
    recuse himself and a special prosecutor to be named.
    """

CALLS_TO_RESIGN = """
    By late morning the demands had grown. House Democratic leader Nancy Pelosi said recusal would no longer
    be enough and that Sessions should resign. Rep. Betty McCollum, whose district is St. Paul and its
    suburbs, said the same.
    """

FLYNN_CARD = story_card("flynn-resigns", "The same ambassador, three weeks ago.", key="flynn")

NEXT = """
    ## What happens now

    A federal rule bars prosecutors from a case in which they have a personal or political tie to somebody
    involved. Lawyers in the department advise; the decision is the attorney general’s.

    Democrats on the Judiciary Committee, the two Minnesotans among them, want to hear from him again in
    person.
    """

LETTER = """
    In a letter sent early Thursday afternoon Franken asked Sessions to explain, point by point, how the
    answer of January fits with the meetings of 2016. If he lied under oath, the senator wrote, he should
    resign. His office said after the recusal that the request stands.
    """

AFTER_RECUSAL = """
    With the recusal, any decision about the campaign passes to Dana Boente, a career prosecutor from
    Virginia who is filling in as deputy attorney general until the Senate confirms one.
    """

RECUSAL_STATEMENT = statement(
    "This announcement should not be interpreted as confirmation of the existence of any investigation or "
    "suggestive of the scope of any such investigation.",
    person="jeff-sessions",
    role=ATTORNEY_GENERAL,
    at=central("2017-03-02 15:20"),
    where="Justice Department, Washington",
    source="justice-department",
    url=DOJ,
    key="not-a-sign",
)


def body(month, hearing, *, first=(), unknown=UNKNOWN, calls="", recusal=(), letter="", after=""):
    """The blocks of one edition, in order; what is left out has not happened yet."""
    return (
        known(month, first=first, unknown=unknown),
        LEDE,
        HEARING_PICTURE,
        *two_answers(hearing),
        *two_meetings(month),
        *REBUTTALS,
        text(FROM_MINNESOTA + calls + letter, key="delegation"),
        KLOBUCHAR_CARD,
        FLYNN_CARD,
        text(NEXT + after, key="next"),
        *recusal,
    )


# --- the ledger, the people ------------------------------------------------------------------------


def ledger(hearing, checked, *more):
    """The sources of one edition, all checked at one time."""
    return tuple(
        line | {"checked": checked}
        for line in (
            cite(
                "washington-post", "That the two conversations took place; first to report them, March 1", WP
            ),
            cite("us-news", "Sessions’ place in the campaign since March 2016", USN),
            cite(
                "c-span", "Franken’s question and the nominee’s answer, Jan. 10", hearing, CitationKind.RECORD
            ),
            cite("senate", "The written “No”", "https://www.judiciary.senate.gov/", CitationKind.DOCUMENT),
            cite("new-york-times", "Why Flynn left the White House", NYT),
            cite("fox-news", "That the department calls the second meeting committee work", FOX),
            cite("nbc-news", "What Sessions said outside his home on Thursday morning", NBC),
            cite("cnn", "The White House’s reply", CNN),
            unnamed(
                "How recusal works in practice: a former federal prosecutor in Minneapolis",
                "Still has cases before the department and may not speak about it.",
            ),
            *more,
        )
    )


PEOPLE = (
    ("jeff-sessions", "attorney general; senator from Alabama until February"),
    ("al-franken", "senator from Minnesota; asked the question in January"),
    ("sergey-kislyak", "Russian ambassador to the United States"),
    ("donald-trump", "president"),
    ("amy-klobuchar", "senator from Minnesota"),
    ("michael-flynn", "national security adviser until Feb. 13"),
)
ORGANISATIONS = (
    ("department-of-justice", "led by Sessions since Feb. 9"),
    ("senate-armed-services", "committee on which Sessions sat in 2016"),
    ("heritage-foundation", "host of the event in July 2016"),
    ("white-house", ""),
)
RESIGNATION_PEOPLE = (
    ("nancy-pelosi", "Democratic leader in the House"),
    ("betty-mccollum", "representative for St. Paul"),
)
BOENTE = ("dana-boente", "acting deputy attorney general; now decides in Sessions’ place")


# --- the editions ----------------------------------------------------------------------------------

MORNING = Piece(
    slug=SLUG,
    section="washington",
    label=Label.BREAKING,
    headline="Franken asked about Russia. Now the attorney general’s answer is in doubt",
    dek="Jeff Sessions met Moscow’s ambassador twice in 2016, a report says, and told the Senate in "
    "January of no such contact.",
    byline=(by("ingrid-solberg", place="in Washington"), by("pa-houa-vang", place="in St. Paul")),
    photo="lectern",
    caption="A lectern at the Justice Department, where the attorney general’s plans were the question on "
    "Thursday.",
    topics=("russia-2016", "justice-department", "us-senate", "minnesota-delegation"),
    people=(*PEOPLE, *ORGANISATIONS),
    citations=ledger(C_SPAN_BROKEN, central("2017-03-02 09:00")),
    background=("two-meetings-reported", "flynn-resigns", "senate-confirms-sessions", "franken-asks-nominee"),
    next_up=(
        "voyageurs-win-fourth-straight",
        "headwaters-state-last-second",
        "tamarack-first-covid-death",
        "winter-break-two-more-days",
        "sixth-burglary-taqueria",
    ),
    at=central("2017-03-02 09:10"),
    body=body("August", C_SPAN_BROKEN),
    note="The report of two meetings, and what the nominee had answered in January.",
)

CALLS = replace(
    MORNING,
    at=central("2017-03-02 11:40"),
    note="Calls to resign from Nancy Pelosi and Betty McCollum added.",
    people=(*PEOPLE, *RESIGNATION_PEOPLE, *ORGANISATIONS),
    body=body("August", C_SPAN_BROKEN, calls=CALLS_TO_RESIGN),
)

CORRECTED = replace(
    CALLS,
    at=central("2017-03-02 12:55"),
    note="The month of the meeting in the senator’s office corrected: September, not August.",
    correction=(
        CorrectionKind.CORRECTION,
        "The first two versions of this story gave the wrong month for the meeting in Sessions’ Senate "
        "office. It took place in September 2016, not in August.",
    ),
    citations=ledger(C_SPAN_BROKEN, central("2017-03-02 12:45")),
    body=body("September", C_SPAN_BROKEN, calls=CALLS_TO_RESIGN),
)

_DOJ_LINE = cite("justice-department", "The recusal, and how far it reaches", DOJ, CitationKind.STATEMENT)
_RECUSED = {
    "first": ("Sessions has recused himself from any investigation of the 2016 presidential campaigns.",),
    "unknown": (*UNKNOWN, "How long Dana Boente, who takes over, will remain in charge."),
    "calls": CALLS_TO_RESIGN,
    "recusal": (RECUSAL_STATEMENT,),
    "after": AFTER_RECUSAL,
}

RECUSED = replace(
    CORRECTED,
    at=central("2017-03-02 15:30"),
    correction=None,
    label=Label.UPDATED,
    headline="Attorney general recuses himself from any inquiry into the 2016 campaign",
    dek="A day after two meetings with Russia’s ambassador came to light, Jeff Sessions hands the matter "
    "to his acting deputy. Minnesota’s senators say questions remain.",
    caption="The lectern at the Justice Department shortly before Sessions announced his decision.",
    note="Sessions recuses himself: new headline and summary; his statement and the passage on Dana "
    "Boente added.",
    topics=(*MORNING.topics, "recusal"),
    people=(*PEOPLE[:2], BOENTE, *PEOPLE[2:], *RESIGNATION_PEOPLE, *ORGANISATIONS),
    citations=ledger(C_SPAN_BROKEN, central("2017-03-02 15:25"), _DOJ_LINE),
    body=body("September", C_SPAN_BROKEN, **_RECUSED),
)

_FRANKEN_LINES = (
    cite("office-of-al-franken", "The letter to Sessions", kind=CitationKind.DOCUMENT),
    cite("office-of-al-franken", "That the request stands: a call at 3:45 p.m.", kind=CitationKind.INTERVIEW),
)

LETTER_ADDED = replace(
    RECUSED,
    at=central("2017-03-02 15:55"),
    note="A paragraph on Franken’s letter, and what his office says after the recusal, added.",
    citations=ledger(C_SPAN_BROKEN, central("2017-03-02 15:50"), _DOJ_LINE, *_FRANKEN_LINES),
    body=body("September", C_SPAN_BROKEN, letter=LETTER, **_RECUSED),
)

LINK_REPAIRED = replace(
    LETTER_ADDED,
    at=central("2017-03-02 16:40"),
    kind=EditionKind.MINOR,
    note="A link to the recording of the hearing, which led nowhere, repaired.",
    citations=ledger(C_SPAN, central("2017-03-02 16:35"), _DOJ_LINE, *_FRANKEN_LINES),
    body=body("September", C_SPAN, letter=LETTER, **_RECUSED),
)

REFERENCE_STORY = replace(
    MORNING,
    later=(CALLS, CORRECTED, RECUSED, LETTER_ADDED, LINK_REPAIRED),
    updates=UPDATES,
)
