//! Persons and families.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "Baptism of {man} {family} in {parish}, about {y}. The census says he was born there, but I do \
                not find him in the register online.",
            "I can't find the baptism of my great-great-grandfather {man} {family}. He always gave \
                {parish} as his birthplace and his age makes it {y} or thereabouts.",
        ],
        talk: &[
            Query(
                "The register of {parish} has a gap of nineteen months in those years. Do you know \
                whether the family went to chapel, and what his mother was called before she married?",
            ),
            Reply("His brother was buried by the Methodists, so perhaps. The mother was a {family2}."),
            Answer(
                "He is in the Methodist circuit register: {man}, son of {man2} {family} of {parish}, \
                carrier, and {woman} his wife, born 3 March {y} and baptised on the 21st (AL/NC/4/2, folio \
                {n}). His mother's maiden name is not given, but two {family2}s stood witness. The online \
                index left out the circuits altogether. A scan of the entry costs £4.50.",
            ),
        ],
        fields: &[
            ("about", "person"),
            (
                "period",
                "{y-2} to \
            {y+3}",
            ),
            ("looked", "census"),
            ("looked", "registers"),
        ],
        years: (1822, 1868),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Where is {woman} {family} buried? She died in the spring of {y} at {street} and is not in the \
                borough cemetery.",
        ],
        talk: &[
            Note("Undertaker's day books first, then the private ground behind the Zion chapel."),
            Answer(
                "She lies in the Zion chapel ground, row {k}, beside her sister. The undertaker's day \
                book has it: “Miss {family}, {street}, elm, 4 bearers, Zion, £6 2s” on 19 April {y} \
                (AL/D/UND/2/{n}). The ground was cleared in 1968 and the stones set along the north wall; \
                hers is not among the ones that can be read. A plan of 1901 shows the rows.",
            ),
        ],
        fields: &[("about", "person"), ("period", "{y}"), ("looked", "registers"), ("looked", "newspapers")],
        years: (1874, 1926),
        ..PLAIN
    },
    Subject {
        asks: &[
            "My grandmother {woman} {family} taught at an infants' school in {parish} between the wars. Do \
                any staff registers survive?",
            "Teacher {woman} {family}, {parish}, from {y} on: I am looking for anything about her time at \
                the school.",
        ],
        talk: &[
            Query(
                "Two staff registers and most of the log books survive. Did she teach under her own name \
                the whole time, and do you know where she trained?",
            ),
            Reply(
                "She married in {y+4} and they made her leave, which she never forgave. The training \
                college was somewhere by the sea.",
            ),
            Answer(
                "The register has her: {family}, {woman}, uncertificated, from 1 September {y}, £1{n} a \
                year, “left to be married” on 29 July {y+4} (AL/E/44/3, folio 17). The log book mentions \
                her eleven times; the entry of a Tuesday in November, “Miss {family} brought a hedgehog”, \
                may please you. The college cannot be named from our papers, but the county's list of \
                bursaries may do it, and we are glad to look if you give us her date of birth.",
            ),
            Reopen(
                "A hedgehog! That is so like her. She was born on 11 May {y-20}, if you would be so \
                kind.",
            ),
            Answer(
                "Then it is the bursary of {y-2}: “{family}, {woman}, aged 18, to the college at \
                Sandhythe, £12” (AL/C/ED/5/{k}). The college closed in 1939 and its papers are in the next \
                county's record office, whose address is at the foot of our guide 14.",
            ),
        ],
        fields: &[("about", "person"), ("period", "{y} to {y+18}"), ("looked", "catalogue")],
        years: (1919, 1931),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Was {man} {family} really transported, and what for? Family story: a sheep, {parish}, {y}.",
            "My ancestor {man} {family} vanishes from {parish} in {y}. An aunt used to whisper “Botany \
                Bay” and change the subject.",
        ],
        talk: &[
            Note(
                "Calendar of prisoners is indexed; depositions for that session are not, box must be gone \
                through.",
            ),
            Answer(
                "He was: tried at the Lent assizes of {y} for “one ewe, value 14s, the property of \
                {man2} {family2}”, found guilty, death, commuted to fourteen years (AL/Q/SC/{n}). The \
                deposition of the constable survives and says that the ewe was found in the bed. The ship \
                and what became of him are in the national records, and we have written the reference on \
                the copy. Depositions can be copied at £1.50 a page; this one has five.",
            ),
        ],
        fields: &[("about", "person"), ("period", "{y}"), ("looked", "elsewhere")],
        years: (1801, 1839),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Settlement examination of {woman} {family}, widow, sent back to {parish} with three children. \
                The year may be {y}.",
        ],
        talk: &[Answer(
            "It is there, and it is long: she told two justices the whole of her life on 9 January \
                {y} (AL/P/{code}/13/3/{n}). She was born in {parish2}, hired at the fair at thirteen, \
                married a soldier “at Cork or near it”, and walked home from Portsmouth. The children were \
                nine, four and one. A transcript by a volunteer lies with it; we can mail you that today, \
                free of charge, and the scan for £6.",
        )],
        fields: &[
            ("about", "person"),
            (
                "period",
                "{y-2} to \
            {y+2}",
            ),
            ("looked", "catalogue"),
            ("looked", "registers"),
        ],
        years: (1788, 1833),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Looking for the will of {man} {family}, yeoman of {parish}, died {y}. Is there an inventory \
                too?",
            "Will or inventory of {man} {family} of {parish}, {y}. He had a clock, and my cousin says she \
                has it.",
        ],
        talk: &[Answer(
            "Both survive: the will of 12 February {y} and an inventory taken by four neighbours \
                nine days later (AL/W/{y}/{n}). The goods came to £84 3s, of which the cheese was £19. A \
                clock stands in the parlour, “one clock and case, £2”, and goes to his daughter {woman}. \
                Scans of all six sheets cost £12; the hand is clear and we add a list of the hard words.",
        )],
        fields: &[("about", "person"), ("period", "{y-1} to {y+1}"), ("looked", "catalogue")],
        years: (1672, 1762),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Marriage of {man} {family} and {woman} {family2}, before {y}. I have gone through {parish} \
                and {parish2} line by line.",
        ],
        talk: &[
            Query(
                "Going line by line is the surest way, and it is not in those two. Do you know the \
                bride's age, and whether either of them had been married before? A licence may have been \
                bought elsewhere.",
            ),
            Reply(
                "She was a widow, that I know, and older than him. Her first husband kept an inn \
                somewhere on the coach road.",
            ),
            Answer(
                "They married by licence in {parish} of all places, but in the private chapel of the \
                house, whose register was never handed in and has come to us with the estate \
                (AL/D/HAL/9/1): 8 October {y-3}, {man} {family}, bachelor, 2{k}, and {woman} {family2}, \
                widow, of the Packhorse inn. You could not have found it. The bond, with his signature, is \
                AL/D/BON/{y-3}/{k}.",
            ),
        ],
        fields: &[
            ("about", "person"),
            (
                "period",
                "before \
            {y}",
            ),
            ("looked", "registers"),
            ("looked", "elsewhere"),
        ],
        years: (1761, 1836),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Apprentice indentures for {man} {family}, bound to a bellfounder in Aldermoor about {y}.",
            "Which master was {man} {family} of {parish} bound to in {y}? I believe it was one of the \
                clockmakers on {street}.",
        ],
        talk: &[Answer(
            "The register of apprentices has him on 25 March {y}: {man}, son of {man2} {family} of \
                {parish}, husbandman, bound for seven years to {family2} of {street}, with a premium of £8 \
                paid by a charity (AL/B/7/2, folio {n}). The indenture itself is not here; masters and \
                families kept them. He became free of the borough in {y+8}, so he served his time.",
        )],
        fields: &[("about", "person"), ("period", "about {y}")],
        years: (1705, 1795),
        ..PLAIN
    },
    Subject {
        asks: &[
            "My great-uncle {man} {family} of {parish} is on the war memorial, but I cannot find which \
                regiment.",
            "War memorial in {parish}: there are two men called {man} {family} on it. Which one lived on \
                {street}?",
        ],
        talk: &[
            Note(
                "The memorial committee's file has a form filled in by each family. Look there before the \
                regimental lists.",
            ),
            Answer(
                "The committee that built the memorial asked every family to fill in a sheet, and the \
                sheets are here (AL/P/{code}/16/4). Your man's was filled in by his mother: lance \
                corporal, the county regiment, second battalion, aged 22, “a good son, fond of pigeons”. \
                Another of the same name was his cousin, from {parish2}, who served at sea. A photograph \
                is pinned to the sheet. It can be copied, and we would do it with care, at no charge.",
            ),
        ],
        fields: &[
            ("about", "person"),
            (
                "period",
                "1914 to \
            1920",
            ),
            ("looked", "newspapers"),
            ("looked", "elsewhere"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Workhouse records for {woman} {family} and a baby, winter of {y}.",
            "Was {woman} {family} ever in the Aldermoor workhouse? Her first child was born in {y} with no \
                father named.",
        ],
        talk: &[
            Query(
                "The admission books are complete for those years, but a name alone gives several \
                persons. About how old was she, and in which parish was she last at home?",
            ),
            Reply("Nineteen or twenty. From {parish}, in service in town. The baby was called {man}."),
            Answer(
                "She was admitted on 4 December {y}, “{woman} {family}, 20, servant, from {parish}, \
                with child”, and discharged with the baby on 11 March following, “at own request, to her \
                mother” (AL/U/3/{n}, pages 60 and 78). {man} was baptised in the house on 2 January. The \
                guardians' minutes do not mention a father. The medical book of that winter is lost.",
            ),
        ],
        fields: &[("about", "person"), ("period", "{y} to {y+1}"), ("looked", "census")],
        years: (1848, 1899),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Huguenot family {family} in Aldermoor: when did they come, and is there a list of the French \
                church?",
        ],
        talk: &[Answer(
            "The first of the name pays the poor rate in {parish} in 1687, as “{family} the \
                stranger, hatter”. A French congregation met over the Corn Exchange until about 1731; its \
                register is lost, but the town clerk copied 46 names out of it for a lawsuit, three \
                {family}s among them (AL/B/11/{k}). “Strangers in the Vale”, L 305.8, prints the list with \
                notes and may be borrowed.",
        )],
        fields: &[("about", "person"), ("period", "1680 to 1740")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I am told that {man} {family} painted inn signs in and around {parish} in the {decade}s. Is \
                anything known of him?",
        ],
        talk: &[Answer(
            "More than of most painters here. He is in the trade directories as “house, sign and \
                heraldic painter, {street}”, went bankrupt once, and was paid £2 10s for the Three Tuns \
                (accounts, AL/D/BRW/2/{n}), which still hangs, in our stairwell. A list of eleven signs by \
                him, with drawings, was made by a schoolmaster in 1922: L 751, typescript. His grave has a \
                small palette on it.",
        )],
        fields: &[("about", "person"), ("period", "{y} to {y+10}"), ("looked", "catalogue")],
        years: (1830, 1860),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Poll tax of 1379: is {family} of {parish} in it? My cousin has drawn a family tree back to \
                the Conquest and I have doubts.",
        ],
        talk: &[Answer(
            "The roll for that hundred survives in print (L 333.3, page {n}). {parish} has 61 \
                names, and none of them is yours or could become it; the nearest, two miles off, is a \
                “Johannes” with another letter in the middle. Between that roll and the first parish \
                register lie 160 years without a list of people here. No tree that crosses them can be \
                proved from our records, and your doubts are reasonable.",
        )],
        fields: &[("about", "person"), ("period", "1379"), ("looked", "elsewhere")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The {family} family were bargemen on the Wend for four generations. Are there crew lists or \
                tickets for the {decade}s?",
            "Bargeman {man} {family} drowned at the sea lock in {y}. Was there an inquest?",
        ],
        talk: &[
            Note("River company's wage books have been at the bindery, back on the shelf since last week."),
            Query(
                "There are wage books, tolls and the coroner's bills. Which boat or which owner is known \
                in the family, and where did they live when they were not afloat?",
            ),
            Reply(
                "The boat was the “Prudent {woman}”. They had a cottage at {parish} with the water up \
                the step.",
            ),
            Answer(
                "The “Prudent {woman}” is in the toll books from {y-14} to {y+6}, nearly always with \
                clay down and coal up, {man} {family} master (AL/D/WNC/4/{n}). He was drowned on 17 \
                November {y}: the coroner's bill names six witnesses and the jury gave a deodand of one \
                shilling on the tow rope. The boat went on under his widow. Toll books may be \
                photographed; the clay comes off on the hands.",
            ),
        ],
        fields: &[
            ("about", "person"),
            (
                "period",
                "{y-15} to \
            {y+6}",
            ),
            ("looked", "catalogue"),
            ("looked", "newspapers"),
        ],
        years: (1812, 1844),
        ..PLAIN
    },
];
