//! Houses, streets, schools, works, and what happened there.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "When was {no} {street} built, and who lived there? We are replacing the windows and want to \
                get them right.",
            "History of our house, {no} {street}. The deeds start in 1954 and it is clearly older.",
            "Our cottage at {no} {street} has a date stone, but the surveyor says that it came from \
                another house. When was ours built?",
        ],
        talk: &[
            Query(
                "The building plans are indexed by the builder and not by the house. Do you know any \
                name from the old deeds, and has number {no} always been number {no}? Many streets were \
                counted anew in 1898.",
            ),
            Reply(
                "The oldest name we have is {family}, a draper. The neighbours say that it used to be \
                called Prospect Cottage.",
            ),
            Answer(
                "With that name it goes quickly. Prospect Cottage was built in {y} for {man} {family}, \
                draper, by plan {n}{k} of the borough (AL/BP/{n}{k}): two sheets in colour, with sash \
                windows of six over six panes in front. Rate books give the people in it for every year to \
                1938. The plan may be photographed, or scanned at a size a joiner can use for £18.",
            ),
        ],
        fields: &[("about", "house"), ("period", "{y-20} to {y+60}"), ("looked", "catalogue")],
        years: (1838, 1889),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Tithe map of {parish}: is there one, and may it be traced? I want to find the field called \
                Gallows Piece.",
            "Field names in {parish}, as many as there are. I'm making an embroidery of the whole parish.",
        ],
        talk: &[Answer(
            "There is: map and award of {y}, AL/P/{code}/27/1, with 412 numbered pieces and the \
                name of each. Gallows Piece is number {n}, four acres, arable, on the road to {parish2}. \
                The map is two metres wide and may be seen on the large table if you book it; tracing \
                through our film is allowed, on the map itself it is not. A photograph in four parts is on \
                the public computers and costs nothing.",
        )],
        fields: &[("about", "other"), ("period", "{y}"), ("looked", "catalogue")],
        years: (1838, 1849),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Which chapel stood where the car park on {street} is now? I have a brick from it with half a \
                date on it.",
            "The Ebenezer chapel in {parish}: when did it close and where did its organ go?",
        ],
        talk: &[Answer(
            "It was the Particular Baptists', opened in {y}, closed in 1959 and taken down in 1963. \
                Minutes, plans and a photograph of the last service are here (AL/NC/9/1 to 12). The organ \
                was sold for £110 to a school in {parish2} and is played there still; the communion cups \
                are in the town museum. Your brick may be from the schoolroom beside it, which had its \
                date over the door.",
        )],
        fields: &[("about", "institution"), ("period", "{y} to 1963")],
        years: (1826, 1872),
        ..PLAIN
    },
    Subject {
        asks: &[
            "School log book of {parish} for {y}: was there an outbreak of measles? Three of ours died \
                within a month.",
            "I am looking for my grandfather's school in {parish}, he would have been there from {y}.",
        ],
        talk: &[Answer(
            "The log book of the National school is here for the whole time (AL/E/{n}/1). In {y} it \
                records “measles, forty absent” from 3 February and the school closed for five weeks; the \
                master wrote down the names of the children who did not come back. There are eleven of \
                them, and we would rather show you the page than copy them into a letter. The admission \
                register gives day of birth, father's trade and the day each child left.",
        )],
        fields: &[("about", "institution"), ("period", "{y}"), ("looked", "census"), ("looked", "registers")],
        years: (1871, 1909),
        ..PLAIN
    },
    Subject {
        asks: &["Was there a glass works at {parish}? I keep finding green lumps in the stream."],
        talk: &[
            Query(
                "There was something, for thirty years or so. Where on the stream do you find them, \
                above or below the road bridge, and are the lumps bubbly or clear?",
            ),
            Reply(
                "Below the bridge, mostly near the bend. Bubbly and very dark, some with a bit of brick \
                stuck on.",
            ),
            Answer(
                "Then they are waste from the bottle house of {family} & {family2}, which stood at the \
                bend from {y} to {y+28}. The estate let it for “two kilns and the clay of Marl Close” \
                (AL/D/HAL/5/{n}), and a neighbour's letter complains of the smoke in words we had to look \
                up. No bottle is known for certain to come from there. If you find one with a seal on its \
                shoulder, we know a museum that would be glad to see it.",
            ),
        ],
        fields: &[("about", "institution"), ("period", "1700 to 1800")],
        years: (1724, 1759),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The riot at the toll gate on the {parish} road in {y}. A song about it names a blacksmith.",
            "Who was punished for breaking down the toll gate near {parish}? I have read of {y}, but no \
                names.",
        ],
        talk: &[
            Note(
                "Trust minutes, Mercury, and the bundle of anonymous letters (with the drawing). Do not \
                let the letters out without gloves: the ink is acid.",
            ),
            Answer(
                "The gate went into the river on the night of 9 May {y}, “forty persons in women's \
                gowns” being present. Three were named to the justices and only one was tried, {man} \
                {family}, blacksmith, who got two months and a silver watch from a subscription when he \
                came out. The trust's minutes are AL/T/3/{n}, and the best account is the Mercury of 16 \
                May. The song has eleven verses here and nine in print; we have both.",
            ),
        ],
        fields: &[("about", "event"), ("period", "{y}"), ("looked", "newspapers")],
        years: (1815, 1843),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Air raid on {street}: which night was it and were there lists of the people bombed out?",
            "Where did the bomb fall that broke all the windows in {parish}? My mother says 1941, her \
                brother 1942.",
        ],
        talk: &[Answer(
            "It was the night of 7 May 1941, at 1:52, by the wardens' occurrence book \
                (AL/C/CD/3/{k}). Two bombs fell in the allotments and one, which did not go off, into the \
                cellar of a dairy. The list of 61 people put up at the school for nine nights is \
                AL/C/CD/7/{n}, with ages and where each went. The map of hits, in red and green pencil, \
                hangs in the passage to our reading room.",
        )],
        fields: &[
            ("about", "event"),
            (
                "period",
                "1940 to \
            1942",
            ),
            ("looked", "newspapers"),
            ("looked", "elsewhere"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Brewery of {family} & Sons, {street}: I collect their labels and would like to know when they \
                stopped.",
            "Are there any records of the {family} ropewalk at the quay? My family made rope for {n} years.",
        ],
        talk: &[Answer(
            "Something of the firm is left: wage books from {y}, a ledger, a price list and the \
                sale particulars of {y+41}, when everything down to the horse was sold (AL/D/BUS/{n}/1 to \
                9). The sale took two days, and the auctioneer's copy has the buyers' names in pencil. We \
                have {k} pictures of the yard, two of them with all hands in front of the gate. Papers of \
                firms may be copied freely once they are a hundred years old.",
        )],
        fields: &[
            ("about", "institution"),
            (
                "period",
                "{y} to \
            {y+41}",
            ),
            ("looked", "catalogue"),
            ("looked", "newspapers"),
        ],
        years: (1841, 1881),
        ..PLAIN
    },
    Subject {
        asks: &["Right of way behind {street}: is there proof that people walked there before the gate was \
                locked?"],
        talk: &[
            Query(
                "There are several kinds of proof, from maps to people's memories. When was the gate \
                locked, and where does the path begin and end?",
            ),
            Reply(
                "Locked on {day-19}. It goes from the end of {street} to the mill, everybody has always \
                used it, me since 1974.",
            ),
            Answer(
                "Three sheets show it: the large-scale map of 1884 as a double dashed line, the \
                valuation map of 1910 as left out of the field (which counts for much), and the parish \
                survey of 1951 as “path 12, in good order”. All are at the Malthouse under your request, \
                with the references. What people remember counts as well: the council has a form for it, \
                one for each person, and twenty years are needed. The council's paths officer decides, not \
                we.",
            ),
        ],
        fields: &[("about", "house"), ("period", "1880 to today"), ("needed_by", "24")],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The great frost of {y}: did the Wend freeze as far as the quay? Somebody roasted an ox, I'm \
                told.",
        ],
        talk: &[Answer(
            "It froze for sixteen days from 21 January. The Mercury of 3 February {y} has printers \
                at work on the ice, three coaches side by side, and the ox, “burnt without and raw within, \
                but none complained”. A sheet printed on the ice survives (AL/PR/{n}). The toll books of \
                the river show the other side: nothing earned for 23 days, and bread given to 140 families \
                of bargemen.",
        )],
        fields: &[("about", "event"), ("period", "{y}")],
        years: (1814, 1838),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Strike at the maltings in {y}: my grandfather spoke on Market Hill. Are there photographs, or \
                his words?",
        ],
        talk: &[
            Query(
                "There are seven photographs and two reports. What was his name, and did he work at the \
                maltings himself or for the union?",
            ),
            Reply("{man} {family}. He turned barley for 26 years, and his hands never closed after."),
            Answer(
                "His words were taken down, by a policeman: “They say we have the sun for nothing. Let \
                them come in and find it” (AL/C/POL/8/{n}, 14 June {y}). The Mercury gives him four lines, \
                the Vale Gazette a column. In photograph AL/PH/31/{k} a man in a cap stands on the steps \
                of the fountain with one arm up, and on the back is his name. We have scanned it for you, \
                and there is no charge for this one.",
            ),
        ],
        fields: &[("about", "event"), ("period", "{y-1} to {y+1}"), ("looked", "newspapers")],
        years: (1903, 1921),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Is anything known about the stone with a hole in it at the crossroads of {parish}? Children \
                put their hands through and make a wish.",
        ],
        talk: &[Answer(
            "The enclosure award of {y} calls it “the Holed Stone, an ancient bound” (AL/EN/{n}), \
                and so does a charter of which the monks kept a copy. About wishes we find nothing before \
                1902, when a vicar wrote a play for the school. It was moved by eleven paces for the bus \
                in 1936. “Stones and Stories of the Vale”, L 398.3, has a drawing of 1794 with a sheep \
                looking through.",
        )],
        fields: &[("about", "other"), ("period", "as far back as it goes")],
        years: (1772, 1816),
        ..PLAIN
    },
    Subject {
        asks: &[
            "Bells of {parish} church: I ring the third, and on it is A.{family} and half a date. Who was \
                that?",
            "Who cast the tenor of {parish}? It is cracked, and the founder we have asked would like to \
                know the metal.",
        ],
        talk: &[
            Answer(
                "The founder was A. {family} of Bellfounder Street, and the churchwardens paid him £41 \
                17s in {y}, “and to the men in ale, 6s” (AL/P/{code}/5/2, folio {n}). His bargain book \
                survives: it gives the mixture as twenty of copper to six of tin, with “the old bell and \
                two brass pots” thrown in. The treble came twelve years later from his widow. “Church \
                Bells of the County”, L 789.5, has the inscriptions in full.",
            ),
            Reopen("Wonderful. Does the bargain book say anything of the weight? We have to hire a crane."),
            Answer(
                "It does: “the third, seven hundredweight two quarters, the tenor thirteen and one”. A \
                modern survey of 1988 found both within ten pounds of that.",
            ),
        ],
        fields: &[("about", "institution"), ("period", "{y-5} to {y+15}")],
        years: (1662, 1748),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The cottage hospital in {parish} had a matron who drove a motor cycle. What was her name, and \
                is there a picture?",
        ],
        talk: &[
            Note("Picture is on the front of an annual report. Motor cycle confirmed, with sidecar."),
            Answer(
                "Matron {woman} {family}, there from {y} to {y+16}. The annual report for {y+3} has her \
                on its front page, with goggles, beside a sidecar in which a patient was fetched from \
                {parish2} (AL/H/C/2/{k}). The committee twice asked her to give it up, and twice withdrew \
                the minute. A scan for a wall costs £18.",
            ),
        ],
        fields: &[("about", "institution"), ("period", "1920 to 1940"), ("looked", "newspapers")],
        years: (1921, 1925),
        ..PLAIN
    },
    Subject {
        asks: &[
            "A list of all landlords of the Packhorse at {parish}, if such a thing is possible. We take it \
                over on {day+26}.",
            "Licensing records for the Three Tuns on {street}. We'd like the names of all who kept it for \
                a painted board.",
        ],
        talk: &[
            Query(
                "It is possible from 1753 on, with some gaps. Shall it be the name on the licence only, \
                or also the widows and sons who kept the house without one? And how many lines has the \
                board?",
            ),
            Reply(
                "Widows by all means!! Forty lines at most, and the signwriter wants the list two weeks \
                before.",
            ),
            Answer(
                "The list is made: 34 names from 1753, nine of them widows, with the years and the \
                source of each (victuallers' bonds AL/Q/V, directories, the brewery's own book). Between \
                1791 and 1799 the bonds are lost, and the board might show a dot for it. One landlord, \
                {man} {family}, served for fifty-one years. The list is two pages and costs nothing; the \
                first copy of the board's photograph is for us, if you like.",
            ),
        ],
        fields: &[
            ("about", "house"),
            (
                "period",
                "1753 to \
            today",
            ),
            ("needed_by", "21"),
            ("looked", "catalogue"),
            ("looked", "newspapers"),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Ghost sign on the gable of {no} {street}: “…LLET'S CORSETS, NEVER A SIGH”. It comes out when \
                it rains. Whose was it?",
        ],
        talk: &[Answer(
            "Mallet's, corset makers and belts for gentlemen, at that address from {y} to {y+19} by \
                the directories (L 914, balcony). Their advertisement in the Mercury has the same line and \
                a second one: “NEVER A SIGH, NOR A BUTTON FLY”. The paint was seen to by the same {family} \
                who lettered the trams. A photograph of 1911 shows it new (AL/PH/12/{n}).",
        )],
        fields: &[("about", "house"), ("period", "1890 to 1920"), ("looked", "newspapers")],
        years: (1893, 1900),
        ..PLAIN
    },
    Subject {
        asks: &["Manor court rolls of {parish}, {decade}s: do they exist, are they in Latin, and can a \
                beginner read them?"],
        talk: &[Answer(
            "They exist from 1411 with few gaps; for your years AL/D/HAL/1/{n}, on parchment, one \
                metre and more each. They are in Latin until 1733, apart from the time of the \
                Commonwealth, but in a Latin of forty words that come round again and again. Beginners' \
                afternoons are on the third Wednesday at 14:00 at the Malthouse, with a cup of tea and one \
                roll between two. Somebody who has read ten entries can read most of them.",
        )],
        fields: &[("about", "other"), ("period", "{decade}s"), ("looked", "catalogue")],
        years: (1600, 1690),
        ..PLAIN
    },
    Subject {
        asks: &[
            "The picture house on {street}, called the Electric: what was the first film, and when did \
                sound come?",
            "My great-aunt played the piano at the Electric cinema, {street}. Is there a programme with \
                her name, {woman} {family}?",
        ],
        talk: &[Answer(
            "The Electric opened on 26 December 1912 with a film about a mine and a dog (programme, \
                AL/PR/88). {woman} {family} is named as pianist from 1916, and “with effects” from 1919, \
                which meant a sheet of tin and coconut shells. Sound came on 3 March 1930; the Mercury \
                regrets the piano. There are 212 programmes and a wage book, and the house is a carpet \
                shop whose ceiling is worth looking up at.",
        )],
        fields: &[("about", "institution"), ("period", "1912 to 1930")],
        ..PLAIN
    },
];
