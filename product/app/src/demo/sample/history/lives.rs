//! The last hundred years: people who came, stayed, worked and were written down.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{ONCE, PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &["My mother nursed at the Aldermoor infirmary from {y}. She came from Barbados with one \
                suitcase and would never talk of the first winter. Is she in any record?"],
        talk: &[
            Query(
                "The hospital's training registers for those years are open. What was her name when she \
                came, and do you know in which month she began?",
            ),
            Reply(
                "{woman} {family}, and it was January, because she remembered the snow and thought it \
                would stay for ever.",
            ),
            Answer(
                "She is in the register of student nurses: {woman} {family}, age 19, began 9 January \
                {y}, passed in all parts, “a steady nurse, sings on nights, no complaint from patients” \
                (AL/H/I/14/{n}). She is in three photographs of her year, the first of them in deep snow. \
                The nurses' magazine printed a letter by her about the cold. You may have copies of all \
                five pages free of charge, being family.",
            ),
        ],
        fields: &[("about", "person"), ("period", "{y} to {y+5}")],
        years: (1956, 1962),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Polish resettlement camp near {parish}: my grandparents lived in hut {n} and my uncle was \
                born there. Nothing is left but concrete.",
            "Camp for displaced persons at {parish}, 1947 to about 1956. I am looking for a plan, or a \
                list of those who lived there.",
        ],
        talk: &[Answer(
            "Both survive. The plan of 1948 shows 92 huts with their numbers, the chapel, the \
                theatre and the school (AL/C/PL/2), and the warden's housing cards give each family with \
                the day they came and where they went (AL/C/PL/5, by hut). Cards of people who may be \
                living are closed; for your own family we open them if you show that you belong to it. A \
                reader has recorded eleven former children of the camp, and you can listen to them here, \
                in Polish and in English.",
        )],
        fields: &[("about", "person"), ("period", "1947 to 1956"), ("looked", "elsewhere")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "An Italian ice-cream maker on {street}, taken away in June 1940. The family kept his barrow. \
                Was he ever charged with anything?",
        ],
        talk: &[
            Note(
                "Aliens' register of the borough police. Closed until 2041 for the living; he died 1962 \
                by the burial index, so open.",
            ),
            Answer(
                "No. The aliens' register of the borough has him from 1911 on, with a photograph, “ices \
                and chestnuts, of good character”, and under 11 June 1940 the one word “interned” \
                (AL/C/POL/12/{n}). Nothing else is entered until “returned, 3 Feb. 1943”. Forty-one people \
                of the street signed a letter for him, which the chief constable kept. We have scanned the \
                entry and the letter and hold them for you.",
            ),
        ],
        fields: &[("about", "person"), ("period", "1911 to 1943"), ("looked", "newspapers")],
        ..PLAIN
    },
    Subject {
        asks: &["I found a diary in our attic in {parish}, a girl's, {y}. She signs as W. and mentions a \
                brother who kept jackdaws. Can one find out who she was?"],
        talk: &[
            Query(
                "Quite likely. Which other names does she write down, of people, a school, a horse? And \
                which address is yours, so that we can look up who lived there?",
            ),
            Reply(
                "{no} {street}. A Miss {family2} teaches her, and the horse is Sultan. The brother must \
                be called {man} because she writes about his name day.",
            ),
            Answer(
                "She was {woman} {family}, born {y-13}, of your own house: the school's admission book \
                has her with Miss {family2} as mistress (AL/E/{n}/3), and the directory has her father as \
                carter. {man} {family} won a prize for a talking jackdaw at the flower show of that \
                summer, to the offence of the vicar. She lived until 1979 and has grandchildren in the \
                county, to whom we can forward a letter from you.",
            ),
        ],
        fields: &[("about", "person"), ("period", "{y}"), ("looked", "census")],
        years: (1904, 1912),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The friendly society of {parish}, “Sons of the Plough”: my great-grandfather's sash is in a \
                drawer and I'd like to know what it was for.",
        ],
        talk: &[Answer(
            "For walking to church on Whit Tuesday, behind the band. The society was founded in {y} \
                and paid eight shillings a week in sickness; rules and two account books are here \
                (AL/D/FS/{n}). A member's sash was blue and a steward's blue with silver, so the colour \
                tells you his rank. In the books your {family} is fined threepence for “dancing before the \
                toast”.",
        )],
        fields: &[("about", "institution"), ("period", "{y} to 1911")],
        years: (1838, 1871),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Travelling people at the {parish} horse fair. My family is {family}, and we were there every \
                year until {y}. Did anybody ever write us down with respect?",
        ],
        talk: &[
            Note(
                "Be plain about what the police files are like. The schoolmistress's notebooks are the \
                thing.",
            ),
            Answer(
                "Some did. The police files about the fair are here and are not pleasant to read. But \
                the schoolmistress of {parish} taught the children of the fair in a tent for twenty-two \
                summers, and kept a notebook of each: names, ages, who could read, songs they taught her \
                (AL/D/MIS/{n}, seventeen volumes). Your name is on many pages. She left them on condition \
                that families may see them before anyone else; the reading room is yours on any Monday, \
                when it is closed to others.",
            ),
            Reopen(
                "We talked about it at home. There would be six of us, one is ninety and sits in a \
                chair with wheels. Would the Monday after next do?",
            ),
            Answer(
                "It will do. The yard door on Abbey Row has no step, and there is a bay for the car \
                beside it. The notebooks will be on the long table from ten o'clock, and a colleague who \
                will read aloud, if that is wanted.",
            ),
        ],
        fields: &[("about", "person"), ("period", "1890 to {y}")],
        years: (1934, 1939),
        ..PLAIN
    },
    Subject {
        asks: &["Evacuee called {man} {family}, seven years old in 1939, billeted in {parish} with a Miss \
                {family2}. He is my father, well over ninety now, and would like to know what became of her."],
        talk: &[
            Note(
                "Billeting cards are open. Anything on Miss {family2} after 1945 only if she has died; \
                check the burial index first.",
            ),
            Query(
                "The billeting cards survive, and your father's is among them. What does he remember of \
                the house, and would he mind our ringing the parish, where there may be people who knew \
                her?",
            ),
            Reply(
                "A white gate, a harmonium, and a goose that hated him. He would not mind, he would be \
                delighted.",
            ),
            Answer(
                "Miss {woman} {family2} of Gate Cottage kept three boys through the war and was thanked \
                by the county in 1945. She taught the harmonium until 1961 and is buried in {parish}, \
                south side, by the yew. A niece of hers still lives there and has a photograph of four \
                people and a goose; she has given us leave to pass on her telephone number, which is at \
                the desk for you or your father. His billeting card is AL/C/EV/{n}/12, and a copy is on \
                its way to you.",
            ),
        ],
        fields: &[("about", "person"), ("period", "1939 to 1945"), ("looked", "newspapers")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Adopted cousin: my aunt {woman} {family} gave up a daughter in Aldermoor in {y}. I don't want \
                to disturb anybody, only to know whether records exist.",
        ],
        talk: &[Answer(
            "They exist, and they are closed to us as well: adoption files of those years may be \
                opened only for the person adopted, through the agency that keeps them. What anybody may \
                do is enter their name in the national contact register; if she does the same, the two of \
                you are told, and otherwise nobody is disturbed. Leaflet 22 explains it in two pages, and \
                a counsellor is at Central on the second Thursday of the month, without appointment.",
        )],
        fields: &[("about", "person"), ("period", "{y}")],
        years: (1952, 1969),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The 1921 census has “{man} {family}, patient” at a house called Wendlea. What sort of place \
                was that?",
        ],
        talk: &[Answer(
            "Wendlea, on the hill above {parish}, was the county's house for men whose nerves had \
                suffered in the war, from 1918 to 1931. The visitors' book, the garden accounts and some \
                hundred photographs are here (AL/H/W/1 to 19). The case notes are closed for a hundred \
                years from the last entry, so his can be read from {y+12} on, or now by next of kin with a \
                form that we would mail you. He may be in the photograph of the haymaking, which names all \
                34 men.",
        )],
        fields: &[("about", "person"), ("period", "1918 to 1931"), ("looked", "census")],
        years: (2016, 2019),
        ..PLAIN
    },
    Subject {
        who: "Marjorie Elstob-Kerr",
        asks: &[
            "The Gillow-Marchant family of Coldbrook and Ravelstow, 1742 to 1911: seven questions at the \
                end of twenty years' work.\n\nI am eighty-three and would like to close the file on my \
                mother's family while I can still lift it. What I know, with where I know it \
                from:\n\nJosias Gillow, mason, comes to Coldbrook in 1742 with a certificate from a parish \
                whose name is torn off (settlement papers, seen 2004). He marries Ann Marchant in 1745 and \
                the children take both names, which nobody has ever been able to explain to me. There are \
                nine children; five live. The eldest, Josias the younger, works on the new bridge at \
                Priors Lacey in 1771 and is paid more than the others (bridge accounts, seen 2006, but my \
                note of the page is lost). The second, Marchant Gillow-Marchant, poor child, goes to \
                sea.\n\nThe third is Ann, and Ann is the trouble. There are two Anns buried, in 1768 and \
                in 1803, and both are called daughter of Josias. One of them kept a school. One of them \
                had a son, Peter, whose father is not named, and Peter is my \
                great-great-great-grandfather. So it matters to me which Ann it was.\n\nFrom Peter on all \
                is clear: two more masons, a stationmaster, a suffragist, my mother.\n\n1. What did the \
                certificate of 1742 say, if a copy was kept at the other end?\n2. Is there any reason on \
                paper for the double name?\n3. The page in the bridge accounts.\n4. Which Ann kept the \
                school?\n5. Which Ann was Peter's mother?\n6. Was there a bastardy bond, and who signed \
                it?\n7. Is the mason's mark on the third pier of the bridge his? It is a G with a line \
                under it, and I have a rubbing.\n\nI know that you cannot do research without end, and I \
                will pay for whatever goes beyond the half hour. I have no telephone that works reliably. \
                Take the questions in any order; I should most like to have the fifth.",
        ],
        talk: &[
            Note(
                "Half hour is used up by question 3 alone. She has been coming since 2004 and has indexed \
                two registers for us: do all seven, no charge. Bastardy bonds box 4, look for GILLO and \
                GYLLOW.",
            ),
            Query(
                "We are at work on all seven, and there will be no bill: the two registers that you \
                indexed have saved us more hours than this will cost. One thing only you can tell us. In \
                your note of the burial of 1803, is the word before “daughter” legible? Our copy has a \
                blot there.",
            ),
            Reply("It says “natural”. I had taken that to mean “ordinary”. Oh dear. I see now."),
            Answer(
                "Then the fifth question is answered by your own note: the Ann of 1803 was the natural \
                daughter of Josias the younger, and so the niece of the first. The others in order.\n\n1. \
                The certificate was kept: he came from {parish}, two days' walk (AL/P/{code}/13/1/7).\n2. \
                Ann Marchant's father left her a cottage “so that her children bear my name” \
                (AL/W/1751/{n}). That is the reason, and it was worth £40.\n3. Bridge accounts, AL/Q/BR/2, \
                folio 61.\n4. The elder Ann. She is paid for teaching “the bridge men's children” from \
                1765 to 1768, and then there is no more school.\n5. The younger, then, born 1772; Peter in \
                1794.\n6. There was a bond, under GYLLOW, and the man who signed is {man} {family}, \
                carpenter, who four years later pays for Peter's indentures as well. You may like him.\n7. \
                The mark is in the mason's book with the name beside it: J. Gillow, the younger.\n\nScans \
                of everything are on their way by post, on paper, in large type. We would be honoured to \
                have the file here when you want to put it down, and there is no hurry about that either.",
            ),
        ],
        fields: &[
            ("about", "person"),
            ("period", "1742 to 1911"),
            ("looked", "catalogue"),
            ("looked", "census"),
            ("looked", "registers"),
            ("looked", "newspapers"),
            ("looked", "elsewhere"),
        ],
        ..ONCE
    },
];
