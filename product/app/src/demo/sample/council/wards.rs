//! For wards, speeches and visits.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "Who owns the strip of grass between {street} and the river? Three residents have asked me in \
                one week.",
        ],
        talk: &[
            Query(
                "On the map of 1912 it belongs to the river company and on the one of 1964 to nobody in \
                particular. Do the residents mean the mown part, or also the bank with the willows?",
            ),
            Reply("All of it down to the water. One wants to mow, one wants to build, one wants neither."),
            Answer(
                "The company conveyed the bank to the borough in 1936 “for the recreation of the \
                inhabitants” (AL/C/DE/{n}); the mown part was left out and is registered to nobody. So the \
                bank is the council's, with a purpose written down, and the legal department will know how \
                far that binds. The plan attached to the deed is in colour, and worth taking to a meeting. \
                We did not find that anybody ever had leave to build.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Who owns the grass by the river at \
            {street}",
            ),
            ("business", "ward"),
            ("sources", "yes"),
            ("way", "write"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &["Two minutes on the history of {parish} school for its hundred and fiftieth birthday. \
                Something the children will laugh at."],
        talk: &[Answer(
            "Four things, each true and each with its page. The first master was paid £40 and a \
                pig. In 1889 the school was closed for a day because the inspector had the key. In 1911 \
                the children went on strike for a shorter afternoon, for one morning, and were given buns. \
                And the bell that rings today fell on the vicar in 1902, who was not hurt and preached \
                about it. (AL/E/{n}/1 and 2.)",
        )],
        fields: &[
            ("subject", "{parish} school, 150 years"),
            ("business", "speech"),
            (
                "wanted_at",
                "9 \
            11:00",
            ),
            ("sources", "no"),
            ("way", "write"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "How many homes in {parish} were bought from the council since 1980, and how many of those are \
                let today?",
        ],
        talk: &[
            Note(
                "First figure is in the housing returns. Second one nobody counts; there is an estimate \
                by a student.",
            ),
            Query(
                "The first we can give by year. The second is not counted by anybody; there is an \
                estimate from 2021 with a method that can be explained. Is that of use?",
            ),
            Reply("Yes, if it says plainly that it is an estimate."),
            Answer(
                "Of 214 council homes in {parish} 131 were sold between 1980 and 2023, four in ten of \
                them before 1986. The estimate of 2021, from the addresses of owners, is that between 45 \
                and 55 of the 131 are let. It says plainly that it is one, and so should whoever quotes \
                it. The table by year is in the members' folder.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Council homes sold in \
            {parish}",
            ),
            ("business", "ward"),
            ("sources", "yes"),
            ("way", "write"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "A name for the new road behind {street}. The developer has proposed “Heron View”. There are \
                no herons and no view.",
        ],
        talk: &[Answer(
            "Five names that the ground itself has had: Tenter Close (1602, cloth was stretched \
                there), Puddle Acre, Long Spinney, Widow's Ground, and Clay Ends. Persons connected with \
                it: {woman} {family}, who kept the ferry for forty years, and {man2} {family2}, who made \
                the bricks. None is in use in the district. The post's rules on length allow all but two, \
                which are marked.",
        )],
        fields: &[
            (
                "subject",
                "A name for the road behind \
            {street}",
            ),
            ("business", "ward"),
            ("wanted_at", "13 16:00"),
            ("way", "write"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Flood levels at the bottom of {street}, every one on record. I was told that it “never floods”.",
        ],
        talk: &[
            Answer(
                "It has flooded eleven times since 1852, the last in February 2014 and the highest in \
                March 1947, when the water stood at 1.42 metres on the wall of number 2, where the mark \
                can be seen. The list gives date, height and source of each, and the map shows the line of \
                1947. Since the pumps of 2016 the water has reached the kerb twice and no door. “Never” is \
                not a word for that street.",
            ),
            Reopen("That is exactly what I needed. Can I hand the list out, or is it for me only?"),
            Answer("Hand it out: everything in it is public. The references are on the back."),
        ],
        fields: &[
            ("subject", "Floods at the bottom of {street}"),
            ("business", "ward"),
            (
                "wanted_at",
                "7 \
            19:00",
            ),
            ("sources", "yes"),
            ("way", "call"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &["Twinning: when did we and our twin town first write to each other, and what became of the \
                tapestry?"],
        talk: &[
            Query(
                "The first letter is of February 1949, from a schoolteacher. There are two tapestries, \
                one given and one received. Which is it?",
            ),
            Reply("The one we received. They visit next month and will certainly look for it."),
            Answer(
                "It hung in the council chamber until 1987, then in the baths, and has been in the \
                textile store of the museum since 2012, cleaned, rolled and well (object 1987.{n}). The \
                museum can have it on a wall in five days if asked by the clerk. The letter of 1949 and \
                the menu of the first dinner are with us, and would look well beside it.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Our twin town: first letters, and the \
            tapestry",
            ),
            ("business", "speech"),
            (
                "wanted_at",
                "12 \
            17:00",
            ),
            ("sources", "no"),
            ("way", "write"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Noise from heat pumps: what is measured, what is allowed, and what do people really complain \
                about?",
        ],
        talk: &[Answer(
            "Measured is the level one metre from the neighbour's window; new units need no \
                permission if it stays within the limit in the planning rules, which is quoted in full in \
                the folder. In the three districts that publish complaints about them there were 2 to 9 \
                for every thousand units in a year, most about the place where the unit stands and not \
                about how loud it is. A page for residents, in plain words, was written by one of the \
                three and may be copied.",
        )],
        fields: &[
            (
                "subject",
                "Heat pumps and \
            noise",
            ),
            ("business", "other"),
            ("sources", "yes"),
            ("way", "write"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "A list of everyone who was given the freedom of the borough, with dates. And can it be taken \
                away again?",
        ],
        talk: &[
            Note(
                "Roll is complete from 1835. The taking away: once, 1921, and nobody has ever mentioned \
                it.",
            ),
            Answer(
                "There are 63 names from 1835 to last year, and the list is in the folder. It can be \
                taken away by the same majority that gives it, two thirds, and this has been done once, in \
                March 1921 (minute 88). The person was told by letter and did not answer.",
            ),
        ],
        fields: &[
            (
                "subject",
                "Freedom of the borough since \
            1835",
            ),
            ("business", "full"),
            ("wanted_at", "10 18:30"),
            ("sources", "yes"),
            ("way", "write"),
        ],
        ..PLAIN
    },
];
