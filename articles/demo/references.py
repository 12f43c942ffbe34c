"""What stories are about: topics, people, sources. What is said of real ones is public record."""

from topics.models import Person, Source

TOPICS = {
    "russia-2016": (
        "Russia and the 2016 election",
        "What American agencies say Moscow did, who in the campaigns spoke with its officials, and what "
        "Congress and the courts made of it.",
    ),
    "justice-department": ("Justice Department", "The attorney general, federal prosecutors and the FBI."),
    "us-senate": ("U.S. Senate", "Votes, hearings and nominations, and Minnesota’s two seats."),
    "recusal": ("Recusal", "When officials and judges must leave a decision to somebody else."),
    "election-security": ("Election security", "How votes are cast, counted, checked and protected."),
    "minnesota-delegation": (
        "Minnesota’s delegation",
        "The state’s senators and representatives in Congress.",
    ),
    "covid-19": ("COVID-19", "The pandemic in Minnesota: cases, vaccines, rules and what they cost."),
    "schools": ("Schools", "Classrooms, teachers and the districts that run them."),
    "road-safety": (
        "Road safety",
        "Deaths and injuries on Minnesota’s roads, and what is tried against them.",
    ),
    "small-business": ("Small business", "Shops, restaurants and the people who own them."),
    "hockey": ("Hockey", "From the pond to the arena."),
    "basketball": ("Basketball", "College and high school courts."),
    "farming": ("Farming", "Crops, herds, prices and land."),
    "lakes-and-rivers": ("Lakes and rivers", "Water, ice, fish and shore."),
    "housing": ("Housing", "Rents, builders, shelters and zoning."),
    "health": ("Health care", "Clinics, hospitals and who can reach them."),
    "transit": ("Transit", "Buses, trains, bridges and the snow on them."),
    "rural-health": ("Rural health", "Care far from the big hospitals."),
    "infrastructure": ("Infrastructure", "Roads, pipes, wires and who pays for them."),
    "languages": ("Languages", "The more than one hundred languages that Minnesotans speak at home."),
}

# Born, party, office and dates are public record. `portrait` names a picture in photos.py.
PEOPLE = {
    "jeff-sessions": {
        "name": "Jeff Sessions",
        "role": "U.S. attorney general, 2017 to 2018",
        "portrait": "p-sessions",
        "summary": (
            "Republican senator from Alabama for twenty years and an early supporter of Donald Trump’s "
            "campaign; attorney general from February 2017 to November 2018."
        ),
        "facts": [
            ("Party", "Republican"),
            ("Born", "Dec. 24, 1946, Selma, Alabama"),
        ],
        "roles": [
            ("Attorney general", "U.S. Department of Justice", "2017-02-09", "2018-11-07"),
            ("Senator from Alabama", "U.S. Senate", "1997-01-03", "2017-02-08"),
            ("Attorney general of Alabama", "", "1995-01", "1997-01"),
            ("U.S. attorney", "Southern District of Alabama", "1981", "1993"),
        ],
        "same_as": [
            ("https://www.wikidata.org/wiki/Q358443", "Wikidata"),
            ("https://bioguide.congress.gov/search/bio/S001141", "Biographical Directory of Congress"),
        ],
    },
    "al-franken": {
        "name": "Al Franken",
        "role": "U.S. senator from Minnesota, 2009 to 2018",
        "portrait": "p-franken",
        "summary": (
            "Democrat of Minnesota and member of the Judiciary Committee, who put the question about "
            "contacts with Russia at the hearing of January 2017."
        ),
        "facts": [
            ("Party", "Democratic-Farmer-Labor"),
            ("Born", "May 21, 1951, New York City"),
        ],
        "roles": [
            ("Senator from Minnesota", "U.S. Senate", "2009-07-07", "2018-01-02"),
            ("Radio host", "Air America", "2004", "2007"),
            ("Writer", "NBC, Saturday Night Live", "1985", "1995"),
            ("Writer and performer", "NBC, Saturday Night Live", "1975", "1980"),
        ],
        "same_as": [
            ("https://bioguide.congress.gov/search/bio/F000457", "Biographical Directory of Congress"),
        ],
    },
    "sergey-kislyak": {
        "name": "Sergey Kislyak",
        "role": "Russian ambassador to the United States, 2008 to 2017",
        "portrait": "p-kislyak",
        "summary": "Russian diplomat, Moscow’s ambassador in Washington through the 2016 campaign.",
        "facts": [
            ("Born", "Sept. 7, 1950, Moscow"),
        ],
        "roles": [
            ("Ambassador to the United States", "Russian Federation", "2008", "2017-08"),
            ("Deputy foreign minister", "Russian Federation", "2003", "2008"),
        ],
    },
    "donald-trump": {
        "name": "Donald Trump",
        "role": "45th and 47th president of the United States",
        "portrait": "p-trump",
        "summary": "Republican, winner of the presidential election of 2016.",
        "facts": [("Party", "Republican"), ("Born", "June 14, 1946, Queens, New York")],
    },
    "michael-flynn": {
        "name": "Michael Flynn",
        "role": "National security adviser, January to February 2017",
        "summary": (
            "Retired Army lieutenant general, adviser to the Trump campaign and, for 24 days, national "
            "security adviser."
        ),
        "facts": [
            ("Before", "Director of the Defense Intelligence Agency, 2012 to 2014"),
            ("Born", "December 1958, Middletown, Rhode Island"),
        ],
    },
    "amy-klobuchar": {
        "name": "Amy Klobuchar",
        "role": "U.S. senator from Minnesota since 2007",
        "summary": "Democrat of Minnesota, member of the Judiciary and Rules committees.",
        "facts": [
            ("Party", "Democratic-Farmer-Labor"),
            ("Born", "May 25, 1960, Plymouth, Minnesota"),
        ],
        "roles": [
            ("Senator from Minnesota", "U.S. Senate", "2007-01-04", ""),
            ("County attorney", "Hennepin County", "1999", "2007-01"),
        ],
        "same_as": [
            ("https://www.klobuchar.senate.gov/", "Official site"),
            ("https://bioguide.congress.gov/search/bio/K000367", "Biographical Directory of Congress"),
        ],
    },
    "nancy-pelosi": {
        "name": "Nancy Pelosi",
        "role": "Former speaker of the House",
        "summary": "Democrat of California, leader of her party in the House for two decades.",
        "facts": [
            ("Office", "Speaker of the House, 2007 to 2011 and 2019 to 2023"),
            ("Party", "Democratic"),
            ("Born", "March 26, 1940, Baltimore"),
        ],
    },
    "betty-mccollum": {
        "name": "Betty McCollum",
        "role": "U.S. representative for Minnesota’s 4th District since 2001",
        "summary": "Democrat of St. Paul, member of the Appropriations Committee.",
        "facts": [("Party", "Democratic-Farmer-Labor"), ("Born", "July 12, 1954, Minneapolis")],
        "roles": [
            ("Representative for the 4th District of Minnesota", "U.S. House", "2001-01-03", ""),
            ("Member of the Minnesota House", "", "1993", "2000"),
        ],
        "same_as": [
            ("https://mccollum.house.gov/", "Official site"),
        ],
    },
    "dana-boente": {
        "name": "Dana Boente",
        "role": "Career federal prosecutor; acting deputy attorney general in 2017",
        "portrait": "p-boente",
        "summary": (
            "U.S. attorney for the Eastern District of Virginia who stood in at the top of the Justice "
            "Department in early 2017."
        ),
        "facts": [("Office", "U.S. attorney, Eastern District of Virginia, 2013 to 2018")],
    },
    "james-comey": {
        "name": "James Comey",
        "role": "Director of the FBI, 2013 to 2017",
        "summary": "Director of the Federal Bureau of Investigation until May 2017.",
        "facts": [
            ("Born", "Dec. 14, 1960, Yonkers, New York"),
        ],
        "roles": [
            ("Director", "FBI", "2013-09", "2017-05-09"),
            ("Deputy attorney general", "U.S. Department of Justice", "2003-12", "2005-08"),
        ],
    },
    "sally-yates": {
        "name": "Sally Yates",
        "role": "Acting attorney general, January 2017",
        "summary": "Federal prosecutor from Atlanta; deputy attorney general from 2015 and acting head "
        "for ten days.",
        "facts": [("Before", "U.S. attorney, Northern District of Georgia, 2010 to 2015")],
    },
    "andrew-luger": {
        "name": "Andrew Luger",
        "role": "U.S. attorney for Minnesota, 2014 to 2017",
        "portrait": "p-chairman",
        "summary": "Minnesota’s chief federal prosecutor from February 2014 to March 2017, and again from "
        "2022 to 2025.",
        "facts": [("Office", "U.S. attorney for the District of Minnesota")],
    },
    "joe-biden": {
        "name": "Joe Biden",
        "role": "46th president of the United States",
        "summary": "Democrat of Delaware, president from 2021 to 2025.",
        "facts": [("Party", "Democratic"), ("Born", "Nov. 20, 1942, Scranton, Pennsylvania")],
    },
    "senate-armed-services": {
        "name": "Senate Armed Services Committee",
        "kind": Person.Kind.ORGANISATION,
        "role": "Committee of the U.S. Senate",
        "summary": "Oversees the military and defense policy; Jeff Sessions sat on it until February 2017.",
    },
    "department-of-justice": {
        "name": "Department of Justice",
        "kind": Person.Kind.ORGANISATION,
        "role": "Federal department",
        "summary": "Enforces federal law and houses the FBI; led by the attorney general.",
        "roles": [
            ("Federal department", "Executive branch of the United States", "1870-07-01", ""),
        ],
        "same_as": [
            ("https://www.justice.gov/", "Official site"),
        ],
    },
    "heritage-foundation": {
        "name": "Heritage Foundation",
        "kind": Person.Kind.ORGANISATION,
        "role": "Conservative research group in Washington",
        "summary": "Held an event beside the Republican convention in Cleveland in July 2016.",
    },
    "white-house": {
        "name": "White House",
        "kind": Person.Kind.ORGANISATION,
        "role": "Office of the president",
        "summary": "The president’s staff and spokespeople.",
        "roles": [
            ("Office of the president", "Executive branch of the United States", "", ""),
        ],
        "same_as": [
            ("https://www.whitehouse.gov/", "Official site"),
        ],
    },
}

SOURCES = {
    "washington-post": ("The Washington Post", "WP", Source.Kind.OUTLET, "https://www.washingtonpost.com/"),
    "us-news": ("U.S. News & World Report", "USN", Source.Kind.OUTLET, "https://www.usnews.com/"),
    "cnn": ("CNN", "CNN", Source.Kind.OUTLET, "https://www.cnn.com/"),
    "nbc-news": ("NBC News", "NBC", Source.Kind.OUTLET, "https://www.nbcnews.com/"),
    "new-york-times": ("The New York Times", "NYT", Source.Kind.OUTLET, "https://www.nytimes.com/"),
    "fox-news": ("Fox News", "FOX", Source.Kind.OUTLET, "https://www.foxnews.com/"),
    "the-intercept": ("The Intercept", "TI", Source.Kind.OUTLET, "https://theintercept.com/"),
    "c-span": ("C-SPAN", "C-SPAN", Source.Kind.ARCHIVE, "https://www.c-span.org/"),
    "congress-record": (
        "Congressional Record",
        "CR",
        Source.Kind.ARCHIVE,
        "https://www.congress.gov/congressional-record",
    ),
    "justice-department": (
        "Department of Justice",
        "DOJ",
        Source.Kind.GOVERNMENT,
        "https://www.justice.gov/",
    ),
    "senate": ("United States Senate", "SEN", Source.Kind.GOVERNMENT, "https://www.senate.gov/"),
    "white-house": ("The White House", "WH", Source.Kind.GOVERNMENT, "https://www.whitehouse.gov/"),
    "dps-minnesota": (
        "Minnesota Department of Public Safety",
        "DPS",
        Source.Kind.GOVERNMENT,
        "https://dps.mn.gov/",
    ),
    "office-of-al-franken": ("Office of Al Franken", "FRANKEN", Source.Kind.GOVERNMENT, ""),
    "office-of-amy-klobuchar": ("Office of Amy Klobuchar", "KLOB", Source.Kind.GOVERNMENT, ""),
    "tamarack-county": ("Tamarack County Public Health", "TCPH", Source.Kind.GOVERNMENT, ""),
    "bulletin": ("North Star Bulletin", "NSB", Source.Kind.OUTLET, ""),
}

DESCRIPTIONS = {
    "washington-post": "Daily newspaper in Washington, D.C.; first to report the two meetings of 2016.",
    "us-news": "News magazine, online, in Washington, D.C.",
    "cnn": "Cable news network with headquarters in Atlanta.",
    "nbc-news": "News division of the broadcast network NBC.",
    "new-york-times": "Daily newspaper in New York.",
    "fox-news": "Cable news network in New York.",
    "the-intercept": "News site that published the leaked National Security Agency document of June 2017.",
    "c-span": "Public-service network that records hearings and floor sessions of Congress and keeps them "
    "online.",
    "congress-record": "The official record of what is said and voted in Congress.",
    "justice-department": "Statements, speeches and rules of the federal department.",
    "senate": "Roll calls, committee records and testimony.",
    "white-house": "Statements and briefings of the president’s office.",
    "dps-minnesota": "Counts deaths and injuries on the state’s roads and runs its traffic safety office.",
    "office-of-al-franken": "Letters and statements of the senator, and what his staff told us.",
    "office-of-amy-klobuchar": "Statements of the senator, and what her staff told us.",
    "tamarack-county": "Health office of a county invented for the demonstration.",
    "bulletin": "This paper’s own notes, counts and earlier stories.",
}
