//! Copies that are printed, shown or played.

use super::super::subject::Turn::{Answer, Note, Query, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "AL/PH/{n}/12, the quay at low water\nAL/PH/{n}/15, the same with ice\nFor the cover and one \
                page inside.",
        ],
        talk: &[
            Query(
                "Both can be printed from new scans. To tell you the fee we need the number of copies, \
                the size on the page and whether it appears as an e-book as well.",
            ),
            Reply("1,200 copies. One full cover, one half page. E-book too, they tell me."),
            Answer(
                "Over a thousand copies the fee is £30 for each picture, and £15 more for the cover; \
                the e-book is included. Scans are £18 each, so £111 together. The credit line is \
                “Aldermoor Library & Archives, AL/PH/{n}/12” and so on. We ask for one copy of the book. \
                The licence comes with the bill and is good for ten years.",
            ),
        ],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "print"),
            (
                "publication",
                "{book}, Heronsgate \
            Press",
            ),
            ("number_of_copies", "1"),
            ("most", "150.00"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Permission to print plate {k} of the county atlas in a school reader, 600 copies, no profit",
            "May we show one page of the county atlas of 1777 in a booklet for walkers?",
        ],
        talk: &[Answer(
            "Yes, and without a fee: up to 1,000 copies for teaching or for a society are free. The \
                atlas is out of copyright. A scan for printing costs £18, unless the one on our website is \
                large enough, which for a width of 15 cm it is. Under the plate print “Aldermoor Library & \
                Archives, AL/M/3”.",
        )],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "print"),
            (
                "publication",
                "A reader on local maps, \
            printed by ourselves",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Photographs of {street} through the years, any five, for the website of our residents' \
                association",
            "One picture of the old market hall for the website of the {parish} bakery. We'd say where \
                it's from.",
        ],
        talk: &[Answer(
            "For websites of associations and small firms a picture of up to 1,200 points in width \
                is free, with our name and the reference under it. A dozen that would suit are marked for \
                you in the online catalogue, under the list “Streets and market”; take them from there. \
                Two of the newest are still in copyright and say so. If one should fill a wall instead of \
                a screen, write again: that needs another scan.",
        )],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "web"),
            ("publication", "https://www.our-street.example"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &["Twelve seconds of the film of the {y} carnival, for a documentary. Reference AL/F/{k}."],
        talk: &[
            Note(
                "Film was given by the cine club. Rights are with the club, which still exists. Ring \
                before promising.",
            ),
            Query(
                "We hold the reel, but the cine club holds the rights and has to agree. Which twelve \
                seconds, in what will they be shown, and for how long?",
            ),
            Reply(
                "The float with the whale, from 03:14. A film of 50 minutes about whales in towns, \
                festivals first, then online for five years.",
            ),
            Answer(
                "The club agrees, and is delighted about the whale. They ask for their name in the \
                credits and for an evening with you and the film. Our part is the scan of the reel, in \
                full quality, at £60 an hour of which you need one. A time-coded copy to choose from is on \
                its way today.",
            ),
        ],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "show"),
            (
                "publication",
                "“Whales in Town”, \
            documentary, 50 minutes",
            ),
            ("most", "200.00"),
            ("needed_by", "33"),
        ],
        years: (1951, 1969),
        ..PLAIN
    },
    Subject {
        asks: &["Loan of, or good copies from, the suffrage scrapbook (AL/D/SUF/1) for an exhibition in \
                {parish} church. Six pages, up to A2."],
        talk: &[Answer(
            "The scrapbook itself does not travel: its glue gives way. But we have scans of every \
                page, large enough for A2, and print six on board for £90; for a church, with nothing \
                charged at the door, half of that. Captions of our own exhibition of 2018 can be used as \
                they are. The boards are ready ten working days after your order.",
        )],
        fields: &[
            ("form_of_copy", "print"),
            ("purpose", "show"),
            (
                "publication",
                "Exhibition in the north \
            aisle, {parish}",
            ),
            ("number_of_copies", "1"),
            (
                "address",
                "The Vestry, Church \
            Lane\n{parish}\nnear Aldermoor",
            ),
            ("needed_by", "38"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I want to quote four letters by {woman} {family} (AL/D/MIS/{n}) in my book, about 900 words \
                in all. Who owns the rights?",
        ],
        talk: &[
            Note("Depositor kept the rights; agreement of 1971. Solicitor's address on file is dead."),
            Query(
                "The paper belongs to us and the words to her heirs, as is usual with letters that were \
                never printed. In what year do you believe she died, and have you been in touch with the \
                family?",
            ),
            Reply(
                "{y+44}, in {parish2}. There was a nephew who answered one letter of mine in 2009 and \
                then no more.",
            ),
            Answer(
                "Then her letters are in copyright for seventy years from {y+44}, and longer if nobody \
                printed them before. The nephew's daughter wrote to us last year, and allows what does not \
                name the neighbours; we have sent your question to her and she answers you herself. If \
                nothing comes, there is a public licence for works whose owner cannot be found, for which \
                our file of letters serves as proof. Ours is only the reference: “AL/D/MIS/{n}”.",
            ),
        ],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "print"),
            (
                "publication",
                "{book}, with a \
            university press",
            ),
            ("number_of_copies", "1"),
        ],
        years: (1908, 1919),
        ..PLAIN
    },
    Subject {
        asks: &["The beetle plates from the Hallowmere cabinet, plates {k}, 1{k} and 2{k}, for a jigsaw of \
                1000 pieces"],
        talk: &[Answer(
            "Beetles of 1822 are out of copyright, and we would like to see them in a thousand \
                pieces. For goods that are sold we charge £120 a picture for 2,000 boxes, or five in a \
                hundred of the price, whichever you prefer. New scans at 1,200 dpi are included; the gold \
                on the wing cases needs a special light. One box comes to the children's corner.",
        )],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "show"),
            (
                "publication",
                "Jigsaw, 1000 pieces, \
            Fernhythe Games",
            ),
            ("most", "400.00"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "High resolution scan of the town charter of 1274, seal included, for the mayor's office. It \
                is for a brochure.",
        ],
        talk: &[
            Query(
                "The charter is shown to the camera once in ten years, and the last time was 2019. Would \
                the scan made then do? It is 21,000 points wide. The seal was taken from both sides.",
            ),
            Reply("That will do for anything we could ever print."),
            Answer(
                "It is yours, free of charge, since the borough is its own customer. The reference \
                under the picture is AL/B/1/1. One thing for the text of the brochure: the charter allows \
                a market on Wednesdays and not on Mondays, as the last one had it, and people here notice.",
            ),
        ],
        fields: &[
            ("form_of_copy", "scan"),
            ("purpose", "print"),
            (
                "publication",
                "“Aldermoor, 750 years a \
            borough”",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Could three poems from “Wend Water” be set to music and sung in public? We are a choir of 40 \
                and the words are by Adela Wray-Tindall.",
        ],
        talk: &[Answer(
            "They can: she died in 1933, so her poems have been free since the end of 2003, to set, \
                to sing and to print. A scan of the three is £7.50, but the whole book is on our website \
                and may be taken from there. She left a note of how two of them should be read, “slow, and \
                not like a sermon” (AL/D/MIS/31). We would like to come and listen.",
        )],
        fields: &[
            ("form_of_copy", "scan"),
            ("form_of_copy", "print"),
            ("purpose", "show"),
            ("publication", "Concert, St Oswin's"),
            ("address", "{no} {street}\nAldermoor"),
        ],
        ..PLAIN
    },
];
