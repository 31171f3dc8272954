//! How things were: weather, money, coats of arms, recipes, timetables.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "Newspaper report of the flood in {parish}, I think January {y}. My grandfather was taken out \
                of a window in a boat.",
            "Which paper carried the fire at the maltings on {street} in {y}? There was a photograph with \
                a goat in it.",
        ],
        talk: &[
            Note(
                "Mercury film for that month is the one with the torn leader. The Vale Gazette is \
                complete.",
            ),
            Query(
                "Both the Aldermoor Mercury and the Vale Gazette reported it, over three weeks. Do you \
                know the month for certain, and would you like the first report or the one with the \
                picture?",
            ),
            Reply("The one with the picture please. The month is only what my mother said, she was six."),
            Answer(
                "Your mother was nearly right: it was the last week of the month before. The picture is \
                in the Vale Gazette of that Saturday, page {k}, column 4, with a report of two columns and \
                fourteen names. We have put a scan with your request at the desk; it costs £4.50 to send, \
                or nothing if you save it yourself on the film reader (Gazette, reel {n}).",
            ),
        ],
        years: (1912, 1953),
        ..PLAIN
    },
    Subject {
        asks: &[
            "What would £{n} a year in {y} be worth today? It was my great-aunt's wage as a cook in \
                {parish}.",
            "Value of a shilling in {y}. I am writing a play and somebody throws one into the river.",
        ],
        talk: &[Answer(
            "By the prices of food and rent, between 90 and 120 times as much today; by what people \
                earned, about 400 times. The two differ because people have grown richer, not because \
                somebody has counted wrongly. What it bought is often the better answer: the household \
                book of the Hallowmere estate for that year (AL/D/HAL/3/{k}) has a shilling as four pounds \
                of beef, or a seat by the stove for one at the Corn Exchange concert. “Money and Meals”, \
                339.4, has the tables.",
        )],
        years: (1840, 1899),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Did it rain in Aldermoor on 12 June {y}? My parents were married that day and their stories \
                differ.",
            "Weather on a given day in {y}: is there a record for the county? I need wind as well if \
                possible.",
        ],
        talk: &[
            Query(
                "The schoolmasters of {parish} kept a rain gauge from 1868 to 1971, so very likely we \
                can tell you. In which part of the county should it be, and is the date certain?",
            ),
            Reply(
                "In town. It was a wedding, at St Oswin's at eleven in the morning, and the two of them \
                never agreed about the sky. The date is on the certificate.",
            ),
            Answer(
                "It rained, and hard: 0.62 of an inch between 9 and 15 o'clock, wind south-west, \
                “thunder at noon” (AL/E/31/{k}, weather book). The Mercury adds that the fête at the \
                rectory was moved into the coach house. So both may be right, for the next entry says \
                “fine evening”.",
            ),
        ],
        years: (1931, 1968),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Whose coat of arms is this: three black birds on silver and a wavy line? It is on a spoon \
                from my aunt's house in {parish}.",
            "Three blackbirds and a wave on an old silver spoon. Can you say which family that was?",
        ],
        talk: &[
            Note(
                "Papworth and the county visitation both have it. Say clearly that an engraver may have \
                borrowed it.",
            ),
            Answer(
                "The nearest is {family} of {parish}, as the visitation of the county in 1634 has it (R \
                929.6, page {n}). The family ended in 1790 and its silver was sold, with a printed list \
                that names “spoons, crested, thirty” (AL/D/SAL/7). A spoon like yours can be one of the \
                thirty; but engravers also used the arms of families to please customers of the same name. \
                The marks on the back say more: with a photograph of them we can name the town and the \
                year.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "How much is “a strike of barley” and was it the same in {parish} as in Aldermoor? It's in a \
                will of {y}.",
        ],
        talk: &[Answer(
            "In Aldermoor market a strike was half a bushel, about 18 litres; in the hill parishes, \
                yours among them, it was a whole one until the inspectors of 1826 put an end to it. A note \
                by the clerk of the market (AL/B/5/{n}) complains of exactly this. For a will of that \
                parish and date read a full bushel. “Weights and Quarrels”, L 389, has a chapter on it.",
        )],
        years: (1690, 1790),
        ..PLAIN
    },
    Subject {
        asks: &["Latin on a gravestone in {parish}: HIC IACET … VIXIT ANNOS XXXI. The middle is worn. What \
                does it say and can the middle be found?"],
        talk: &[
            Query(
                "“Here lies … lived 31 years.” The middle may be in the list of gravestones that the \
                rector made in 1787. On which side of the church is the stone, and can you read any letter \
                before VIXIT?",
            ),
            Reply("South side, third from the porch. Before VIXIT there is something like ...TORIS FILIA."),
            Answer(
                "It is there: “HIC IACET ANNA ROBERTI MOLITORIS FILIA VIXIT ANNOS XXXI”, here lies \
                Anna, daughter of Robert the miller, who lived 31 years (AL/P/{code}/9/2, stone 17). The \
                rector adds that she was buried “in the great snow”, which was that of 1740. The register \
                has her on the fourth of February: {family}, Anna, spinster.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &["I found a coin in the garden on {street}, size of a fingernail, a cross on one side and a \
                head on the other. Is it worth something and must I tell anybody?"],
        talk: &[Answer(
            "We cannot date it without seeing it, but small, thin and with a long cross is usually \
                a silver penny of the thirteenth or fourteenth century. A single coin need not be reported \
                by law, two or more from one place must be; in either case the finds officer likes to know \
                of it. She is at the Malthouse on the last Friday of the month from 10:00 to 13:00. Leave \
                the earth on it, and write down where it lay.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Knitting pattern for a fisherman's jersey from the Wharf Road side, 1930s. My grandfather is \
                in a photograph in one and I want to make it for my son.",
            "Pattern for a quayside jersey, the kind with a rope and a ladder on the chest. My mother \
                swore by a leaflet, and it fell to pieces.",
        ],
        talk: &[
            Answer(
                "We have it in a box nobody had opened since 1978: leaflets of the Women's Voluntary \
                Service and of two wool shops on {street}, about 300 in all, now numbered as L 746.43, box \
                {k}. Yours is most likely leaflet {n}, “three sizes and a lad's”. Being out of print does \
                not make it free of rights, but you may copy one leaflet for your own use; a copy costs \
                60p at the Malthouse.",
            ),
            Reopen(
                "It IS the one, my sister recognised the cable at once. Is there also the pattern for \
                the cap in the same box?",
            ),
            Answer(
                "There is: leaflet {n}, verso, “cap to match”. The copy at the desk now has both sides, \
                still for 60p.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Bus timetable from {parish} to Aldermoor, {y}. Could a person have got to work for six in the \
                morning?",
            "First bus from {parish} into town in {y}, please. My grandmother says she clocked on at six \
                and nobody believes her.",
        ],
        talk: &[Answer(
            "Yes, and here is how we know: the county's timetables are complete from 1922 on, L \
                388.3, on the balcony of the Malthouse. In the one for that year the first service left at \
                5:22, on weekdays only, and was in Market Hill at 5:51; the fare was 4d, 6d return before \
                seven. You may photograph the page with a day permit, or order a scan at £4.50 under this \
                request.",
        )],
        years: (1926, 1962),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Results of Aldermoor Rovers in the season {y}. My great uncle kept goal and claimed to have \
                let in only {n}.",
        ],
        talk: &[Answer(
            "The Green Paper, the Mercury's Saturday evening sheet, has every match of that season; \
                it is on film at the Malthouse, reel G{k}. We went through it with pleasure. The Rovers \
                let in {n} goals while {family} stood in goal, and eleven more in the three matches he \
                missed with “a disagreement of the knee”. Your great-uncle told the truth.",
        )],
        years: (1922, 1938),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Recipe for Aldermoor wigs. They are buns, with caraway, and no two people here agree about \
                them.",
            "Wigs, the buns, not the hair: is there an old Aldermoor recipe? My grandmother's in {parish} \
                had pepper in them.",
        ],
        talk: &[Answer(
            "We have five and they do not agree either. The oldest is of 1768, in the receipt book \
                of a grocer's wife (AL/D/MIS/{n}, folio 12): it starts with “a peck of flour and the yeast \
                of the good ale”. The one most people will recognise was printed by the Women's Institute \
                in 1934, in “Two Hundred from the Vale”, L 641.5, page {n}; that book may be borrowed. \
                Pepper is in both.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Why is {street} called that? We have lived on it for thirty years and been told three stories.",
            "Where does the name {parish} come from? The sign at the road has a sheaf on it, which I doubt.",
        ],
        talk: &[Answer(
            "The earliest form in our records is of 1327, and rules out the story that most people \
                tell. “The Place-Names of the County”, L 929.4, volume 2, page {n}, takes it from a \
                personal name and gives eleven spellings with their dates; the street directory of 1790 \
                has a twelfth. The pages are marked at the Malthouse desk for you.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["Gauge and livery of the Wend Valley railway in {y}, for a model that has to be right."],
        talk: &[
            Query(
                "Gladly. Is it the passenger stock or the clay wagons? They were painted differently \
                until the line was joined to the port in 1919.",
            ),
            Reply("The clay wagons, and engine number 4 if anything is known of her."),
            Answer(
                "Two feet and four inches, and no other line had it. The wagons were “stone grey, \
                lettered black” by the painters' contract (AL/D/WVR/6, page {n}); number 4 was dark green \
                with one red line and her brass kept bright, as the driver's son wrote down in 1964. A \
                chip of the green is glued into the letter. You may see it, at the Malthouse, and hold a \
                colour chart beside it.",
            ),
        ],
        years: (1899, 1918),
        ..PLAIN
    },
    Subject {
        asks: &["Can you date a photograph by the clothes? A woman with a very small hat, a studio on \
                {street}, no name."],
        talk: &[Answer(
            "Often to within five years. From what you write: a small hat worn high, and a studio \
                on that street, points to 1878 to 1885, for the only photographer there, {family} & \
                Daughter, moved away in 1886. The number on the back, if there is one, settles it, since \
                their register of negatives survives (AL/PH/{n}/1). Dating mornings are on the second \
                Saturday of the month at 10:00 at the Malthouse; nobody needs to book.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Sheet music for “The Lass of Weir Street”. My father played it on the concertina and nobody \
                under eighty knows it.",
        ],
        talk: &[Answer(
            "It was collected in {parish} in 1907 from a Mrs {family}, aged 81. Tune and four \
                verses are in the collector's notebook (AL/D/MUS/4, page {n}); a fair copy for one voice \
                was printed in “Songs of the Wend Side”, L 784.4, which may be borrowed. There is also a \
                recording of 1954, two minutes, with a concertina. It can be heard at the Malthouse on \
                headphones, at any hour.",
        )],
        ..PLAIN
    },
];
