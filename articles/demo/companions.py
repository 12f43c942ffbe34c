"""What the Bulletin wrote beside the reference story that week: analysis, explainer, opinion, a town hall."""

from articles.demo.builders import (
    Piece,
    about,
    by,
    central,
    cite,
    outside,
    picture,
    quote,
    story_card,
    text,
)
from articles.demo.reference_story import C_SPAN, DOJ, NOMINEE
from articles.demo.reference_story import SLUG as REFERENCE
from articles.enums import BylineRole, CitationKind, Label, RelatedKind

STORIES = [
    Piece(
        slug="two-minutes-in-january",
        section="washington",
        label=Label.ANALYSIS,
        headline="Two minutes in January, read slowly",
        dek="What the senator asked, what the nominee heard, and where the answer left the question behind.",
        byline=(by("ingrid-solberg", place="in Washington"),),
        photo="hearing",
        topics=("russia-2016", "us-senate", "justice-department", "minnesota-delegation"),
        people=(
            ("al-franken", "senator from Minnesota"),
            ("jeff-sessions", "attorney general; senator in January"),
            ("amy-klobuchar", "senator from Minnesota"),
        ),
        citations=(
            cite("c-span", "The exchange, from the first word to the last", C_SPAN, CitationKind.RECORD),
        ),
        background=(REFERENCE, "franken-asks-nominee"),
        at=central("2017-03-02 13:15"),
        body=(
            text(
                f"""
                Hearings are long, and the moments that are remembered are short. This one takes two minutes
                and a few seconds in <a href="{C_SPAN}">the recording</a>, and most of it is the senator
                reading aloud.

                ## The question

                Al Franken did not ask Jeff Sessions whether he had met a Russian. He asked what an attorney
                general would do on learning that somebody in the campaign had been in touch with Moscow. It
                was a question about the future, and about other people. A lawyer would call it a
                hypothetical.
                """
            ),
            quote(
                "If there is any evidence that anyone affiliated with the Trump campaign communicated "
                "with the Russian government in the course of this campaign, what will you do?",
                person="al-franken",
                role="senator from Minnesota",
                occasion="to the nominee at the Judiciary Committee",
                on="2017-01-10",
                source="c-span",
                url=C_SPAN,
            ),
            text(
                """
                ## The answer

                The nominee left the future alone and spoke of the past, and of himself. He had been called
                a surrogate at a time or two, he said. What came next was offered, not asked for. That is
                why the department’s defense, that he answered the question put to him, is hard to fit to
                the tape.
                """
            ),
            quote(
                "I did not have communications with the Russians.",
                person="jeff-sessions",
                role=NOMINEE,
                occasion="under oath, to Al Franken at the Judiciary Committee",
                on="2017-01-10",
                source="c-span",
                url=C_SPAN,
            ),
            text(
                """
                It can also be heard another way. Read with the words around it, the sentence may mean: not
                in that role. The department says so. What it cannot say is why nobody corrected the record
                in the seven weeks that followed.

                ## The law

                A false statement under oath is a crime only if the speaker knew it was false, and juries
                are asked to look into a mind. Cases against nominees are all but unknown. The price of an
                answer like this is usually paid in another coin: trust, time and, sometimes, a case.
                """
            ),
        ),
    ),
    Piece(
        slug="what-recusal-means",
        section="courts",
        label=Label.EXPLAINER,
        headline="What it means when the attorney general steps aside, and who steps in",
        dek="Recusal in five questions: who decides, how far it goes, and why it is not a confession.",
        byline=(by("ruth-lindqvist", BylineRole.WRITTEN), by("teresa-aguilar", BylineRole.EDITED)),
        photo="court",
        topics=("recusal", "justice-department"),
        people=(
            ("jeff-sessions", "attorney general"),
            ("dana-boente", "acting deputy attorney general"),
            ("department-of-justice", ""),
        ),
        citations=(
            cite(
                "justice-department",
                "The rule on personal and political ties, 28 CFR 45.2",
                DOJ,
                CitationKind.DOCUMENT,
            ),
        ),
        outside=(
            outside(
                "The rule itself: 28 CFR 45.2",
                "https://www.ecfr.gov/current/title-28/chapter-I/part-45/section-45.2",
                "Disqualification arising from personal or political relationship.",
                RelatedKind.BACKGROUND,
            ),
        ),
        at=central("2017-03-02 11:05"),
        body=(
            text(
                f"""
                ## What is recusal?

                To recuse oneself is to leave a decision to somebody else because one’s own ties could color
                it, or seem to. Judges do it every week. For lawyers in the Justice Department <a
                href="{DOJ}">a rule of one page</a> covers it: nobody takes part in a criminal investigation
                of a person or a campaign with which they have a close political tie.

                ## Who decides?

                Ethics lawyers advise. For an ordinary prosecutor the supervisor then decides. The attorney
                general has no supervisor in the building, so the decision is the attorney general’s own.

                ## Who takes over?

                The deputy, with every power in that one matter. When the deputy’s chair is empty, as it is
                today, the person acting in it takes over: Dana Boente, a career prosecutor from Virginia.

                ## How far does it go?

                As far as the words of the announcement say, and they matter. “Any investigation” is wide.
                “This investigation” would also say that there is one, which the department does not like to
                admit.

                ## Is it a confession?

                No. It says that a reasonable person could doubt a decision, not that the decision would
                have been bad.
                """
            ),
        ),
    ),
    Piece(
        slug="town-hall-bemidji",
        section="minnesota",
        headline="In a Bemidji school gym, questions about potholes give way to one about Moscow",
        dek="A state senator came to talk about roads. Two hundred people had the evening news on their "
        "minds.",
        byline=(by("pa-houa-vang", place="in Bemidji"), by("daniel-okafor", BylineRole.CONTRIBUTED)),
        photo="hoop",
        caption="The gym is also the town’s meeting hall.",
        topics=("minnesota-delegation", "russia-2016"),
        people=(("al-franken", "senator from Minnesota"),),
        citations=(cite("bulletin", "Notes and a recording of the meeting", kind=CitationKind.INTERVIEW),),
        at=central("2017-03-02 21:20"),
        body=(
            text(
                """
                The handout said roads and bridges. For half an hour on Thursday evening that was what
                people in the gym of a Bemidji middle school talked about: the frost heave on the county
                road, the culvert that takes a mailbox every spring.

                Then Dolores Kettleson, who taught civics there until 2009, stood up. She said she had
                watched the announcement from Washington at half past three, and that she used to tell
                ninth-graders what an oath is for.
                """
            ),
            quote(
                "I do not need him to be guilty of anything. I need to be able to explain it to a "
                "fourteen-year-old.",
                speaker="Dolores Kettleson",
                role="retired teacher",
                occasion="at a town hall in Bemidji",
                on="2017-03-02",
                source="bulletin",
            ),
            text(
                """
                Not everybody agreed. A man in a seed cap said that senators meet ambassadors for a living,
                and that Al Franken had asked a trick question. He got applause, too, from other chairs.

                The state senator who had called the meeting has no vote on any of it, and said so twice. He
                promised to carry both views to St. Paul, together with the culvert.
                """
            ),
            story_card(REFERENCE, "What people had watched that afternoon."),
            about(),
        ),
    ),
    Piece(
        slug="ask-twice",
        section="washington",
        label=Label.OPINION,
        headline="Senators should ask everything twice",
        dek="A hearing rewards the quick answer. A second round, a week later and on paper, would reward "
        "the true one.",
        byline=(by("ruth-lindqvist", BylineRole.WRITTEN),),
        topics=("us-senate", "recusal"),
        people=(("al-franken", "senator from Minnesota"), ("jeff-sessions", "attorney general")),
        background=(REFERENCE, "two-minutes-in-january"),
        at=central("2017-03-03 06:00"),
        body=(
            text(
                """
                I taught legal ethics to people who did not want to hear about it, and the rule they forgot
                first was the dullest: correct yourself. A lawyer who learns that something she told a court
                was wrong must go back and say so. Not when she is caught. When she learns it.

                The Senate has no such habit. A nominee answers hundreds of questions in a day, under
                lights, with a spouse behind one shoulder and a coach behind the other. Some answers will be
                wrong. We treat the wrong ones as traps that were sprung or as lies that were told, and we
                learn of them from newspapers.
                """
            ),
            picture("papers", "Written answers arrive in binders, after the cameras have left."),
            text(
                """
                There is a cheap repair. Send the transcript to the nominee. Ask for corrections within a
                week, under the same oath, and hold the vote after that. Whoever uses the week honestly
                loses an hour’s embarrassment. Whoever does not has answered the question twice.

                <em>Ruth Lindqvist taught legal ethics for thirty years. Opinion in the Bulletin is signed,
                and is not the newsroom’s.</em>
                """
            ),
        ),
    ),
]
