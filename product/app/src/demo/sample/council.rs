//! Research for members of the council. One more: an entry in the list.

use super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::subject::{PLAIN, Subject};

/// Every question of members and their offices.
pub(super) const SUBJECTS: &[&[Subject]] = &[MEETINGS, WARDS];

const MEETINGS: &[Subject] = &[
    Subject {
        asks: &[
            "How much has the council paid towards the bus to {parish} in each of the last ten years? One figure a year will do.",
        ],
        talk: &[
            Note("Figures from the printed accounts; 2020 has a footnote about the emergency money. Say so."),
            Answer("Ten figures, from the printed accounts (C 352.1, table 14): they run from £41,200 to £63,900, with the highest in 2020, which includes £18,000 of emergency money. Without that the payment has risen by a little under 3 in 100 a year, more slowly than prices. The table with page references is in the file at the members' desk. Passengers are counted only since 2017."),
        ],
        fields: &[("subject", "Bus to {parish}: what the council has paid since 2016"), ("business", "committee"), ("wanted_at", "6 14:00"), ("sources", "yes")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "What have other districts of our size done about empty shops? Three examples that worked and one that did not, please, with who to ring.",
        ],
        talk: &[
            Query("We have seven that are well described. Should they be towns with a market, like ours, and may one of them be outside the country?"),
            Reply("Markets yes. One from abroad is fine if somebody there speaks English."),
            Answer("Three that worked, one of them from the Netherlands: rents by turnover for the first year, a shared shop for twelve makers, and a by-law on the state of windows. One that did not: a fund that paid for shop fronts, of which a third were empty again after two years. Two pages with figures, names and telephone numbers are in the members' folder; everybody named has agreed to be rung. Our sources are listed at the end, all of them from the last four years."),
        ],
        fields: &[("subject", "Empty shops: what has worked elsewhere"), ("business", "scrutiny"), ("wanted_at", "11 10:00"), ("sources", "yes")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The exact words of the resolution of {y} on allotments at {street}, and whether it was ever changed.",
        ],
        talk: &[
            Answer("Minute 1{n} of the full council, 14 March {y}: “That the land be held as allotments for the poor of the borough, and not otherwise, so long as there be any who ask for one” (AL/C/1/{n}, page 402). It has been amended once, in 1951, by striking out “of the poor”. Nothing later repeals it. We have marked both pages, and a certified copy can be had on the same day."),
        ],
        fields: &[("subject", "Allotments at {street}, resolution of {y}"), ("business", "full"), ("wanted_at", "4 18:30"), ("sources", "yes")],
        years: (1894, 1919),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Is it true that the council has never had a woman in the chair of planning? I am going to be asked.",
        ],
        talk: &[
            Answer("No. There have been two: Mrs {woman} {family2}, from 1946 to 1949, in what was then called town improvement, and Councillor {woman2} {family}, in 1983 for seven months. The list of all chairs since 1894 is made from the minute books and goes with this answer. The first photograph of Mrs {family2} in the chair, with hat, can be shown on a screen."),
        ],
        fields: &[("subject", "Women in the chair of planning since 1894"), ("business", "full"), ("wanted_at", "3 18:00"), ("sources", "no")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Rough sleeping in the district: official counts since 2010, and how they are made. What do they leave out?",
        ],
        talk: &[
            Note("The winter shelter publishes its own figures since 2015: three times the official ones."),
            Query("There are two series: the autumn count of one night, and the winter shelter's figures of persons over a season. They differ by a factor of three. Would you like both, and is this for a paper or for speaking?"),
            Reply("Both, with two sentences on why they differ that I can say aloud."),
            Answer("The one-night count went from 4 in 2010 to 19 in 2017 and 11 last autumn; the shelter had 14 persons in its first winter and 46 in the last. To say aloud: “The count is of those found on one night in one month. Over a whole winter, three times as many people have no bed.” The table and a note on method are two pages, in the members' folder."),
        ],
        fields: &[("subject", "Rough sleeping: the counts, and what they leave out"), ("business", "scrutiny"), ("wanted_at", "8 09:30"), ("sources", "yes")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "What did we promise when the swimming baths on {street} were closed? I want the words, not the summary.",
        ],
        talk: &[
            Answer("The chair of the committee said on 9 October 2012: “There will be water for the children of this town, and within five years” (minutes, C 352.2, page {n}; the recording has it at 1:14:20). The paper before the committee says only “options will be considered”. The motion as carried names neither a place nor a year. All three are in the folder, with the page and the minute."),
        ],
        fields: &[("subject", "Baths on {street}: the promise of 2012"), ("business", "full"), ("wanted_at", "5 18:00"), ("sources", "yes"), ("way", "call")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Library visits per head compared with our six neighbours. And do not be kind to yourselves.",
        ],
        talk: &[
            Answer("We are fourth of seven: 3.1 visits per head last year, against 2.2 to 4.4. Ten years ago we were second with 5.0. Loans of printed books fell by a third and of e-books rose from nothing to a fifth of all; Saturday hours were cut in 2019, and a half of the loss came in that year. The table has the others' opening hours beside it, for they explain most of the order."),
        ],
        fields: &[("subject", "Library visits, compared with our neighbours"), ("business", "committee"), ("wanted_at", "9 14:00"), ("sources", "yes")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Precedents for the mayor casting a second vote when the numbers are equal. Has it happened here, and which way did it go?",
        ],
        talk: &[
            Note("Minute books 1894 to 1974 have an index under “equality of votes”. After that only the recordings."),
            Answer("Seven times since 1894, the last in 2004. Five times the mayor voted for leaving things as they were, which is also what the usual handbook advises (R 352, page {n}); in 1926 and 1958 for change, and each time the council reversed it within a year. The seven dates and pages are listed. Standing order 16 says only that there is such a vote."),
        ],
        fields: &[("subject", "The mayor's second vote: what happened before"), ("business", "full"), ("wanted_at", "2 12:00"), ("sources", "yes")],
        ..PLAIN
    },
];

const WARDS: &[Subject] = &[
    Subject {
        asks: &[
            "Who owns the strip of grass between {street} and the river? Three residents have asked me in one week.",
        ],
        talk: &[
            Query("On the map of 1912 it belongs to the river company and on the one of 1964 to nobody in particular. Do the residents mean the mown part, or also the bank with the willows?"),
            Reply("All of it down to the water. One wants to mow, one wants to build, one wants neither."),
            Answer("The company conveyed the bank to the borough in 1936 “for the recreation of the inhabitants” (AL/C/DE/{n}); the mown part was left out and is registered to nobody. So the bank is the council's, with a purpose written down, and the legal department will know how far that binds. The plan attached to the deed is in colour, and worth taking to a meeting. We did not find that anybody ever had leave to build."),
        ],
        fields: &[("subject", "Who owns the grass by the river at {street}"), ("business", "ward"), ("sources", "yes"), ("way", "write")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Two minutes on the history of {parish} school for its hundred and fiftieth birthday. Something the children will laugh at.",
        ],
        talk: &[
            Answer("Four things, each true and each with its page. The first master was paid £40 and a pig. In 1889 the school was closed for a day because the inspector had the key. In 1911 the children went on strike for a shorter afternoon, for one morning, and were given buns. And the bell that rings today fell on the vicar in 1902, who was not hurt and preached about it. (AL/E/{n}/1 and 2.)"),
        ],
        fields: &[("subject", "{parish} school, 150 years"), ("business", "speech"), ("wanted_at", "9 11:00"), ("sources", "no"), ("way", "write")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "How many homes in {parish} were bought from the council since 1980, and how many of those are let today?",
        ],
        talk: &[
            Note("First figure is in the housing returns. Second one nobody counts; there is an estimate by a student."),
            Query("The first we can give by year. The second is not counted by anybody; there is an estimate from 2021 with a method that can be explained. Is that of use?"),
            Reply("Yes, if it says plainly that it is an estimate."),
            Answer("Of 214 council homes in {parish} 131 were sold between 1980 and 2023, four in ten of them before 1986. The estimate of 2021, from the addresses of owners, is that between 45 and 55 of the 131 are let. It says plainly that it is one, and so should whoever quotes it. The table by year is in the members' folder."),
        ],
        fields: &[("subject", "Council homes sold in {parish}"), ("business", "ward"), ("sources", "yes"), ("way", "write")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "A name for the new road behind {street}. The developer has proposed “Heron View”. There are no herons and no view.",
        ],
        talk: &[
            Answer("Five names that the ground itself has had: Tenter Close (1602, cloth was stretched there), Puddle Acre, Long Spinney, Widow's Ground, and Clay Ends. Persons connected with it: {woman} {family}, who kept the ferry for forty years, and {man2} {family2}, who made the bricks. None is in use in the district. The post's rules on length allow all but two, which are marked."),
        ],
        fields: &[("subject", "A name for the road behind {street}"), ("business", "ward"), ("wanted_at", "13 16:00"), ("way", "write")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Flood levels at the bottom of {street}, every one on record. I was told that it “never floods”.",
        ],
        talk: &[
            Answer("It has flooded eleven times since 1852, the last in February 2014 and the highest in March 1947, when the water stood at 1.42 metres on the wall of number 2, where the mark can be seen. The list gives date, height and source of each, and the map shows the line of 1947. Since the pumps of 2016 the water has reached the kerb twice and no door. “Never” is not a word for that street."),
            Reopen("That is exactly what I needed. Can I hand the list out, or is it for me only?"),
            Answer("Hand it out: everything in it is public. The references are on the back."),
        ],
        fields: &[("subject", "Floods at the bottom of {street}"), ("business", "ward"), ("wanted_at", "7 19:00"), ("sources", "yes"), ("way", "call")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Twinning: when did we and our twin town first write to each other, and what became of the tapestry?",
        ],
        talk: &[
            Query("The first letter is of February 1949, from a schoolteacher. There are two tapestries, one given and one received. Which is it?"),
            Reply("The one we received. They visit next month and will certainly look for it."),
            Answer("It hung in the council chamber until 1987, then in the baths, and has been in the textile store of the museum since 2012, cleaned, rolled and well (object 1987.{n}). The museum can have it on a wall in five days if asked by the clerk. The letter of 1949 and the menu of the first dinner are with us, and would look well beside it."),
        ],
        fields: &[("subject", "Our twin town: first letters, and the tapestry"), ("business", "speech"), ("wanted_at", "12 17:00"), ("sources", "no"), ("way", "write")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Noise from heat pumps: what is measured, what is allowed, and what do people really complain about?",
        ],
        talk: &[
            Answer("Measured is the level one metre from the neighbour's window; new units need no permission if it stays within the limit in the planning rules, which is quoted in full in the folder. In the three districts that publish complaints about them there were 2 to 9 for every thousand units in a year, most about the place where the unit stands and not about how loud it is. A page for residents, in plain words, was written by one of the three and may be copied."),
        ],
        fields: &[("subject", "Heat pumps and noise"), ("business", "other"), ("sources", "yes"), ("way", "write")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "A list of everyone who was given the freedom of the borough, with dates. And can it be taken away again?",
        ],
        talk: &[
            Note("Roll is complete from 1835. The taking away: once, 1921, and nobody has ever mentioned it."),
            Answer("There are 63 names from 1835 to last year, and the list is in the folder. It can be taken away by the same majority that gives it, two thirds, and this has been done once, in March 1921 (minute 88). The person was told by letter and did not answer."),
        ],
        fields: &[("subject", "Freedom of the borough since 1835"), ("business", "full"), ("wanted_at", "10 18:30"), ("sources", "yes"), ("way", "write")],
        ..PLAIN
    },
];
