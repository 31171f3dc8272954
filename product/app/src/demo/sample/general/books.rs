//! What can be looked up: books, lines, laws, standards, databases.

use super::super::subject::Turn::{Answer, Note, Query, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "A children's book with a lighthouse that walks. I had it about 1960, the cover was green and \
                a girl called Pim lived in the lamp. Everybody tells me I dreamt it.",
            "Trying to find a novel I read on a night ferry years ago: two sisters run a ferry, one of \
                them never speaks until the last page. Blue cover.",
        ],
        talk: &[
            Query(
                "You did not dream it, we think, but there are three candidates. Were there pictures, in \
                colour or in black and white, and how long was it: an evening or a week?",
            ),
            Reply("An evening. Pictures in two colours only, black and a sort of orange, quite scratchy."),
            Answer(
                "Then it is {book} by {writer}, with lino cuts in black and orange. It was printed \
                twice and never again. We hold one copy, stack S.{n}{k}.7, which may be read at Central; \
                ask at the first floor desk. It is not a rare book, and second-hand dealers have it for \
                about £12.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &["Who wrote the line “and all the river's business was with light”? It's on a bench near \
                {street} without a name."],
        talk: &[
            Note(
                "Not in the concordances, not in the two large dictionaries of quotations. Try the \
                Mercury's poetry corner, card index P.",
            ),
            Answer(
                "A local poet: Adela Wray-Tindall, in “Wend Water and other verses”, Aldermoor, 1911, \
                page {n}. It is the last line of “Low Tide, Quayside”. We have the book at the Malthouse, \
                L 821.9, and the poem was printed once more in the Aldermoor Mercury of 3 June 1933, a \
                week after her death.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "“A stitch in time saves nine”: nine what? We have a bet on it, a large one, involving dinner.",
            "Nine what, in “a stitch in time saves nine”? Our {k}-year-old asks every evening.",
        ],
        talk: &[Answer(
            "Nobody knows for certain, and whoever claims to has lost the bet. The oldest printed \
                form we can show you is from the first half of the eighteenth century; the stories told \
                about it are all later by a hundred years or more. The pages of the large dictionary (R \
                423, volume 16) and of two books on proverbs (R 398.9) are marked at the first floor desk \
                under your request, with the dates of each. It may help to share the dinner.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Old by-laws of the borough about keeping pigs within the walls. A neighbour on {street} says \
                they were never repealed, and has a pig.",
        ],
        talk: &[Answer(
            "The by-laws are at the Malthouse, AL/B/2/{n}, with a typed index of 1951; pigs have \
                four entries between 1612 and {y}, each allowing a little less. We can show you what was \
                printed and when. Whether it still binds anybody is for a solicitor to say, and the free \
                law clinic meets at Quayside on the first Monday of the month at 17:30.",
        )],
        years: (1820, 1880),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The text of the Commons Act as it stood in {y}. The internet has only the one in force now.",
        ],
        talk: &[Answer(
            "It is on the open shelves on the second floor of Central, R 340.1, the volumes in \
                brown cloth by year; the chapter you want is in the second volume of that year. It may be \
                copied, at 15p a page. Pencil notes in the margin show what was changed later, up to 1971; \
                after that the official website is complete.",
        )],
        years: (1876, 1925),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Who supplies brass hinges of an old pattern, 2½ inch, five knuckles? The makers of mine went \
                out of business in 1961.",
        ],
        talk: &[Answer(
            "The trade directory for this year (R 338.7, first floor) lists four firms that cast \
                hinges to a pattern, two of them within an hour of here; the page is copied and waits at \
                the desk. Your makers' own catalogue of 1938 is in our collection, L 683, with your hinge \
                as number {n}{k}: a caster can work from that drawing. Bring one hinge along, and we \
                measure it against the page.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Can I read a British Standard here without buying it? It's about the height of steps, we are \
                building at {street}.",
            "Need to look at the standard for stair handrails. £200 for a PDF is more than the handrail.",
        ],
        talk: &[Answer(
            "You can, at Central. The standards are on two computers on the second floor, beside \
                the atlas table; you may read any of them in full and print up to a tenth of one. A book \
                giving the main figures with drawings may be taken home: “Stairs in Plain Words”, 694.6. \
                Our licence does not let us mail the text.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["How do I find out whether somebody has patented my idea? It is a thing for drying boots."],
        talk: &[Answer(
            "There is nothing you need to tell us, and it is wiser not to tell anybody before you \
                have looked. On {open+8} at 14:00 a patent librarian visits Central and shows people how \
                to search, for an hour each, in confidence; two places are left. The guide “Looking before \
                you leap” is free at the desk. Drying boots stand in class F26B, and there are more of \
                them than one would think.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["Is this mushroom edible? Brown, on a stump by {street}, smells of flour. I can bring it."],
        talk: &[Answer(
            "That is a question we do not answer, and would ask you not to settle with a book \
                either: two that grow on stumps here smell alike, and one of them ruins the liver. The \
                field club looks at what people bring, at Quayside, on Saturdays in autumn from 10:00 to \
                12:00. Put it into a paper bag and not into plastic, the whole stem included. If any of it \
                has been eaten already, do not wait for Saturday: ring the emergency number.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["How old is my Bible? It has no title page, names of {family} children from {y} on in the \
                front, and a picture of Jonah."],
        talk: &[
            Query(
                "The title page is often missing. On the first page of the New Testament there may be a \
                second one, with a printer and a year. Is it there? And how high is the book in \
                centimetres?",
            ),
            Reply(
                "There is one, London, printed for a company of something, but the year is cut off by \
                the binder. It is 24 cm high and very fat.",
            ),
            Answer(
                "With 24 cm, the Jonah and that imprint it is one of three quarto editions made within \
                nine years, the last of them no more than ten years before your first name. Such Bibles \
                are common, and dealers ask £40 to £90; the names are worth far more than the book. With \
                your leave we would copy those pages for our family files. Bring it to the Malthouse in a \
                pillowcase, not in a plastic bag.",
            ),
        ],
        years: (1779, 1830),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Can I use the family history websites free in the library, and from home as well?",
            "Which genealogy databases do you have? I have a ticket for Central but live in {parish}.",
        ],
        talk: &[Answer(
            "In all three houses you can use two of the large ones and the newspaper archive free \
                of charge, on our computers or on your own through our Wi-Fi. From home only the newspaper \
                archive works, with your card number and PIN. Beginners' mornings are on Wednesdays at \
                10:30 at Central. Our own indexes, of wills, settlement papers and school registers, are \
                free everywhere and are in no paid database.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["A page is missing from an article I need: “The Wend barges, a last count”, page {n}, in a \
                journal on your first floor. Somebody has cut it out."],
        talk: &[
            Note(
                "Bindery to be told. The same volume lost a page two years ago; move the set behind the \
                desk.",
            ),
            Answer(
                "We are sorry to hear it, and glad you said so. The page came this morning as a scan \
                from another library and is at the first floor desk for you, free of charge. The volume \
                goes to the bindery with the copy; the journal stands behind the desk from now on and may \
                be had there for the asking.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "A reading list on the Vikings for a sixteen-year-old who thinks books are long.",
            "What do you have on beekeeping for a complete beginner? There are suddenly bees.",
            "Where do I begin with philosophy? I am 67 and drive a crane.",
        ],
        talk: &[Answer(
            "Three books, in this order, all at Central on the first floor and none above 200 \
                pages. The first explains and has pictures, the second argues, the third is by somebody \
                who spent a lifetime at it. We have put them on one shelf at the desk, with a slip in the \
                chapter to begin with in each; they are held for you until {open+9}. If the first is \
                wrong, bring it back the same day and tell us why: that is how we find the next one.",
        )],
        ..PLAIN
    },
];
