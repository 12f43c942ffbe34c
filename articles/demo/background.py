"""What came before 2 March 2017, and after. Public record, retold."""

from articles.demo.builders import (
    Piece,
    by,
    central,
    cite,
    fact_box,
    key_points,
    post_card,
    quote,
    story_card,
    text,
    unnamed,
)
from articles.demo.reference_story import SLUG as REFERENCE
from articles.enums import CitationKind, Label

SOLBERG = (by("ingrid-solberg", place="in Washington"),)
C_SPAN = "https://www.c-span.org/"
SENATE = "https://www.senate.gov/"
DOJ = "https://www.justice.gov/"
WP = "https://www.washingtonpost.com/"

NOMINEE = "senator from Alabama, nominated for attorney general"

BEFORE = [
    Piece(
        slug="franken-asks-nominee",
        section="washington",
        headline="Late at a long hearing, Franken asks the nominee about Moscow",
        dek="Jeff Sessions tells the Judiciary Committee that he had no communications with the Russians, "
        "an answer to something he was not asked.",
        byline=SOLBERG,
        photo="hearing",
        topics=("us-senate", "justice-department", "russia-2016", "minnesota-delegation"),
        people=(
            ("jeff-sessions", NOMINEE),
            ("al-franken", "senator from Minnesota"),
            ("amy-klobuchar", "senator from Minnesota"),
        ),
        citations=(
            cite("c-span", "The whole hearing, Jan. 10", C_SPAN, CitationKind.RECORD),
            cite("cnn", "The report that Franken cited", "https://www.cnn.com/politics"),
        ),
        at=central("2017-01-10 18:40"),
        body=(
            text(
                f"""
                Sen. Jeff Sessions spent ten hours on Tuesday answering for twenty years in the Senate and,
                before that, for a career as a prosecutor in Alabama. He told <a href="{C_SPAN}">the
                Judiciary Committee</a> that as attorney general he would tell the president no when the law
                required it.

                Minnesota has two seats on the committee and used both. Amy Klobuchar asked about voting
                rights and about whether reporters could go to jail for protecting sources. Al Franken went
                through a questionnaire in which the nominee had listed civil rights cases as his own work,
                and asked how much of it he had done.

                Toward evening Franken turned to Russia. A report that afternoon said intelligence officials
                had told the president-elect of claims about contacts between his campaign and Moscow. What,
                the senator asked, would an Attorney General Sessions do if that proved true?
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
                The nominee also said he was not aware of any such activities. Franken had not asked what
                Sessions himself had done, and moved on when his minutes ran out.

                Republicans hold a majority on the committee and in the Senate. A vote is expected in
                February.
                """
            ),
        ),
    ),
    Piece(
        slug="senate-confirms-sessions",
        section="washington",
        headline="Senate confirms Sessions, 52-47, with both Minnesotans against",
        dek="One Democrat crosses over after a night of speeches. The new attorney general takes the oath "
        "on Thursday.",
        byline=SOLBERG,
        photo="dome",
        topics=("us-senate", "justice-department", "minnesota-delegation"),
        people=(
            ("jeff-sessions", "senator from Alabama, confirmed as attorney general"),
            ("al-franken", "senator from Minnesota; voted no"),
            ("amy-klobuchar", "senator from Minnesota; voted no"),
        ),
        citations=(
            cite("senate", "The roll call", SENATE, CitationKind.RECORD),
            cite("congress-record", "The speeches", "https://www.congress.gov/congressional-record"),
        ),
        background=("franken-asks-nominee",),
        at=central("2017-02-08 19:05"),
        body=(
            text(
                f"""
                The Senate confirmed one of its own as attorney general on Wednesday evening. The vote was
                52 to 47, <a href="{SENATE}">close to the party line</a>: every Republican but the nominee
                voted yes, and so did one Democrat, Joe Manchin of West Virginia. Jeff Sessions himself
                voted present.

                Minnesota’s senators, both Democrats, voted no. Amy Klobuchar said on the floor that she
                could not square the nominee’s record on voting with the department’s duty to protect it. Al
                Franken had announced his vote a week ago, after the written answers to his questions came
                back.

                The vote ended a debate that ran through the night before and in which Sen. Elizabeth Warren
                of Massachusetts was ordered to stop speaking while she read a letter by Coretta Scott King.

                Sessions will be sworn in on Thursday. His office then oversees every federal prosecutor in
                the country, including the one in Minneapolis, whom the last president appointed.
                """
            ),
        ),
    ),
    Piece(
        slug="flynn-resigns",
        section="washington",
        headline="Flynn out after 24 days over talks with the Russian ambassador",
        dek="The national security adviser had told the vice president that sanctions never came up. They "
        "had.",
        byline=SOLBERG,
        photo="press",
        topics=("russia-2016",),
        people=(
            ("michael-flynn", "national security adviser until Monday"),
            ("sergey-kislyak", "Russian ambassador to the United States"),
            ("donald-trump", "president"),
            ("white-house", ""),
            ("amy-klobuchar", "senator from Minnesota"),
        ),
        citations=(
            cite(
                "white-house",
                "The letter of resignation",
                "https://www.whitehouse.gov/",
                CitationKind.DOCUMENT,
            ),
            cite("washington-post", "That sanctions were discussed; first to report it, Feb. 9", WP),
            cite(
                "new-york-times", "The FBI’s interview of Flynn", "https://www.nytimes.com/section/politics"
            ),
        ),
        at=central("2017-02-13 22:30"),
        body=(
            text(
                f"""
                Michael Flynn resigned as national security adviser late Monday, 24 days after he took the
                post. He had spoken by telephone with Russia’s ambassador, Sergey Kislyak, in December, when
                the last administration was punishing Moscow for meddling in the election.

                Flynn told Vice President Mike Pence that the sanctions had not been a subject. Pence
                repeated it on television. <a href="{WP}">Officials who had read the intercepted calls</a>
                said otherwise, and the Justice Department warned the White House in January that its
                adviser could be open to blackmail.

                In his letter Flynn wrote that in the rush of events he had given the vice president
                incomplete information. The president accepted the resignation and named a retired general,
                Keith Kellogg, to fill in.

                Democrats in Congress, Sen. Amy Klobuchar of Minnesota among them, want an independent
                commission to look into Russia’s part in the election.
                """
            ),
        ),
    ),
    Piece(
        slug="two-meetings-reported",
        section="washington",
        label=Label.BREAKING,
        headline="Attorney general met Russian envoy twice during the campaign, report says",
        dek="One conversation followed a think-tank event, the other took place in his Senate office. He "
        "mentioned neither under oath.",
        byline=SOLBERG,
        photo="papers",
        topics=("russia-2016", "justice-department"),
        people=(
            ("jeff-sessions", "attorney general"),
            ("sergey-kislyak", "Russian ambassador to the United States"),
            ("al-franken", "senator from Minnesota"),
            ("heritage-foundation", "host of the event in July 2016"),
        ),
        citations=(
            cite("washington-post", "The two conversations", WP),
            cite("office-of-al-franken", "The senator’s first reaction", kind=CitationKind.STATEMENT),
        ),
        background=("flynn-resigns", "senate-confirms-sessions", "franken-asks-nominee"),
        at=central("2017-03-01 21:50"),
        body=(
            key_points(
                confirmed=(
                    "The Justice Department says that Sessions received the ambassador in his office in "
                    "2016.",
                ),
                unconfirmed=("What was said there.",),
                disputed=("Whether the meeting had to be mentioned to the Judiciary Committee.",),
            ),
            text(
                f"""
                Jeff Sessions met twice with Russia’s ambassador in the year of the election, <a
                href="{WP}">The Washington Post reported</a> on Wednesday evening, citing Justice Department
                officials. When a Minnesota senator asked him in January about contacts between the Trump
                campaign and Moscow, he told the Judiciary Committee of none.

                According to the newspaper, Sergey Kislyak was in a group of ambassadors who approached
                Sessions after a Heritage Foundation event in Cleveland in July, in the week of the
                Republican convention. The two met again in the senator’s office later in the year.

                Al Franken, who had asked the question, said within the hour that he was troubled, and that
                the answer he was given had been misleading at best. A spokeswoman for the attorney general
                said there was nothing misleading about it.

                The Bulletin will follow this story through Thursday.
                """
            ),
            story_card(
                "franken-asks-nominee", "The question and the answer, as we reported them in January."
            ),
        ),
    ),
]

AFTER = [
    Piece(
        slug="minnesota-us-attorney-resigns",
        section="courts",
        headline="Minnesota’s U.S. attorney resigns, as asked, by the end of the day",
        dek="Andrew Luger is one of 46 federal prosecutors told on Friday to leave. A deputy takes over.",
        byline=(by("teresa-aguilar"), by("ingrid-solberg", place="in Washington")),
        photo="court",
        topics=("justice-department",),
        people=(
            ("andrew-luger", "U.S. attorney for Minnesota until Friday"),
            ("jeff-sessions", "attorney general"),
            ("dana-boente", "acting deputy attorney general"),
            ("amy-klobuchar", "senator from Minnesota"),
        ),
        citations=(
            cite("justice-department", "The request to 46 U.S. attorneys", DOJ, CitationKind.STATEMENT),
            unnamed("How the news reached the office", "Not authorized to speak about personnel."),
        ),
        background=("senate-confirms-sessions",),
        at=central("2017-03-10 18:20"),
        body=(
            text(
                f"""
                Andrew Luger, Minnesota’s chief federal prosecutor for three years, resigned on Friday. He
                was one of <a href="{DOJ}">46 U.S. attorneys</a>, all appointed under the last president,
                whom Attorney General Jeff Sessions asked to be gone by the end of the day.

                New presidents replace U.S. attorneys as a rule; most have let them go over months. This
                time the calls came on a Friday afternoon and gave hours, a person in the Minneapolis office
                said.

                Under Luger the office tried the largest case in the country against young men who wanted to
                join the Islamic State group, and obtained the confession that closed the search for Jacob
                Wetterling after 27 years. His first assistant, Gregory Brooker, leads the office until the
                Senate confirms a successor.

                Sen. Amy Klobuchar, who with Al Franken had recommended Luger in 2013, thanked him for his
                service.
                """
            ),
        ),
    ),
    Piece(
        slug="fbi-director-confirms-inquiry",
        section="washington",
        label=Label.UPDATED,
        headline="FBI has looked into the campaign and Russia since July, its director says",
        dek="James Comey breaks with the bureau’s silence before a House committee, and finds nothing "
        "behind a claim of wiretaps.",
        byline=SOLBERG,
        photo="hearing",
        caption="A witness table in a hearing room on Capitol Hill.",
        topics=("russia-2016", "justice-department"),
        people=(
            ("james-comey", "director of the FBI"),
            ("donald-trump", "president"),
            ("jeff-sessions", "attorney general; recused"),
            ("dana-boente", "acting deputy attorney general"),
        ),
        citations=(cite("c-span", "The testimony, March 20", C_SPAN, CitationKind.RECORD),),
        background=(REFERENCE, "two-meetings-reported"),
        at=central("2017-03-20 13:30"),
        body=(
            text(
                f"""
                The FBI is investigating whether members of the Trump campaign worked with Russia to
                influence last year’s election, James Comey told <a href="{C_SPAN}">the House Intelligence
                Committee</a> on Monday. The inquiry began in July.

                Directors of the bureau do not usually confirm that an investigation exists. Comey said the
                department had allowed him to do so because the public interest was unusual, and declined to
                say anything about persons.

                He also said that neither the FBI nor the Justice Department had found anything to support
                the president’s statement that his predecessor had wiretapped him.

                Attorney General Jeff Sessions has no part in the matter: he recused himself on March 2, on
                the day after his own meetings with the Russian ambassador were reported.
                """
            ),
            story_card(REFERENCE, "How the recusal came about, hour by hour."),
        ),
    ),
    Piece(
        slug="yates-hearing",
        section="washington",
        headline="Yates tells senators she warned the White House about Flynn",
        dek="The former acting attorney general says the adviser could have been blackmailed. Franken "
        "wants to know why he stayed for 18 more days.",
        byline=SOLBERG,
        photo="hearing",
        topics=("russia-2016", "us-senate", "justice-department"),
        people=(
            ("sally-yates", "former acting attorney general"),
            ("michael-flynn", "former national security adviser"),
            ("al-franken", "senator from Minnesota"),
            ("amy-klobuchar", "senator from Minnesota"),
            ("white-house", ""),
        ),
        citations=(cite("c-span", "The testimony, May 8", C_SPAN, CitationKind.RECORD),),
        background=("flynn-resigns", REFERENCE),
        at=central("2017-05-08 17:45"),
        body=(
            text(
                f"""
                Six days into the new administration, Sally Yates went to the White House to say that its
                national security adviser had a problem. On Monday she told <a href="{C_SPAN}">a Senate
                subcommittee</a> what it was: Michael Flynn had misled the vice president, the Russians knew
                it, and likely had proof.

                “To state the obvious,” she said, such an adviser should not be open to blackmail. She
                returned the next day to answer questions. Three days later she was dismissed over another
                matter, the first travel ban.

                Al Franken asked why the White House kept Flynn for another 18 days, through briefings and
                calls with foreign leaders. Yates said that was for others to answer. Amy Klobuchar took her
                through the dates.
                """
            ),
            fact_box(
                "Dates in the testimony",
                """
                <ul>
                <li><p><strong>Jan. 26.</strong> Yates warns the White House counsel.</p></li>
                <li><p><strong>Jan. 27.</strong> A second meeting, at his request.</p></li>
                <li><p><strong>Jan. 30.</strong> The president dismisses Yates.</p></li>
                <li><p><strong>Feb. 13.</strong> Flynn resigns.</p></li>
                </ul>
                """,
            ),
        ),
    ),
    Piece(
        slug="leaked-nsa-document",
        section="washington",
        headline="Leaked report describes a cyberattack on election offices days before the vote",
        dek="Klobuchar, who works on election law in the Senate, asks what the states were told.",
        byline=SOLBERG,
        photo="papers",
        topics=("election-security", "russia-2016", "us-senate"),
        people=(("amy-klobuchar", "senator from Minnesota, on the Rules Committee"),),
        citations=(
            cite(
                "the-intercept", "The document, in part", "https://theintercept.com/", CitationKind.DOCUMENT
            ),
            cite("office-of-amy-klobuchar", "The senator’s questions", kind=CitationKind.STATEMENT),
        ),
        background=("fbi-director-confirms-inquiry",),
        at=central("2017-06-05 20:10"),
        body=(
            text(
                """
                Russian military intelligence attacked the computers of a company that sells voter
                registration software, then sent poisoned e-mail to more than 100 local election officials
                in the days before the vote of November 2016. So says a National Security Agency report
                dated May 5 that <a href="https://theintercept.com/">The Intercept published</a> on Monday.

                The report does not say that any vote was changed, nor how many officials opened the
                messages. The government charged a contractor with the leak the same day.
                """
            ),
            post_card(
                "https://www.documentcloud.org/documents/3766950-NSA-Report-on-Russia-Spearphishing/",
                provider="DocumentCloud",
                author="The Intercept",
                words="NSA Report on Russia Spearphishing",
                on="2017-06-05",
            ),
            text(
                """
                Sen. Amy Klobuchar, the senior Democrat on the committee that writes election law, said she
                was concerned and wants to know whether the states were warned in time.

                Minnesota votes on paper ballots, counts them by machine and checks a sample by hand. Its
                voter rolls are kept in a system of the state’s own.
                """
            ),
        ),
    ),
    Piece(
        slug="sessions-testifies",
        section="washington",
        headline="Sessions denies any deal with Russia and declines to discuss talks with the president",
        dek="Back under oath five months after his first answer. Franken, who drew it out of him, had "
        "expected little.",
        byline=SOLBERG,
        photo="dome",
        topics=("russia-2016", "us-senate", "justice-department", "recusal"),
        people=(
            ("jeff-sessions", "attorney general"),
            ("al-franken", "senator from Minnesota"),
            ("james-comey", "former director of the FBI"),
            ("sergey-kislyak", "Russian ambassador to the United States"),
        ),
        citations=(
            cite("c-span", "The testimony, June 13", C_SPAN, CitationKind.RECORD),
            cite("office-of-al-franken", "What the senator expected", kind=CitationKind.INTERVIEW),
        ),
        background=(REFERENCE, "fbi-director-confirms-inquiry", "franken-asks-nominee"),
        at=central("2017-06-13 17:15"),
        body=(
            text(
                f"""
                Jeff Sessions raised his right hand in the Senate again on Tuesday, five months after the
                answer that cost him the Russia case. He told <a href="{C_SPAN}">the Intelligence
                Committee</a> that he had never discussed interference in the election with any foreign
                official.
                """
            ),
            quote(
                "An appalling and detestable lie.",
                person="jeff-sessions",
                role="attorney general",
                occasion="on the suggestion that he colluded with Russia, to the Senate Intelligence "
                "Committee",
                on="2017-06-13",
                source="c-span",
                url=C_SPAN,
            ),
            text(
                """
                Of a third encounter with Ambassador Sergey Kislyak, at a Washington hotel in April 2016, he
                said he had no memory. Of his talks with the president, above all those before the dismissal
                of James Comey, he said he would not speak, to protect the president’s right to confidence.

                Al Franken does not sit on that committee. He had said beforehand that he expected little,
                and wants the attorney general to return to the Judiciary Committee, under whose oath he
                spoke in January.
                """
            ),
        ),
    ),
]
