"""The live updates of the reference story, in the order of the day. They are in the present tense."""

from articles.demo.builders import central
from articles.enums import SaidKind

UPDATES = (
    {
        "posted_at": central("2017-03-02 11:40"),
        "author": "ingrid-solberg",
        "headline": "Pelosi and McCollum call on Sessions to resign",
        "text": "<p>House Democratic leader Nancy Pelosi says that stepping aside is no longer enough and "
        "that the attorney general should give up his office. Rep. Betty McCollum of St. Paul joins her "
        "within the hour.</p><p>Republican leaders in Congress have so far asked for less: some say he "
        "should stay out of any inquiry, none that he should go.</p>",
    },
    {
        "posted_at": central("2017-03-02 12:50"),
        "author": "pa-houa-vang",
        "headline": "Trump, on a carrier in Virginia, sees no need for recusal",
        "text": "<p>The president, touring the aircraft carrier Gerald R. Ford in Newport News, tells "
        "reporters that he has full confidence in his attorney general. Asked whether Sessions should "
        "step aside, he says he does not think so.</p>",
    },
    {
        "posted_at": central("2017-03-02 13:45"),
        "author": "ingrid-solberg",
        "headline": "Franken sends a letter",
        "text": "<p>Sen. Al Franken asks the attorney general in writing to square what he told the "
        "Judiciary Committee with what is now known. If Sessions lied under oath, the Minnesota Democrat "
        "says, he should resign.</p><p>Sen. Amy Klobuchar repeats her call for a special prosecutor.</p>",
        "source": "office-of-al-franken",
    },
    {
        "posted_at": central("2017-03-02 15:30"),
        "author": "ingrid-solberg",
        "headline": "Sessions recuses himself",
        "is_key": True,
        "text": "<p>Attorney General Jeff Sessions will take no part in any investigation that touches "
        "the 2016 campaigns for president. He announced it at the Justice Department, and said the "
        "department’s own ethics lawyers had advised him to do so.</p>",
        "said_kind": SaidKind.STATEMENT,
        "said": "<p>I have decided to recuse myself from any existing or future investigations of any "
        "matters related in any way to the campaigns for President of the United States.</p>",
        "said_by": "jeff-sessions",
        "said_role": "attorney general",
        "said_where": "Justice Department, Washington",
        "source": "justice-department",
        "url": "https://www.justice.gov/",
    },
    {
        "posted_at": central("2017-03-02 15:52"),
        "author": "pa-houa-vang",
        "headline": "Who decides now: Dana Boente",
        "text": "<p>The acting deputy attorney general takes the matter over. Dana Boente, a federal "
        "prosecutor for more than thirty years, also led the department for ten days in winter, after "
        "the president dismissed Sally Yates.</p><p>Franken’s office says the recusal does not answer "
        "his letter.</p>",
    },
)
