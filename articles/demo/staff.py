"""Who works at the Bulletin, and the parts of the paper."""

from newsroom.accounts.roles import ADMINISTRATOR, CONTRIBUTOR, EDITOR, PRODUCER, REPORTER

USERS = [
    {"email": "contributor@newsroom.test", "role": CONTRIBUTOR, "name": "Amina Warsame"},
    {"email": "reporter@newsroom.test", "role": REPORTER, "name": "Ingrid Solberg"},
    {"email": "producer@newsroom.test", "role": PRODUCER, "name": "Pa Houa Vang"},
    {"email": "editor@newsroom.test", "role": EDITOR, "name": "Teresa Aguilar"},
    {"email": "administrator@newsroom.test", "role": ADMINISTRATOR, "name": "Grace Whitfield"},
]

SECTIONS = [
    {
        "slug": "minnesota",
        "name": "Minnesota",
        "description": "Cities, counties and the Capitol in St. Paul.",
    },
    {
        "slug": "washington",
        "name": "Washington",
        "description": "Congress, the White House and the agencies, as seen by the state’s delegation.",
    },
    {"slug": "courts", "name": "Courts", "description": "Judges, juries, prosecutors and what they decide."},
    {"slug": "work", "name": "Work", "description": "Jobs, wages, shops, ports and farms."},
    {
        "slug": "land-climate",
        "name": "Land & climate",
        "description": "Lakes, woods, fields and the weather over them.",
    },
    {"slug": "health", "name": "Health", "description": "Clinics, hospitals and the health of the public."},
    {"slug": "sports", "name": "Sports", "description": "Rinks, courts, trails and fields."},
]

AUTHORS = [
    {
        "slug": "ingrid-solberg",
        "name": "Ingrid Solberg",
        "user": "reporter@newsroom.test",
        "title": "Washington correspondent",
        "contact": "solberg@newsroom.test",
        "portrait": "a-solberg",
        "bio": (
            "Ingrid Solberg has covered Congress and the Justice Department for the Bulletin since 2011. "
            "She grew up in Moorhead and began at a weekly there, where she also delivered the papers. "
            "She is an invented person, like everybody on the staff of this demonstration."
        ),
        "shows_contact": True,
        "contact_line": ("Signal 202 555 0117"),
        "beats": [
            ("section", "washington"),
            ("topic", "justice-department"),
            ("topic", "us-senate"),
        ],
        "same_as": [
            ("https://social.example/@isolberg", "Social"),
        ],
        "disclosures": (
            "Owns no shares. Her sister works for the city of Moorhead, which she does not write about."
        ),
    },
    {
        "slug": "pa-houa-vang",
        "name": "Pa Houa Vang",
        "user": "producer@newsroom.test",
        "title": "Digital producer and state reporter",
        "contact": "vang@newsroom.test",
        "portrait": "a-vang",
        "bio": (
            "Pa Houa Vang reports from the Capitol in St. Paul and runs the Bulletin’s live coverage. She "
            "writes in English and Hmong. An invented person."
        ),
        "shows_contact": True,
        "beats": [
            ("section", "minnesota"),
            ("topic", "minnesota-delegation"),
            ("topic", "languages"),
        ],
        "same_as": [
            ("https://social.example/@pahoua", "Social"),
            ("https://video.example/pahouavang", "Video"),
        ],
    },
    {
        "slug": "teresa-aguilar",
        "name": "Teresa Aguilar",
        "user": "editor@newsroom.test",
        "title": "Managing editor",
        "contact": "aguilar@newsroom.test",
        "bio": (
            "Teresa Aguilar edits the Bulletin and answers for its corrections. She was a court reporter for "
            "fourteen years. An invented person."
        ),
        "shows_contact": True,
    },
    {
        "slug": "amina-warsame",
        "name": "Amina Warsame",
        "user": "contributor@newsroom.test",
        "title": "Contributor, health",
        "bio": (
            "Amina Warsame, a former nurse, writes about clinics and public health for the Bulletin and "
            "other papers. An invented person."
        ),
        "beats": [
            ("section", "health"),
            ("topic", "rural-health"),
            ("topic", "covid-19"),
        ],
    },
    {
        "slug": "daniel-okafor",
        "name": "Daniel Okafor",
        "title": "Reporter, work and sports",
        "contact": "okafor@newsroom.test",
        "bio": (
            "Daniel Okafor covers jobs and shops on weekdays and rinks on weekends. He lives in Duluth. An "
            "invented person."
        ),
        "shows_contact": True,
        "contact_line": ("218 555 0160, on weekdays"),
        "beats": [
            ("section", "work"),
            ("section", "sports"),
            ("topic", "small-business"),
            ("topic", "hockey"),
        ],
    },
    {
        "slug": "lars-nygaard",
        "name": "Lars Nygaard",
        "title": "Reporter, land and climate",
        "contact": "nygaard@newsroom.test",
        "bio": (
            "Lars Nygaard has written about Minnesota’s lakes and fields since 1998 and keeps the paper’s "
            "ice-out table. An invented person."
        ),
        "has_left": True,
        "beats": [
            ("section", "land-climate"),
            ("topic", "lakes-and-rivers"),
            ("topic", "farming"),
        ],
    },
    {
        "slug": "marisol-ibarra",
        "name": "Marisol Ibarra",
        "title": "Translator",
        "bio": "Marisol Ibarra translates between Spanish and English for the Bulletin. An invented person.",
    },
    {
        "slug": "ruth-lindqvist",
        "name": "Ruth Lindqvist",
        "title": "Guest writer",
        "bio": (
            "Ruth Lindqvist taught legal ethics for thirty years and is retired. She writes as a guest "
            "and has no part in the Bulletin’s reporting. An invented person."
        ),
    },
]
