"""How topics of the demonstration hang together, and what their pages say first."""

import datetime

# What is part of what.
PARENTS = {
    "recusal": "justice-department",
    "election-security": "russia-2016",
    "minnesota-delegation": "us-senate",
    "rural-health": "health",
    "covid-19": "health",
    "transit": "infrastructure",
    "road-safety": "infrastructure",
}

# Public record, said in few words.
TOPIC_PAGES = {
    "russia-2016": {
        "explainer": "two-minutes-in-january",
        "checked": datetime.date(2017, 6, 14),
        "points": [
            "American intelligence agencies concluded in January 2017 that Moscow had worked to influence "
            "the election of 2016.",
            "The FBI director told Congress on March 20, 2017, that the bureau was looking into it, contacts "
            "with the Trump campaign included.",
            "The attorney general had met the Russian ambassador twice in 2016. He stepped aside from "
            "campaign inquiries on March 2, 2017.",
            "Michael Flynn lasted 24 days as national security adviser; he resigned over what he had said "
            "of his calls with the ambassador.",
        ],
    },
    "justice-department": {
        "explainer": "what-recusal-means",
        "checked": datetime.date(2017, 3, 21),
        "points": [
            "The attorney general leads the department; the FBI and the 94 U.S. attorneys report to it.",
            "Since March 2, 2017, decisions about the campaigns of 2016 are for the deputy attorney general.",
            "All 46 U.S. attorneys left from the last administration were asked to resign on March 10, 2017, "
            "Minnesota’s among them.",
        ],
    },
    "small-business": {
        "explainer": "why-servers-earn-more-in-moorhead",
        "checked": datetime.date(2021, 11, 15),
        "points": [
            "In Minnesota tips come on top of the whole minimum wage. North Dakota, across the river, lets "
            "owners count a part of them toward it.",
            "Small employers may pay less by the hour than large ones.",
        ],
    },
}
