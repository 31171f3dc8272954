//! Societies, families and friends.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{ONCE, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &["The strongroom, if it is true that one can see it, and the oldest thing in it. We are all \
            over seventy and all curious."],
        talk: &[
            Query(
                "It is true, in parties of eight and with the lift. It is 13 degrees down there for \
                forty minutes. Is anybody among you who should not be in a closed room, or who needs to \
                sit?",
            ),
            Reply("Two need to sit, nobody minds doors. We have our own cardigans."),
            Answer(
                "Two parties of eight, then, on {wanted} at 14:00 and 14:50, with two chairs below and \
                tea above for those who wait. The oldest thing is the charter of 1274; the smallest is a \
                deed the size of a bus ticket, and you may guess which was more expensive. The visit is \
                free; the tea is £2.50 a head with something from the recipe book of 1768.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "{parish} Thursday \
            Club",
            ),
            ("kind_of_group", "society"),
            ("place", "strongroom"),
            ("subject_area", "history_place"),
            ("arrangements", "step_free"),
            ("arrangements", "loop"),
            ("visit_on", "24"),
            ("people", "16"),
            ("hours", "2"),
            ("budget", "60.00"),
            ("been_before", "no"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Maps of footpaths, the older the better, and a talk on which of them are still walkable. \
            We walk in any weather."],
        talk: &[Answer(
            "Come on {wanted} at 10:00 to the map gallery: twelve maps from 1768 to 1951 will be \
                laid out by age, with one path followed through all of them. It has moved twice and can be \
                walked today, six miles, with a pub at the third. The talk takes 50 minutes. £3 a head, \
                which goes into the repair of the oldest of the twelve.",
        )],
        fields: &[
            (
                "group_name",
                "Wend Valley \
            Ramblers",
            ),
            ("kind_of_group", "society"),
            ("place", "gallery"),
            ("subject_area", "land_maps"),
            ("visit_on", "18"),
            ("people", "26"),
            ("hours", "1.5"),
            ("budget", "90.00"),
            ("been_before", "yes"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["We would like to trace our houses, all six of them, in one afternoon. We are neighbours \
            on {street} and have a bottle on it."],
        talk: &[
            Note(
                "Building plans for that side of the street were lost in the damp of 1963. Rate books \
                will do.",
            ),
            Answer(
                "One afternoon is enough for six houses if they stand together. On {wanted} at 14:00 we \
                lay out rate books, directories and the large-scale map for your street, and show once how \
                they fit; after that each of you takes a decade. The plans of your side were lost to damp \
                in 1963, so it is a race with handicaps. The bottle is opened outside.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "Neighbours of \
            {street}",
            ),
            ("kind_of_group", "family"),
            ("place", "reading_room"),
            ("subject_area", "history_place"),
            ("visit_on", "16"),
            ("people", "9"),
            ("hours", "3"),
            ("been_before", "no"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Old garden books and seed lists, anything with prices. We are restoring the kitchen \
            garden at {parish} Hall and argue about beans."],
        talk: &[
            Query(
                "There are seed bills from 1741, two gardeners' diaries and a nursery's catalogues. Are \
                the beans a matter of sorts, of the year they came, or of how they were trained?",
            ),
            Reply("All three, and tempers are short. The year they came would help most."),
            Answer(
                "Then the bill of 12 February 1744 decides it: “scarlet beans for the wall, 6d” \
                (AL/D/HAL/4/{n}). Everything else with beans in it, eleven items, is laid out for you on \
                {wanted} from 10:00 to 12:30 in the reading room. You may photograph all of it. We would \
                be glad of a handful for the pots at our door.",
            ),
        ],
        fields: &[
            (
                "group_name",
                "Friends of {parish} Hall \
            Garden",
            ),
            ("kind_of_group", "society"),
            ("place", "reading_room"),
            ("subject_area", "land_farming"),
            ("arrangements", "large_print"),
            ("visit_on", "22"),
            ("people", "11"),
            ("hours", "2.5"),
            ("been_before", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["A golden wedding. They met in the Central Library in the queue for the date stamp, and we \
            should like to bring them back, seven of us and the two of them, without their knowing."],
        talk: &[
            Query(
                "What a good reason to come. Do you know the year, and which books they had in hand? The \
                stamp of that time still exists.",
            ),
            Reply(
                "1976, spring. She had a book about Iceland, and he has always said that he had none and \
                only stood there.",
            ),
            Answer(
                "On {wanted} at 11:00, then, and your secret is safe. The stamp is set to a day in \
                April 1976 and the ink is fresh; the book about Iceland is still in stock and will stand \
                by itself on the old desk. A photograph of that queue exists (AL/PH/60/{n}), and a man at \
                its end holds no book. Tea is on us.",
            ),
            Reopen("We are all in tears here, thank you. One more thing: may we bring a cake?"),
            Answer("You may. The rule about food is older than 1976 and can rest for a morning."),
        ],
        fields: &[
            (
                "group_name",
                "The {family} \
            family",
            ),
            ("kind_of_group", "family"),
            ("subject_area", "history_family"),
            ("visit_on", "26"),
            ("people", "9"),
            ("hours", "1"),
            ("been_before", "no"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["An evening on how to preserve films and cassettes at home. Most of us have a cupboard and \
            a bad conscience."],
        talk: &[Answer(
            "We do that evening twice a year, and can do one for you on {wanted}, at 17:30 in the \
                lecture room: an hour of talk, then everybody shows one thing from the cupboard and learns \
                what it is and how long it has. Bring nothing that smells of vinegar inside the room; \
                leave it on the bench outside and we look at it there. £4 a head.",
        )],
        fields: &[
            (
                "group_name",
                "Aldermoor Cine and Sound \
            Club",
            ),
            ("kind_of_group", "society"),
            ("place", "lecture_room"),
            ("subject_area", "history_family"),
            ("arrangements", "loop"),
            ("visit_on", "33"),
            ("call_at", "8 10:30"),
            ("people", "22"),
            ("hours", "2"),
            ("budget", "100.00"),
            ("been_before", "no"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["We are seven sign language users interested in old printing. An interpreter comes with \
            us. Could somebody show the hand press and stop talking while printing?"],
        talk: &[Answer(
            "Somebody can: our printer says that he never talks while printing anyway. On {wanted} \
                at 11:00 in the bindery; the press stands so that all of you and the interpreter can see \
                both his hands and his face, and we light it from the front. Each prints a line of their \
                own choice, set the day before if you mail it. No charge.",
        )],
        fields: &[
            (
                "group_name",
                "Wendside Deaf Book \
            Circle",
            ),
            ("kind_of_group", "society"),
            ("place", "bindery"),
            ("subject_area", "books_making"),
            ("arrangements", "step_free"),
            ("visit_on", "19"),
            ("people", "8"),
            ("hours", "1.5"),
            ("been_before", "yes"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
    Subject {
        asks: &["Family afternoon for eleven cousins between 6 and 63. The eldest wants war, the youngest \
            wants dragons."],
        talk: &[Answer(
            "There is a war and a dragon in one box: the pageant of 1938, in which {parish} marched \
                against the Danes and the school lent its dragon, 14 feet long, of which the head \
                survives. On {wanted} at 14:30 you can see costumes, photographs and the head, which may \
                be worn by persons under ten. It takes an hour and a half, costs nothing, and the gallery \
                is warm.",
        )],
        fields: &[
            (
                "group_name",
                "The {family} \
            cousins",
            ),
            ("kind_of_group", "family"),
            ("place", "gallery"),
            ("subject_area", "history_war"),
            ("arrangements", "quiet"),
            ("visit_on", "30"),
            ("people", "11"),
            ("hours", "1.5"),
            ("been_before", "no"),
            ("photographs", "yes"),
        ],
        ..ONCE
    },
];
