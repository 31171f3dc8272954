//! For meetings and committees.

use super::super::subject::Turn::{Answer, Note, Query, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "How much has the council paid towards the bus to {parish} in each of the last ten years? One \
                figure a year will do.",
        ],
        talk: &[
            Note("Figures from the printed accounts; 2020 has a footnote about the emergency money. Say so."),
            Answer(
                "Ten figures, from the printed accounts (C 352.1, table 14): they run from £41,200 to \
                £63,900, with the highest in 2020, which includes £18,000 of emergency money. Without that \
                the payment has risen by a little under 3 in 100 a year, more slowly than prices. The \
                table with page references is in the file at the members' desk. Passengers are counted \
                only since 2017.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Bus to {parish}: what the council has paid since \
            2016",
            ),
            ("business", "committee"),
            ("wanted_at", "6 14:00"),
            ("sources", "yes"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "What have other districts of our size done about empty shops? Three examples that worked and \
                one that did not, please, with who to ring.",
        ],
        talk: &[
            Query(
                "We have seven that are well described. Should they be towns with a market, like ours, \
                and may one of them be outside the country?",
            ),
            Reply("Markets yes. One from abroad is fine if somebody there speaks English."),
            Answer(
                "Three that worked, one of them from the Netherlands: rents by turnover for the first \
                year, a shared shop for twelve makers, and a by-law on the state of windows. One that did \
                not: a fund that paid for shop fronts, of which a third were empty again after two years. \
                Two pages with figures, names and telephone numbers are in the members' folder; everybody \
                named has agreed to be rung. Our sources are listed at the end, all of them from the last \
                four years.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Empty shops: what has worked \
            elsewhere",
            ),
            ("business", "scrutiny"),
            ("wanted_at", "11 10:00"),
            ("sources", "yes"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The exact words of the resolution of {y} on allotments at {street}, and whether it was ever \
                changed.",
        ],
        talk: &[Answer(
            "Minute 1{n} of the full council, 14 March {y}: “That the land be held as allotments \
                for the poor of the borough, and not otherwise, so long as there be any who ask for one” \
                (AL/C/1/{n}, page 402). It has been amended once, in 1951, by striking out “of the poor”. \
                Nothing later repeals it. We have marked both pages, and a certified copy can be had on \
                the same day.",
        )],
        fields: &[
            (
                "subject",
                "Allotments at {street}, resolution of \
            {y}",
            ),
            ("business", "full"),
            ("wanted_at", "4 18:30"),
            ("sources", "yes"),
        ],
        years: (1894, 1919),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Is it true that the council has never had a woman in the chair of planning? I am going to be \
                asked.",
        ],
        talk: &[Answer(
            "No. There have been two: Mrs {woman} {family2}, from 1946 to 1949, in what was then \
                called town improvement, and Councillor {woman2} {family}, in 1983 for seven months. The \
                list of all chairs since 1894 is made from the minute books and goes with this answer. The \
                first photograph of Mrs {family2} in the chair, with hat, can be shown on a screen.",
        )],
        fields: &[
            (
                "subject",
                "Women in the chair of planning since \
            1894",
            ),
            ("business", "full"),
            ("wanted_at", "3 18:00"),
            ("sources", "no"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Rough sleeping in the district: official counts since 2010, and how they are made. What do \
                they leave out?",
        ],
        talk: &[
            Note("The winter shelter publishes its own figures since 2015: three times the official ones."),
            Query(
                "There are two series: the autumn count of one night, and the winter shelter's figures \
                of persons over a season. They differ by a factor of three. Would you like both, and is \
                this for a paper or for speaking?",
            ),
            Reply("Both, with two sentences on why they differ that I can say aloud."),
            Answer(
                "The one-night count went from 4 in 2010 to 19 in 2017 and 11 last autumn; the shelter \
                had 14 persons in its first winter and 46 in the last. To say aloud: “The count is of \
                those found on one night in one month. Over a whole winter, three times as many people \
                have no bed.” The table and a note on method are two pages, in the members' folder.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Rough sleeping: the counts, and what they leave \
            out",
            ),
            ("business", "scrutiny"),
            ("wanted_at", "8 09:30"),
            ("sources", "yes"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "What did we promise when the swimming baths on {street} were closed? I want the words, not \
                the summary.",
        ],
        talk: &[Answer(
            "The chair of the committee said on 9 October 2012: “There will be water for the \
                children of this town, and within five years” (minutes, C 352.2, page {n}; the recording \
                has it at 1:14:20). The paper before the committee says only “options will be considered”. \
                The motion as carried names neither a place nor a year. All three are in the folder, with \
                the page and the minute.",
        )],
        fields: &[
            (
                "subject",
                "Baths on {street}: the promise of \
            2012",
            ),
            ("business", "full"),
            ("wanted_at", "5 18:00"),
            ("sources", "yes"),
            ("way", "call"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Library visits per head compared with our six neighbours. And do not be kind to yourselves.",
        ],
        talk: &[Answer(
            "We are fourth of seven: 3.1 visits per head last year, against 2.2 to 4.4. Ten years \
                ago we were second with 5.0. Loans of printed books fell by a third and of e-books rose \
                from nothing to a fifth of all; Saturday hours were cut in 2019, and a half of the loss \
                came in that year. The table has the others' opening hours beside it, for they explain \
                most of the order.",
        )],
        fields: &[
            (
                "subject",
                "Library visits, compared with our \
            neighbours",
            ),
            ("business", "committee"),
            ("wanted_at", "9 14:00"),
            ("sources", "yes"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Precedents for the mayor casting a second vote when the numbers are equal. Has it happened \
                here, and which way did it go?",
        ],
        talk: &[
            Note(
                "Minute books 1894 to 1974 have an index under “equality of votes”. After that only the \
                recordings.",
            ),
            Answer(
                "Seven times since 1894, the last in 2004. Five times the mayor voted for leaving \
                things as they were, which is also what the usual handbook advises (R 352, page {n}); in \
                1926 and 1958 for change, and each time the council reversed it within a year. The seven \
                dates and pages are listed. Standing order 16 says only that there is such a vote.",
            ),
        ],
        fields: &[
            (
                "subject",
                "The mayor's second vote: what happened \
            before",
            ),
            ("business", "full"),
            ("wanted_at", "2 12:00"),
            ("sources", "yes"),
        ],
        ..PLAIN
    },
];
