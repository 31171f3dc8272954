//! Visits of classes and groups. Each group comes once. One more: an entry in the list.

use super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::subject::{ONCE, Subject};

/// Every visit.
pub(super) const SUBJECTS: &[&[Subject]] = &[SCHOOLS, SOCIETIES];

const SCHOOLS: &[Subject] = &[
    Subject {
        asks: &["The Great Fire in our town, with real things to touch. We have read about it for five weeks and two of the children have built the town from boxes."],
        talk: &[
            Query("We would gladly do that. A class of 28 we take in two halves: one handles the fire buckets and the burnt brick, the other finds its own street on the map of before. Is a quarter of an hour for each enough, or have you time for a whole morning?"),
            Reply("A whole morning if you can bear them. Bring and eat own sandwiches?"),
            Answer("We can. You are booked for {wanted} from 9:45 to 12:00, in the map gallery and the reading room, with the lunch room from 12:00 to 12:40. The box town should come along: there is a table for it. Nothing to pay. Leave bags on the bus; pencils are here."),
        ],
        fields: &[("group_name", "{parish} Primary School, class 3"), ("kind_of_group", "primary"), ("place", "gallery"), ("subject_area", "history_place"), ("arrangements", "lunch"), ("visit_on", "23"), ("people", "30"), ("hours", "2.5"), ("been_before", "no"), ("photographs", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["How a book is made, from sheet to cover. Two of our pupils want to become bookbinders, the others would like to hit something with a hammer."],
        talk: &[
            Answer("Both wishes can be met. On {wanted} at 13:30 the binder takes you in two parties of nine; each makes a sewn booklet and rounds one back, with a hammer. Aprons are here. The cost is £2 a head for paper and thread. For the two there will be ten minutes about how one becomes an apprentice, which she was until last year."),
        ],
        fields: &[("group_name", "Lantern Street School, year 9"), ("kind_of_group", "secondary"), ("place", "bindery"), ("subject_area", "books_making"), ("visit_on", "27"), ("call_at", "6 16:00"), ("people", "18"), ("hours", "2"), ("budget", "50.00"), ("been_before", "yes"), ("photographs", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["Sources for a paper on enclosure, nothing already printed. Our students can read a secretary hand, slowly."],
        talk: &[
            Note("Award of 1774 with the claimants' letters. Large table needed; book it before the map society does."),
            Query("The enclosure of {parish} has an award, a map, forty letters of claimants and a riot. Shall they work in groups at four stations? And may one of your colleagues be with each?"),
            Reply("Four stations is perfect. Two of us, and two doctoral students who count as adults."),
            Answer("Then it is settled for {wanted}, 10:00 to 16:00, in the reading room, which is otherwise closed that morning. Each station has its box, a typed alphabet and a list of seven questions. Tickets are needed for those who wish to order more afterwards; bring proof of address. The letters may be photographed without a permit on this day."),
        ],
        fields: &[("group_name", "Rural History seminar, Sandhythe University"), ("kind_of_group", "students"), ("place", "reading_room"), ("subject_area", "land_farming"), ("visit_on", "31"), ("people", "16"), ("hours", "6"), ("been_before", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["Our children are from eleven countries and most have been here less than a year. We'd like them to feel that a library is theirs. One boy does not speak at all at present."],
        talk: &[
            Answer("They are most welcome. On {wanted} at 10:15, before the house is full, each child finds a book in a language they know, stamps it and takes it home on a card made on the spot; no papers needed, the school stands for them. There is a quiet room with a door and a lamp. Nobody has to say anything. A colleague speaks Arabic and Farsi, another one Ukrainian."),
        ],
        fields: &[("group_name", "Weir Street Welcome Class"), ("kind_of_group", "primary"), ("subject_area", "books_writers"), ("arrangements", "quiet"), ("arrangements", "step_free"), ("visit_on", "17"), ("people", "21"), ("hours", "1.5"), ("been_before", "no")],
        ..ONCE
    },
    Subject {
        asks: &["Letters of soldiers from here, 1914 to 1918, and somebody to talk about how one knows whether a source tells the truth. Thirty-four pupils, and I can't split them."],
        talk: &[
            Query("Thirty-four fit into the lecture room, but there they would see letters on a screen. Would you come twice with half each, or shall we bring the boxes and one archivist to you?"),
            Reply("To us would be a dream. We have a hall and a stage and a caretaker."),
            Answer("We come on {wanted}, at 9:30, with two boxes of letters in sleeves, one forged by us, and two colleagues. You need eight tables and no drinks. There is a charge of £25 for the van. At the end they vote on which letter is the false one; no class so far has got it right."),
            Reopen("The head has asked whether the local paper may come. I said I'd ask you first, because of the letters."),
            Answer("It may, and may photograph the pupils if you agree and the letters in any case. Which one is forged is not to be printed, or we need to write another."),
        ],
        fields: &[("group_name", "St Oswin's High School, year 10"), ("kind_of_group", "secondary"), ("place", "school"), ("subject_area", "history_war"), ("visit_on", "36"), ("call_at", "4 12:30"), ("people", "34"), ("hours", "2"), ("budget", "80.00"), ("been_before", "no"), ("photographs", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["Writers of the county for our exam course. A walk would be lovely, if there is a house or a bench or anything."],
        talk: &[
            Answer("There is a bench, a house with the wrong plaque and a pub with the right one. The walk takes 70 minutes, level but for the steps at the quay, which can be gone round; before it we show the manuscript of “Low Tide” with its crossings-out, in the reading room. {wanted} at 13:00 is free. Bring coats: the bench is in the wind, which is the point of the poem."),
        ],
        fields: &[("group_name", "Gallowhill Sixth Form, literature"), ("kind_of_group", "secondary"), ("place", "reading_room"), ("subject_area", "books_writers"), ("visit_on", "20"), ("people", "14"), ("hours", "3"), ("been_before", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["Trees! We have counted all on our street and want to know which are older than the houses."],
        talk: &[
            Note("Tree survey of 1909, AL/C/PK/3. Every tree of the borough with its girth. Never yet used by anybody."),
            Answer("In 1909 the borough's gardener measured every tree on every street and wrote it into a book, and yours will be the first class ever to use it. Bring a tape and your list on {wanted} at 10:00. We look up your street, work out together who is older, and print a map for the classroom. It costs nothing and needs clean hands."),
        ],
        fields: &[("group_name", "Rope Walk Infants, the Oak class"), ("kind_of_group", "primary"), ("place", "gallery"), ("subject_area", "land_maps"), ("arrangements", "lunch"), ("visit_on", "29"), ("people", "24"), ("hours", "1.5"), ("been_before", "no"), ("photographs", "yes")],
        ..ONCE
    },
];

const SOCIETIES: &[Subject] = &[
    Subject {
        asks: &["The strongroom, if it is true that one can see it, and the oldest thing in it. We are all over seventy and all curious."],
        talk: &[
            Query("It is true, in parties of eight and with the lift. It is 13 degrees down there for forty minutes. Is anybody among you who should not be in a closed room, or who needs to sit?"),
            Reply("Two need to sit, nobody minds doors. We have our own cardigans."),
            Answer("Two parties of eight, then, on {wanted} at 14:00 and 14:50, with two chairs below and tea above for those who wait. The oldest thing is the charter of 1274; the smallest is a deed the size of a bus ticket, and you may guess which was more expensive. The visit is free; the tea is £2.50 a head with something from the recipe book of 1768."),
        ],
        fields: &[("group_name", "{parish} Thursday Club"), ("kind_of_group", "society"), ("place", "strongroom"), ("subject_area", "history_place"), ("arrangements", "step_free"), ("arrangements", "loop"), ("visit_on", "24"), ("people", "16"), ("hours", "2"), ("budget", "60.00"), ("been_before", "no")],
        ..ONCE
    },
    Subject {
        asks: &["Maps of footpaths, the older the better, and a talk on which of them are still walkable. We walk in any weather."],
        talk: &[
            Answer("Come on {wanted} at 10:00 to the map gallery: twelve maps from 1768 to 1951 will be laid out by age, with one path followed through all of them. It has moved twice and can be walked today, six miles, with a pub at the third. The talk takes 50 minutes. £3 a head, which goes into the repair of the oldest of the twelve."),
        ],
        fields: &[("group_name", "Wend Valley Ramblers"), ("kind_of_group", "society"), ("place", "gallery"), ("subject_area", "land_maps"), ("visit_on", "18"), ("people", "26"), ("hours", "1.5"), ("budget", "90.00"), ("been_before", "yes"), ("photographs", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["We would like to trace our houses, all six of them, in one afternoon. We are neighbours on {street} and have a bottle on it."],
        talk: &[
            Note("Building plans for that side of the street were lost in the damp of 1963. Rate books will do."),
            Answer("One afternoon is enough for six houses if they stand together. On {wanted} at 14:00 we lay out rate books, directories and the large-scale map for your street, and show once how they fit; after that each of you takes a decade. The plans of your side were lost to damp in 1963, so it is a race with handicaps. The bottle is opened outside."),
        ],
        fields: &[("group_name", "Neighbours of {street}"), ("kind_of_group", "family"), ("place", "reading_room"), ("subject_area", "history_place"), ("visit_on", "16"), ("people", "9"), ("hours", "3"), ("been_before", "no")],
        ..ONCE
    },
    Subject {
        asks: &["Old garden books and seed lists, anything with prices. We are restoring the kitchen garden at {parish} Hall and argue about beans."],
        talk: &[
            Query("There are seed bills from 1741, two gardeners' diaries and a nursery's catalogues. Are the beans a matter of sorts, of the year they came, or of how they were trained?"),
            Reply("All three, and tempers are short. The year they came would help most."),
            Answer("Then the bill of 12 February 1744 decides it: “scarlet beans for the wall, 6d” (AL/D/HAL/4/{n}). Everything else with beans in it, eleven items, is laid out for you on {wanted} from 10:00 to 12:30 in the reading room. You may photograph all of it. We would be glad of a handful for the pots at our door."),
        ],
        fields: &[("group_name", "Friends of {parish} Hall Garden"), ("kind_of_group", "society"), ("place", "reading_room"), ("subject_area", "land_farming"), ("arrangements", "large_print"), ("visit_on", "22"), ("people", "11"), ("hours", "2.5"), ("been_before", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["A golden wedding. They met in the Central Library in the queue for the date stamp, and we should like to bring them back, seven of us and the two of them, without their knowing."],
        talk: &[
            Query("What a good reason to come. Do you know the year, and which books they had in hand? The stamp of that time still exists."),
            Reply("1976, spring. She had a book about Iceland, and he has always said that he had none and only stood there."),
            Answer("On {wanted} at 11:00, then, and your secret is safe. The stamp is set to a day in April 1976 and the ink is fresh; the book about Iceland is still in stock and will stand by itself on the old desk. A photograph of that queue exists (AL/PH/60/{n}), and a man at its end holds no book. Tea is on us."),
            Reopen("We are all in tears here, thank you. One more thing: may we bring a cake?"),
            Answer("You may. The rule about food is older than 1976 and can rest for a morning."),
        ],
        fields: &[("group_name", "The {family} family"), ("kind_of_group", "family"), ("subject_area", "history_family"), ("visit_on", "26"), ("people", "9"), ("hours", "1"), ("been_before", "no"), ("photographs", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["An evening on how to preserve films and cassettes at home. Most of us have a cupboard and a bad conscience."],
        talk: &[
            Answer("We do that evening twice a year, and can do one for you on {wanted}, at 17:30 in the lecture room: an hour of talk, then everybody shows one thing from the cupboard and learns what it is and how long it has. Bring nothing that smells of vinegar inside the room; leave it on the bench outside and we look at it there. £4 a head."),
        ],
        fields: &[("group_name", "Aldermoor Cine and Sound Club"), ("kind_of_group", "society"), ("place", "lecture_room"), ("subject_area", "history_family"), ("arrangements", "loop"), ("visit_on", "33"), ("call_at", "8 10:30"), ("people", "22"), ("hours", "2"), ("budget", "100.00"), ("been_before", "no")],
        ..ONCE
    },
    Subject {
        asks: &["We are seven sign language users interested in old printing. An interpreter comes with us. Could somebody show the hand press and stop talking while printing?"],
        talk: &[
            Answer("Somebody can: our printer says that he never talks while printing anyway. On {wanted} at 11:00 in the bindery; the press stands so that all of you and the interpreter can see both his hands and his face, and we light it from the front. Each prints a line of their own choice, set the day before if you mail it. No charge."),
        ],
        fields: &[("group_name", "Wendside Deaf Book Circle"), ("kind_of_group", "society"), ("place", "bindery"), ("subject_area", "books_making"), ("arrangements", "step_free"), ("visit_on", "19"), ("people", "8"), ("hours", "1.5"), ("been_before", "yes"), ("photographs", "yes")],
        ..ONCE
    },
    Subject {
        asks: &["Family afternoon for eleven cousins between 6 and 63. The eldest wants war, the youngest wants dragons."],
        talk: &[
            Answer("There is a war and a dragon in one box: the pageant of 1938, in which {parish} marched against the Danes and the school lent its dragon, 14 feet long, of which the head survives. On {wanted} at 14:30 you can see costumes, photographs and the head, which may be worn by persons under ten. It takes an hour and a half, costs nothing, and the gallery is warm."),
        ],
        fields: &[("group_name", "The {family} cousins"), ("kind_of_group", "family"), ("place", "gallery"), ("subject_area", "history_war"), ("arrangements", "quiet"), ("visit_on", "30"), ("people", "11"), ("hours", "1.5"), ("been_before", "no"), ("photographs", "yes")],
        ..ONCE
    },
];
