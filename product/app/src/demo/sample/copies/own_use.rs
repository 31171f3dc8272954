//! Copies for people's own use.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "AL/P/{code}/1/{k}, baptisms, the page with {man} {family}, {y}\nand the page after it, if his \
                sister is there.",
        ],
        talk: &[Answer(
            "Both pages are scanned: {man} stands on folio {n}, his sister {woman} on the next one \
                at the foot. Two pages of one volume cost £4.50 and £1.50, together £6. The link to pay \
                and to fetch them has gone to your address and works for 30 days.",
        )],
        fields: &[("form_of_copy", "scan"), ("purpose", "study"), ("most", "10.00")],
        years: (1790, 1860),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Glass negative AL/PH/{n}/{k}1, the women at the bottling line\nAs large as you can make it, \
                it is for my mother's wall. She is the one looking the wrong way.",
        ],
        talk: &[
            Query(
                "The negative is sharp and can be printed up to 60 by 80 cm. There is a crack in the \
                upper corner, through the sky. Shall we print it as it is, or cut the picture just below \
                the crack?",
            ),
            Reply("As it is, cracks and all. 50 by 70 if that's a size."),
            Answer(
                "50 by 70 cm on matt paper costs £34, and posting in a tube £6.20. It is printed on the \
                first working day of next week and sent two days later. Your mother, by the foreman's \
                list, is number {k} from the left; the name of the woman at whom she looks is on the list \
                as well.",
            ),
        ],
        fields: &[
            ("form_of_copy", "print"),
            ("purpose", "study"),
            (
                "address",
                "{no} \
            {street}\nAldermoor",
            ),
            ("number_of_copies", "1"),
            ("most", "60.00"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Certified copy of my baptism, {parish}, {y}. The embassy will not take the one from the parish.",
            "Certified copy of a marriage entry, St Oswin's, {y}, {family} and {family2}\nIt is for a \
                pension abroad and they want a stamp.",
        ],
        talk: &[
            Query(
                "We can certify a copy of a church register that is with us. Does the office ask for a \
                stamp only, or for an apostille too? And must the copy be younger than three months?",
            ),
            Reply("Stamp and signature only. Yes, not older than three months when they open the letter."),
            Answer(
                "Then we date it on the day it is posted. A certified copy costs £20, signed for \
                delivery £3.60. Send us the spelling of the name as it stands in your passport; where the \
                register differs, we certify what the register says and add a note. It leaves the house \
                within two working days after payment.",
            ),
        ],
        fields: &[
            ("form_of_copy", "certified"),
            ("purpose", "proof"),
            (
                "address",
                "{no} \
            {street}\n{parish}\nnear Aldermoor",
            ),
            ("needed_by", "26"),
        ],
        years: (1949, 1971),
        ..PLAIN
    },
    Subject {
        asks: &[
            "AL/BP/{n}{k}, building plan of {no} {street}, all sheets, to scale",
            "Plans of the house at {no} {street} for our builder. The reference should be AL/BP/{n}{k}.",
        ],
        talk: &[
            Note("Three sheets, linen, one stuck to its cover. Conservation says two days."),
            Answer(
                "There are three sheets: elevation, plan and drains. They can be scanned to scale at \
                £18 a sheet; the second has to be loosened from its cover first, for which we do not \
                charge. The files come as PDF at 1:1, so that a builder can measure on a print. Drawings \
                of that age are free of copyright. If the price suits you, one word in reply is enough.",
            ),
        ],
        fields: &[("form_of_copy", "scan"), ("purpose", "study"), ("most", "60.00")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Aldermoor Mercury, {y}: the obituary of {man} {family}, and his advertisement (kettles), any \
                one of them",
        ],
        talk: &[Answer(
            "The obituary is in the Mercury of 14 March {y}, page {k}, half a column; the kettles \
                steam on the front page nearly every week, and we have taken the one with the cat. Both as \
                scans cost £6. The film is scratched in the obituary's last lines, and we add what they \
                say, typed from the paper copy.",
        )],
        fields: &[("form_of_copy", "scan"), ("purpose", "study"), ("number_of_copies", "1")],
        years: (1888, 1925),
        ..PLAIN
    },
    Subject {
        asks: &[
            "AL/D/HAL/3/{n}, the whole household book, I think about 140 pages. May I do it with my own \
                camera instead?",
        ],
        talk: &[Answer(
            "You may, and it is the cheaper way: a camera permit is £4 a day, and 140 pages take \
                about three hours with our stand and weights. The book is out of its box and lies ready \
                for you on any day from Tuesday to Friday. Done by us it would be 70 openings at £1.50. \
                Either way the pictures are for your own study; for printing them a line to us is needed.",
        )],
        fields: &[("form_of_copy", "scan"), ("purpose", "study")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Map AL/M/{n}, {parish} in {y}, as a print to hang. Has it a frame of its own or is it a roll?",
        ],
        talk: &[
            Query(
                "It is a roll of 140 by 95 cm. In full size it can only be printed in two halves; at 100 \
                by 68 cm in one. Which would you like, and on paper or on cloth?",
            ),
            Reply("In one piece, on paper. My wall ends at 70 anyway."),
            Answer(
                "100 by 68 cm on heavy paper costs £46, in a tube to your door £6.20. The brown stain \
                over the mill belongs to the map and stays. We print on Thursdays; it can also be fetched \
                at Central from the Monday after.",
            ),
        ],
        fields: &[
            ("form_of_copy", "print"),
            ("purpose", "study"),
            (
                "address",
                "{no} \
            {street}\nAldermoor",
            ),
            ("most", "80.00"),
        ],
        years: (1768, 1838),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The oral history tape of {woman} {family} from {parish}, recorded in the eighties. She is my \
                great-aunt and I never met her.",
        ],
        talk: &[
            Note(
                "Tape T{n}. Consent form of 1986 allows copies for family. Side B is about the \
                neighbours: check.",
            ),
            Query(
                "The tape is here, 52 minutes. When it was made your great-aunt allowed copies for her \
                family. How are you related to her, and shall it be a file or a disc?",
            ),
            Reply(
                "Her sister was my grandmother, {woman2} {family}. A file please, my computer has no \
                slot any more.",
            ),
            Answer(
                "The file is ready, and costs nothing for family. She speaks of the school, of the \
                harvest, of a dance in 1931, and on the second side of some neighbours whose grandchildren \
                live in the county: that side is for your ears only, and not for the internet. At minute \
                31 one hears a clock strike and her laughing at it.",
            ),
            Reopen(
                "I have listened three times. Thank you. Could the first side be played at our family \
                day in the summer, about forty people?",
            ),
            Answer("With pleasure: a family day is family. The first side may be played there."),
        ],
        fields: &[("form_of_copy", "scan"), ("purpose", "study")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "School photograph, {parish}, {y}, all three classes if they exist. AL/E/{n}/PH",
            "Class photographs from the school at {parish}, {y}. We have our fiftieth reunion and most of \
                us have lost ours.",
        ],
        talk: &[
            Answer(
                "Three exist for that year, and the names are on the back of two of them. Scans cost \
                £4.50 for the first and £1.50 for each of the others. As there are children in the \
                pictures who may be living, we give copies to those who were in them and to their \
                families, and ask you not to put them on the internet. One word that you agree, and the \
                files are on their way.",
            ),
            Reopen(
                "Agreed, word of honour. And the third picture, the one without names: we can give you \
                19 of 28.",
            ),
            Answer(
                "Thank you: that is 19 more than we had. The names are entered in the catalogue without \
                being shown to the public before their time, and the files have gone out, the third one \
                free of charge.",
            ),
        ],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "show"),
            (
                "publication",
                "School reunion, {parish} \
            village hall",
            ),
        ],
        years: (1968, 1976),
        ..PLAIN
    },
    Subject {
        asks: &["AL/Q/SC/{n}, the deposition about the ewe, all five pages, and a typed version if you do \
                that. I cannot read a word."],
        talk: &[Answer(
            "Five pages as scans cost £10.50. We do not type as a rule, but this one was read in \
                the beginners' class last winter and the typed text is in the file; it comes with the \
                scans and is free. One word on page three has defeated two classes. If you should see what \
                it is, tell us.",
        )],
        fields: &[("form_of_copy", "scan"), ("purpose", "study"), ("most", "15.00")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Sale particulars of {parish} Hall, {y}, with the folding plan and the list of furniture. In \
                colour if there is colour.",
        ],
        talk: &[
            Query(
                "There are two sales in those years, one of the house and one, three months later, of \
                what was in it. The plan is in the first and the furniture in the second. Do you need \
                both, and all 46 pages of the furniture?",
            ),
            Reply("The plan, and of the furniture only the library and the music room. There was a harp."),
            Answer(
                "The folding plan in colour is £18, the two rooms are pages 22 to 29 and come to £15. \
                The harp is lot 311, “wants strings”, and went for four guineas to a dentist. The link to \
                pay and fetch them is in your mail and works for 30 days.",
            ),
        ],
        fields: &[("form_of_copy", "scan"), ("purpose", "study"), ("most", "45.00")],
        years: (1884, 1921),
        ..PLAIN
    },
];
