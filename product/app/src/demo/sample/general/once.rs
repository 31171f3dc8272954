//! Questions that come once: in other scripts, of unusual length, with signs a page must not stumble over.

use super::super::subject::Turn::{Answer, Note, Query, Reply};
use super::super::subject::{ONCE, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        who: "Rasha Al-Tamimi",
        asks: &["السلام عليكم. هل لديكم كتب للأطفال باللغة العربية؟ ابنتي عمرها سبع سنوات وتحب القصص عن \
                البحر.\n\nأستطيع القراءة بالإنجليزية أيضاً، لكن الكتابة بالعربية أسهل عليّ."],
        talk: &[Answer(
            "نعم، لدينا نحو ١٢٠ كتاباً للأطفال بالعربية في المكتبة المركزية، الطابق الأول، الرفوف \
                ٣١ إلى ٣٣.\n\nYes: about 120 children's books in Arabic stand at Central, first floor, \
                bays 31 to 33; six of them are about the sea, and we have put those aside at the desk for \
                you until {open+8}. A colleague who speaks Arabic is there on Thursdays from 14:00.",
        )],
        ..ONCE
    },
    Subject {
        who: "Haruka Tominaga",
        asks: &[
            "図書館で古い地図を見ることができますか。祖父が一九三六年にこの港に来て、日記に「時計台の近くの宿」と書いています。\n\nSorry, my English is small but I \
                can read it with time.",
        ],
        talk: &[
            Query(
                "Yes, you can. We will write in short sentences. Does the diary give the name of the \
                ship, or the month?",
            ),
            Reply("Ship: はるな丸 Haruna Maru. Month: October. Thank you for short sentences."),
            Answer(
                "The ship was here from 9 to 14 October 1936 (AL/H/2/36, page 210). The house near the \
                clock tower was the Seamen's Rest, Wharf Road 4. It is on the map of 1935, AL/M/118. You \
                can see map and book at the Malthouse, Tuesday to Friday, 9:30 to 17:00. A photograph of \
                the house is with them.",
            ),
        ],
        ..ONCE
    },
    Subject {
        who: "Elspeth Crichton",
        asks: &[
            "What does “<5 mg” mean on a leaflet? It says: dose <5 mg if weight <50 kg & age >65, else 5 \
                mg. Is < less or more? I always mix them up and the shop was shut.",
        ],
        talk: &[Answer(
            "The sign < means “less than”, > means “more than”; the narrow end points to the \
                smaller number. So your line reads: less than 5 mg for somebody who weighs less than 50 kg \
                and is older than 65, otherwise 5 mg. We can read a sign to you, but not tell you what to \
                take: before the next dose ask a pharmacist, who will do it by telephone and free of \
                charge. Large-print cards with both signs are at our desks.",
        )],
        ..ONCE
    },
    Subject {
        who: "Bo",
        asks: &[
            "Programming books: is there one that explains why `a<b>c` is two comparisons in C and a type \
                in C++?\n\n    vector<int> v;\n    if (a<b && b>c) { v.push_back(1); }\n\nMy tutor says \
                “because of <templates>” & that is no answer.",
        ],
        talk: &[Answer(
            "“Grammars for the Puzzled”, 005.13, first floor, chapter {k}, is about exactly this: \
                the reader of the program has to know what `a` is before it can say what `<` means. The \
                standard work on the language beside it, 005.133, says the same in nine pages. Both are \
                in, and held for you at the desk until {open+7}.",
        )],
        ..ONCE
    },
    Subject {
        who: "Maria da Conceição Aparecida Vasconcelos de Albuquerque e Melo",
        asks: &[
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft: was this \
                ever a real society, or only a word to frighten children with? It is written in ink on the \
                back of a menu card that came to me with a chest from Vienna.",
        ],
        talk: &[Answer(
            "We find the word in books about long words and in no address book of Vienna: the \
                directories of 1890 to 1938 can be read online, and have a steamship company and its \
                officials' club, but nothing under this name. So it was a joke among people who knew the \
                company from inside. The menu may be worth more than the word, if it has a date. “Words of \
                Unusual Length”, 433.2, gives it two pages.",
        )],
        ..ONCE
    },
    Subject {
        who: "Vera Hathersage",
        asks: &[
            "My late husband's diaries. There are forty-one of them, one for every year from 1961 to 2001, \
                and I would like to know whether anybody would ever want to read such a thing before I \
                decide what to do.\n\nHe was a lock keeper on the Wend, first at Priors Lacey and from \
                1974 at the sea lock. He wrote every evening, never more than half a page. The height of \
                the water, morning and evening. Who came through and with what. What the wind did. Now and \
                then something about us, but he was a careful man and there is nothing in them I should \
                mind other people seeing, except perhaps 1983, which was a bad year, and I should like to \
                keep that one.\n\nThe children have no room. A dealer offered me £60 for the lot and was \
                in a hurry, which made me think. They are in tin boxes and have always been dry. Some have \
                a smell of paraffin.\n\nI do not use the computer much; my neighbour is typing this for \
                me. I am at home every day except Thursday, when I play bowls.",
        ],
        talk: &[
            Note(
                "Forty years of daily water levels at two locks. The river board's own books before 1990 \
                were pulped. Ask for these with both hands.",
            ),
            Query(
                "Yes: somebody would want to read them, and we would be the first. The river board's own \
                books for those years are lost, so your husband's may be the only record of the water, day \
                by day, for forty years. May two of us visit you, on any day but Thursday, to look at them \
                and to explain what giving or lending them to an archive means? Nothing has to be decided \
                then.",
            ),
            Reply(
                "Tuesday would suit, after eleven. The neighbour will be here too. I have told the \
                dealer no.",
            ),
            Answer(
                "We come on {tue+5} at 11:30, two of us, with nothing but pencils. You can give the \
                diaries, or lend them for as long as you like and have them back; you can keep 1983, or \
                give it closed until a year you choose. Until then leave them in their tins, on the floor \
                of an inside room and away from the stove. Thank you for thinking twice.",
            ),
        ],
        ..ONCE
    },
    Subject {
        who: "Wilf Bleasdale",
        asks: &[
            "A list of small things, if I may, since I only get to town once a month:\n\n1. Is {book} in \
                yet?\n2. The clock on the stairs at Central is four minutes fast. Do you know?\n3. What \
                was the name of the man who gave the talk on eels?\n4. My neighbour says you have a \
                machine that reads aloud. Is it loud?\n5. Can I bring back the Atlas of Clouds a week \
                late, because of the lambs?\n6. What are the steps in the yard of the Malthouse made of? I \
                have the same stone and it is crumbling.\n\nThere is no hurry about any of them except the \
                lambs.",
        ],
        talk: &[Answer(
            "1. Yes, and it is held for you until {open+28}.\n2. We do now; it has been four \
                minutes fast since the clocks changed, and is put right.\n3. Dr Lorne Abernethy-Quist, of \
                the river trust.\n4. It has headphones.\n5. The Atlas of Clouds is renewed to {open+28}. \
                We hope that the lambs do well.\n6. Priors Lacey rag, from a quarry that closed in 1911. \
                The mason who repaired ours in 2014 used lime and no cement; his report is L 693.1, and \
                may be copied.",
        )],
        ..ONCE
    },
    Subject {
        who: "Lionel Prendergast-Oduya",
        asks: &["Complaint, suggestion and, at the end, a question. I shall try to keep them apart.\n\nThe \
                complaint. On {day-2} I came to the first floor at 10:40 to read the weekly papers, as I \
                have done every week since I retired. The chairs by the east window had been taken away. \
                There are now six stools, of the kind that one finds in a bar, at a shelf of the kind that \
                one finds in a bar. I am 1.62 m tall and I do not sit on stools, I climb them. A lady of \
                my age looked at them, looked at me, and went home. Nobody I asked knew who had decided \
                it. One young man said that it was “for footfall”, which I have since looked up.\n\nThe \
                suggestion. Put two of the chairs back. Not all; I am told that young people like stools \
                and I have nothing against young people. Two chairs with arms, for those who need to push \
                themselves up. The window does not mind who looks out of it.\n\nThe question. There used \
                to hang, between the two windows, a print of the market in the rain, with a dog in the \
                left corner that looks straight at you. It is gone too. Who made it, where is it now, and \
                can one buy a copy? My late sister and I used to say good morning to the dog, and I have \
                gone on doing so on my own, quietly.\n\nI should be content with an answer to the third \
                and a chair."],
        talk: &[
            Note(
                "Chairs: in the cellar, all eleven. Facilities say two can go back today if somebody \
                carries them. I have carried them.",
            ),
            Answer(
                "Two of the chairs, with arms, stand by the east window again since this morning; the \
                stools have moved up. You were right that nobody was asked, and that was our mistake: from \
                now on plans for furniture hang on the landing for a month before anything is \
                bought.\n\nThe print is “Market Hill, Wet”, a wood engraving by {woman} {family}, 1931. It \
                is at the binder's for a new mount and comes back within three weeks, to the same nail. \
                Copies can be had: the block survives, and the printer pulls a few each winter, at £18. \
                The dog, by the accounts of the artist, was called Bailiff.\n\nYou may say good morning to \
                him at any volume.",
            ),
        ],
        ..ONCE
    },
];
