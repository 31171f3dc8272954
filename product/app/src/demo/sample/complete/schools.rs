//! Classes and students.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{ONCE, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &["The Great Fire in our town, with real things to touch. We have read about it for five \
            weeks and two of the children have built the town from boxes."],
        talk: &[
            Query(
                "We would gladly do that. A class of 28 we take in two halves: one handles the fire \
                buckets and the burnt brick, the other finds its own street on the map of before. Is a \
                quarter of an hour for each enough, or have you time for a whole morning?",
            ),
            Reply("A whole morning if you can bear them. Bring and eat own sandwiches?"),
            Answer(
                "We can. You are booked for {wanted} from 9:45 to 12:00, in the map gallery and the \
                reading room, with the lunch room from 12:00 to 12:40. The box town should come along: \
                there is a table for it. Nothing to pay. Leave bags on the bus; pencils are here.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "{parish} Primary School, class \
            3",
            ),
            ("kind_of_group", "primary"),
            ("place", "gallery"),
            ("subject_area", "history_place"),
            ("arrangements", "lunch"),
            ("visit_on", "23"),
            ("people", "30"),
            ("hours", "2.5"),
            ("been_before", "no"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["How a book is made, from sheet to cover. Two of our pupils want to become bookbinders, \
            the others would like to hit something with a hammer."],
        talk: &[Answer(
            "Both wishes can be met. On {wanted} at 13:30 the binder takes you in two parties of \
                nine; each makes a sewn booklet and rounds one back, with a hammer. Aprons are here. The \
                cost is £2 a head for paper and thread. For the two there will be ten minutes about how \
                one becomes an apprentice, which she was until last year.",
        )],
        fields: &[
            (
                "group_name",
                "Lantern Street School, year \
            9",
            ),
            ("kind_of_group", "secondary"),
            ("place", "bindery"),
            ("subject_area", "books_making"),
            ("visit_on", "27"),
            ("call_at", "6 16:00"),
            ("people", "18"),
            ("hours", "2"),
            ("budget", "50.00"),
            ("been_before", "yes"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Sources for a paper on enclosure, nothing already printed. Our students can read a \
            secretary hand, slowly."],
        talk: &[
            Note(
                "Award of 1774 with the claimants' letters. Large table needed; book it before the map \
                society does.",
            ),
            Query(
                "The enclosure of {parish} has an award, a map, forty letters of claimants and a riot. \
                Shall they work in groups at four stations? And may one of your colleagues be with each?",
            ),
            Reply("Four stations is perfect. Two of us, and two doctoral students who count as adults."),
            Answer(
                "Then it is settled for {wanted}, 10:00 to 16:00, in the reading room, which is \
                otherwise closed that morning. Each station has its box, a typed alphabet and a list of \
                seven questions. Tickets are needed for those who wish to order more afterwards; bring \
                proof of address. The letters may be photographed without a permit on this day.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "Rural History seminar, Sandhythe \
            University",
            ),
            ("kind_of_group", "students"),
            ("place", "reading_room"),
            ("subject_area", "land_farming"),
            ("visit_on", "31"),
            ("people", "16"),
            ("hours", "6"),
            ("been_before", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Our children are from eleven countries and most have been here less than a year. We'd \
            like them to feel that a library is theirs. One boy does not speak at all at present."],
        talk: &[Answer(
            "They are most welcome. On {wanted} at 10:15, before the house is full, each child \
                finds a book in a language they know, stamps it and takes it home on a card made on the \
                spot; no papers needed, the school stands for them. There is a quiet room with a door and \
                a lamp. Nobody has to say anything. A colleague speaks Arabic and Farsi, another one \
                Ukrainian.",
        )],
        fields: &[
            (
                "group_name",
                "Weir Street Welcome \
            Class",
            ),
            ("kind_of_group", "primary"),
            ("subject_area", "books_writers"),
            ("arrangements", "quiet"),
            ("arrangements", "step_free"),
            ("visit_on", "17"),
            ("people", "21"),
            ("hours", "1.5"),
            ("been_before", "no"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Letters of soldiers from here, 1914 to 1918, and somebody to talk about how one knows \
            whether a source tells the truth. Thirty-four pupils, and I can't split them."],
        talk: &[
            Query(
                "Thirty-four fit into the lecture room, but there they would see letters on a screen. \
                Would you come twice with half each, or shall we bring the boxes and one archivist to you?",
            ),
            Reply("To us would be a dream. We have a hall and a stage and a caretaker."),
            Answer(
                "We come on {wanted}, at 9:30, with two boxes of letters in sleeves, one forged by us, \
                and two colleagues. You need eight tables and no drinks. There is a charge of £25 for the \
                van. At the end they vote on which letter is the false one; no class so far has got it \
                right.",
            ),
            Reopen(
                "The head has asked whether the local paper may come. I said I'd ask you first, because \
                of the letters.",
            ),
            Answer(
                "It may, and may photograph the pupils if you agree and the letters in any case. Which \
                one is forged is not to be printed, or we need to write another.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "St Oswin's High School, year \
            10",
            ),
            ("kind_of_group", "secondary"),
            ("place", "school"),
            ("subject_area", "history_war"),
            ("visit_on", "36"),
            ("call_at", "4 12:30"),
            ("people", "34"),
            ("hours", "2"),
            ("budget", "80.00"),
            ("been_before", "no"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Writers of the county for our exam course. A walk would be lovely, if there is a house or \
            a bench or anything."],
        talk: &[Answer(
            "There is a bench, a house with the wrong plaque and a pub with the right one. The walk \
                takes 70 minutes, level but for the steps at the quay, which can be gone round; before it \
                we show the manuscript of “Low Tide” with its crossings-out, in the reading room. {wanted} \
                at 13:00 is free. Bring coats: the bench is in the wind, which is the point of the poem.",
        )],
        fields: &[
            (
                "group_name",
                "Gallowhill Sixth Form, \
            literature",
            ),
            ("kind_of_group", "secondary"),
            ("place", "reading_room"),
            ("subject_area", "books_writers"),
            ("visit_on", "20"),
            ("people", "14"),
            ("hours", "3"),
            ("been_before", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Trees! We have counted all on our street and want to know which are older than the houses."],
        talk: &[
            Note(
                "Tree survey of 1909, AL/C/PK/3. Every tree of the borough with its girth. Never yet used \
                by anybody.",
            ),
            Answer(
                "In 1909 the borough's gardener measured every tree on every street and wrote it into a \
                book, and yours will be the first class ever to use it. Bring a tape and your list on \
                {wanted} at 10:00. We look up your street, work out together who is older, and print a map \
                for the classroom. It costs nothing and needs clean hands.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "Rope Walk Infants, the Oak \
            class",
            ),
            ("kind_of_group", "primary"),
            ("place", "gallery"),
            ("subject_area", "land_maps"),
            ("arrangements", "lunch"),
            ("visit_on", "29"),
            ("people", "24"),
            ("hours", "1.5"),
            ("been_before", "no"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
];
