"""The pages about the demonstration newsroom: each with its versions, the first one first."""

PAGES = [
    {
        "slug": "about",
        "title": "About the Bulletin",
        "summary": "A small newsroom that covers Minnesota from Minneapolis and St. Paul.",
        "versions": [
            (
                "",
                """<p>The North Star Bulletin is an invented newspaper. It exists to show what this software
does; its staff, its stories from Minnesota and this page are made up.</p>
<h2>What we cover</h2>
<p>Courts, schools, work, land and the state’s delegation in Washington. We would rather
report one hearing to its end than ten by their press releases.</p>
<h2>Who owns us</h2>
<p>The Bulletin belongs to a cooperative of 2,140 readers and 14 employees. No member holds
more than one share, and none may sell theirs to anybody but the cooperative.</p>
<h2>Who pays</h2>
<ul><li>Members’ yearly dues: 61 percent</li><li>Single gifts, each above $5,000 named in
our yearly report: 22 percent</li><li>Notices and small advertisements: 17 percent</li></ul>
<p>Nobody who gives money sees a story before it is published, or is asked whether it should
be.</p>""",
            )
        ],
    },
    {
        "slug": "masthead",
        "title": "Masthead",
        "summary": "Who decides, who edits and who reports.",
        "lists_authors": True,
        "versions": [
            (
                "",
                """<p><strong>Grace Whitfield</strong> is the publisher: she answers for money, contracts and
the law, and has no say in what is reported.</p>
<p><strong>Teresa Aguilar</strong>, the managing editor, decides what is published and
answers for every correction.</p>
<h2>Reporting without a desk of their own</h2>
<ul><li>Daniel Okafor, work and sports</li><li>Lars Nygaard, land and
climate</li><li>Marisol Ibarra, translation</li></ul>""",
            )
        ],
    },
    {
        "slug": "standards",
        "title": "Standards and ethics",
        "summary": "What we hold ourselves to, and what you may hold us to.",
        "versions": [
            (
                "",
                """<h2>Checking</h2>
<p>Every figure, name and quotation is checked against where it came from before it is
published. Each story lists its sources and says how we know.</p>
<h2>Unnamed sources</h2>
<p>We name those who tell us something. Where that would cost somebody a job, a home or
their safety, an editor has to know the name and agree, and the story says why it is
missing.</p>
<h2>Fairness</h2>
<p>Whoever is accused of something is asked before we publish, with time enough to
answer.</p>
<h2>Interests</h2>
<p>Nobody here reports on a party, a company or an office in which they or their families
have a stake. We pay our own way, and take no gifts.</p>
<h2>Whose voices</h2>
<p>Twice a year we count whom we quoted, by neighborhood and by what they do, and print the
count.</p>""",
            ),
            (
                "What we do about pictures made by machines is said.",
                """<h2>Checking</h2>
<p>Every figure, name and quotation is checked against where it came from before it is
published. Each story lists its sources and says how we know.</p>
<h2>Pictures</h2>
<p>Photographs show what was there. A picture made by a machine says so in its caption, and
never stands for an event.</p>
<h2>Unnamed sources</h2>
<p>We name those who tell us something. Where that would cost somebody a job, a home or
their safety, an editor has to know the name and agree, and the story says why it is
missing.</p>
<h2>Fairness</h2>
<p>Whoever is accused of something is asked before we publish, with at least a day to
answer.</p>
<h2>Interests</h2>
<p>Nobody here reports on a party, a company or an office in which they or their families
have a stake. We pay our own way, and take no gifts.</p>
<h2>Whose voices</h2>
<p>Twice a year we count whom we quoted, by neighborhood and by what they do, and print the
count.</p>""",
            ),
        ],
    },
    {
        "slug": "corrections-policy",
        "title": "How we correct mistakes",
        "summary": "Quickly, in the open, and on the story itself.",
        "versions": [
            (
                "",
                """<p>When we are wrong we say so on the story, with what was wrong and what is right, and in
<a href="/corrections/">the list of all corrections</a>.</p>
<p>Write to corrections@newsroom.test. An editor answers within two working days.</p>""",
            ),
            (
                "An editor now answers within a day, and versions are mentioned.",
                """<p>When we are wrong we say so on the story, with what was wrong and what is right, and in
<a href="/corrections/">the list of all corrections</a>. The earlier versions of a story
stay public, so that anybody can see what changed.</p>
<h2>Tell us</h2>
<p>Write to corrections@newsroom.test. An editor answers within one working day, and says
what we did or why we did nothing.</p>
<h2>What is not a correction</h2>
<p>A typing error that misleads nobody is put right without a note. News that came later is
an update.</p>""",
            ),
        ],
    },
    {
        "slug": "contact",
        "title": "Contact us",
        "summary": "Somebody reads what you write, on every working day.",
        "versions": [
            (
                "",
                """<h2>The newsroom</h2>
<p><a href="mailto:desk@newsroom.test">desk@newsroom.test</a>, or 612-555-0142 from 8 a.m.
to 6 p.m.</p>
<h2>A mistake</h2>
<p><a href="mailto:corrections@newsroom.test">corrections@newsroom.test</a>. <a
href="/corrections-policy/">What happens then</a></p>
<h2>Something we should know</h2>
<p><a href="/tips/">How to tell us safely</a></p>
<h2>By post</h2>
<p>North Star Bulletin<br>400 Invented Avenue South<br>Minneapolis, Minnesota</p>""",
            )
        ],
    },
    {
        "slug": "tips",
        "title": "Send us a tip",
        "summary": "Ways to tell us something, from the quickest to the safest.",
        "versions": [
            (
                "",
                """<h2>E-mail</h2>
<p>tips@newsroom.test. Your employer and your provider can see that you wrote to us, and
perhaps what.</p>
<h2>Post</h2>
<p>400 Invented Avenue South, Minneapolis. Leave the sender’s address away.</p>""",
            ),
            (
                "Signal was added, and what each way gives away.",
                """<p>No way is safe against everybody. Do not use a telephone, a computer or a network of
those you want to tell us about, and tell nobody that you write to us.</p>
<h2>Quick, not secret: e-mail</h2>
<p>tips@newsroom.test. Whoever runs your mail can read that you wrote, when, and perhaps
what. Good for what you would say aloud.</p>
<h2>Better: Signal</h2>
<p>612-555-0143, with messages that vanish after a week. Nobody on the way can read them; we
see your number, unless you give yourself a name in the settings.</p>
<h2>Safest: by post</h2>
<p>To Tips, 400 Invented Avenue South, Minneapolis, without a sender, from a mailbox far
from home and work. Printers and telephones leave marks in paper and pictures: copy words by
hand if in doubt.</p>
<h2>What we do with it</h2>
<p>Two editors read tips. We check everything with somebody else before we publish it, and
would rather lose a story than the one who told us.</p>""",
            ),
        ],
    },
    {
        "slug": "privacy",
        "title": "Privacy",
        "summary": "What we learn about you: as little as we can.",
        "versions": [
            (
                "",
                """<p>You can read everything here without an account and without a cookie.</p>
<h2>What is kept</h2>
<p>Our server writes down which page was asked for, when, and from which address. After
seven days the addresses are deleted.</p>
<h2>What is not here</h2>
<ul><li>No counting of readers by other companies</li><li>No advertisements that follow
you</li><li>Nothing from another site before you ask for it: a video or a post is loaded
when you press its button</li></ul>
<h2>What your browser remembers</h2>
<p>Which version of a story you read last, so that it can show what is new. That never
leaves your browser.</p>""",
            )
        ],
    },
]
