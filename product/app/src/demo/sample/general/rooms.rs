//! The buildings: hours, rooms, machines, and what was left behind in them.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "Are you open on the next bank holiday? I have three days off and would like to spend one of \
                them with the newspapers.",
            "Opening hours over the holidays. The page on your website still shows last year's.",
        ],
        talk: &[Answer(
            "On bank holidays all three houses are closed, and on the Saturday before one Central \
                closes at 15:00. Otherwise: Central Monday to Friday 9:30 to 19:00 and Saturday 9:30 to \
                17:00; the reading room at the Malthouse Tuesday to Friday 9:30 to 17:00 and Saturday 9:30 \
                to 12:30. Newspapers on film can be read in both. The page is put right; thank you for \
                telling us.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Can I book a study room for four people on {open+6}, in the afternoon? We are doing our \
                nursing exams together.",
            "study room for group of 5 on {open+6}, two hours after lunch, quiet not needed lol",
        ],
        talk: &[Answer(
            "Room 3 on the second floor of Central is yours on {open+6} from 14:00 to 16:00; give \
                your email address at the desk. It holds six, has a white wall to write on and a screen. \
                Study rooms are free for card holders and are given away after fifteen minutes if nobody \
                comes. To change the time, ring 01632 960 114 on the day before.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The Wi-Fi at Central lets me in and then nothing opens. I sat on the second floor by the \
                window.",
            "wifi won't connect on my laptop, phone is fine",
        ],
        talk: &[
            Query(
                "Two things would help us: does a page appear that asks you to agree to the rules, and \
                does the laptop belong to an employer or a university?",
            ),
            Reply(
                "No page at all. It's a work laptop, yes, with some security thing on it that I can't \
                turn off.",
            ),
            Answer(
                "Then the security program blocks the page with the rules, and without it our network \
                gives nothing out. Type 10.20.0.1 into the address line, agree, and the rest works; if \
                your employer's program forbids even that, we have six laptops to lend inside the \
                building, at the first floor desk. The window seats were weak until {day-1}, when a new \
                transmitter was fitted.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "How do I print from my phone? It is one page, a boarding card, and I fly on {day+2}.",
            "What does printing cost and can I send it from home?",
        ],
        talk: &[Answer(
            "You can send it from home or from the doorstep. Mail the file to \
                print@aldermoor.example; an answer comes at once with a six-figure code, and any printer \
                in our three houses prints it against that code within 24 hours. A page costs 15p in black \
                and 40p in colour, by card or coin. After printing the file is deleted.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Is the lift at Central working again? I use a wheelchair and had to turn back on {day-4}.",
            "Lift. My mother cannot do the stairs to the first floor, when is it mended?",
        ],
        talk: &[
            Note("Lift firm says the part comes with Thursday's delivery. Do not promise Friday."),
            Answer(
                "Not yet. The part that broke has to be made, and the firm has given us {open+7} as the \
                day; two days before we will know whether that holds. Until then ring 01632 960 114 or \
                press the button at the foot of the stairs, and we bring down whatever you name, computers \
                included. We regret that there was no notice on the street door. There is one now.",
            ),
            Reopen("Does the day still hold? I would book a taxi for it, and they want to be told early."),
            Answer(
                "It does: the part left the works this morning. To be quite sure, ring 01632 960 114 \
                before you leave; the desk will have gone up and down in the lift itself.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Where can I park with a blue badge near the archives? The map shows nothing on Abbey Row.",
            "Parking at the Malthouse: is there any, and for how long?",
        ],
        talk: &[Answer(
            "Two bays for blue badges are in our own yard, through the arch at Abbey Row 9; ring \
                the bell and we lift the chain. There is no limit of time. Everybody else parks best in \
                the Tan Yard car park, four minutes on foot and level all the way, £1.20 an hour. On \
                market days (Wednesday) it is full by 9:15.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Lost: a grey knitted rabbit, one ear longer than the other, in the children's corner on \
                {day-1}. There will be no sleep here until he is found.",
            "I left an umbrella in the reading room, green with a wooden duck's head. It was my aunt's.",
            "Left my glasses at computer {n} on {day-2}, brown case with an optician's name from {parish}",
        ],
        talk: &[
            Note("Lost property box at Central, entry {n}{k}. The finder left a name but wants no reward."),
            Answer(
                "It is here, and in good company: six single gloves and a trombone mouthpiece. Ask at \
                the ground floor desk at Central for entry {n}{k} and tell us one thing about it that is \
                not in your message. We keep it until {open+28}. If it should travel to Quayside with the \
                van instead, one line to us is enough.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Do I need to book a microfilm reader at the Malthouse? I'd be coming from {parish} by two \
                buses.",
            "Microfilm: how many machines are there and can one save to a stick?",
        ],
        talk: &[Answer(
            "There are six readers, and on most days two are free; on Saturdays they are all taken \
                by ten. Book by telephone (01632 960 114) up to the evening before. Four of them save to a \
                USB stick, free of charge; printing from the film is 60p a page. Each machine is yours for \
                three hours, longer if nobody waits.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Cost of the Bellhouse Room for a tenants' meeting, about 25 people, one evening in the week? \
                We are a voluntary group.",
            "We're looking for a room for a monthly Welsh conversation circle, eight to ten of us, tea \
                would be nice.",
        ],
        talk: &[
            Query(
                "Which evenings would do, and for how long? The room holds 30 sitting at tables and 45 \
                in rows, and on weekdays we close at 19:00 unless a member of staff stays on.",
            ),
            Reply("Tuesdays or Thursdays, six to eight. We could begin at five if that's what it takes."),
            Answer(
                "Tuesday from 17:00 to 19:00 is free from {tue+8} on and costs £6 an hour for a \
                voluntary group. The hour after closing would add £22 for the colleague who stays. The \
                kitchen is included; cups are counted. The form to sign is at the first floor desk, and we \
                hold the Tuesdays for you until {open+7}.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &["Complaint about noise on the second floor. It is called the quiet floor and on {day-1} \
                somebody was on the telephone for forty minutes."],
        talk: &[
            Note("That was the man from the lift firm. Tell them about the stairwell."),
            Answer(
                "You are right to expect quiet there, and we have spoken to the person concerned, who \
                works for us on the building and will telephone from the stairwell. If it happens again, \
                press the button on any pillar: a colleague comes up without your having to say anything. \
                The seats in the north bay, numbers 61 to 74, are the quietest we have.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Rhyme time for a nine-month-old: which days, and do I need to book? We live near {street}.",
            "Is there anything for toddlers at Quayside? And is there somewhere to feed a baby in peace?",
        ],
        talk: &[Answer(
            "Rhyme time is on Mondays at 10:30 at Quayside and on Fridays at 10:30 at Central, for \
                the under-threes and whoever brings them; it is free and there is nothing to book. Prams \
                stand inside. You are welcome to feed a baby anywhere in our houses; for peace there is an \
                armchair behind the picture books at Quayside and a small room with a door by the ground \
                floor desk at Central.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Is there a Changing Places toilet in the library, with a hoist? My brother is 34 and we plan \
                our days around it.",
        ],
        talk: &[Answer(
            "Yes, at Central, ground floor, behind the lift: a bench of full length, a ceiling \
                hoist and room on both sides. The key hangs at the desk; nobody will ask why. Bring your \
                own sling, for we have none. It is open whenever the house is open. The Malthouse and \
                Quayside have an ordinary accessible toilet without a hoist.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "May we film in the reading room? It is a four minute film for my course, two actors and no \
                lights.",
            "Filming indoors for a school project: do we need permission? It is about a man who lives in a \
                library.",
        ],
        talk: &[
            Query(
                "We like the idea. Which day and how long, how many of you, and will other readers be in \
                the picture?",
            ),
            Reply(
                "Any Monday, since the reading room is closed then. Two hours, five people. No other \
                readers at all.",
            ),
            Answer(
                "{mon+10} between 10:00 and 12:00 is possible, if a colleague's day allows, and we have \
                asked. There is no charge for a student's film. Bring the paper that shows your insurance, \
                no tripods with bare metal feet, and nothing to drink near the cases. We send the \
                permission to sign with the confirmation.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Can I put a poster on your noticeboard for the {parish} horticultural show?",
            "Poster for a lost cat on {street}. Where do I hand it in?",
        ],
        talk: &[Answer(
            "Yes. Leave it at any desk, not larger than A3; what is of local use and sells nothing \
                for private profit goes up within a day and stays for three weeks. If you mail it as a PDF \
                to the address on our website, we print and hang it in all three houses. For animals we \
                make room at once.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Are there lockers, and do they take a rucksack? I come by train and walk on to {parish} in \
                the afternoon.",
        ],
        talk: &[Answer(
            "At Central there are 40 lockers by the street door, 60 cm deep, with a £1 coin that \
                comes back. At the Malthouse bags must go into a locker anyway, and the large ones there \
                take a full rucksack. They are emptied at closing time. Wet boots may stand by the stove \
                in the porch.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["My assistance dog is in training and wears a yellow jacket and not the usual one. Is she \
                allowed in?"],
        talk: &[Answer(
            "She is. Assistance dogs, in training or trained, are welcome everywhere in our houses, \
                the reading room at the Malthouse included. There is water at all three desks. If anybody \
                asks you for papers, our mistake: the rule is that nobody does.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["Hearing loop: does the lecture room have one, and does it work? I have been to too many \
                places with only the sign."],
        talk: &[Answer(
            "It has one, and we have tested it because of your question: the left half of the room \
                was silent. It was repaired this morning and measured in every row. For the next talk sit \
                anywhere but the last two rows, where the signal is weaker. The enquiry desk at Central \
                has a small loop of its own, which works.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I'd like to volunteer. I have retired from the post office and have Tuesdays and good legs.",
            "Volunteering with old documents, is that possible? I type fast and can read my grandmother's \
                handwriting, which was dreadful.",
        ],
        talk: &[
            Query(
                "With pleasure. At present there is work of two kinds: bringing books to people at home, \
                and typing the index cards of the newspaper collection. Which would you rather do, and \
                from when?",
            ),
            Reply("The index cards, please. I could begin the week after next, mornings."),
            Answer(
                "Come to the Malthouse on {open+11} at 10:00 and ask for the volunteers' table; it is \
                by the long window. There are 41,000 cards, of which 17,300 are typed, so there is no \
                hurry. We pay bus fares and the tea is good. Bring two names of people we may ask about \
                you.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Work experience for a fifteen-year-old, one week in the summer term. She reads everything and \
                talks to nobody, which we think might suit you.",
        ],
        talk: &[Answer(
            "It might suit us both. We take two pupils in each of the three weeks of the summer \
                term; they shelve, repair, help at the rhyme time and spend a day in the strongroom. The \
                school applies, with the form they have for all employers, by the end of January. She may \
                come and look at us any afternoon before that and need not talk.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Any vacancies for library assistants? I worked eleven years in a bookshop.",
            "Trainee archivist: do you take any, and do I need a degree first?",
        ],
        talk: &[Answer(
            "There is one post open now: library assistant, 22 hours a week, at Quayside, reference \
                AL-{n}{k}, until {open+13}. The trainee post in the archives is filled every second autumn \
                and asks for a degree in any subject, or for five years of work that taught you the same. \
                Both are on the council's page of vacancies, with the form; we cannot take applications \
                here.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Computer help for somebody of 78 who has to apply for something online. I am patient but live \
                {k}0 miles away.",
            "Do you help with a CV? I've never written one, I was on the boats.",
        ],
        talk: &[Answer(
            "Yes. Every Tuesday and Thursday from 10:00 to 12:30 two colleagues sit at the round \
                table on the first floor of Central for exactly that; nobody needs to book, and nobody is \
                hurried. They do not type passwords for other people, so bring them along. Bring also the \
                letter that says what has to be applied for.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "How do I get a reader's ticket for the archives, and may I bring a camera?",
            "First visit to the Malthouse. What do I need to bring, and can I order things before I come?",
        ],
        talk: &[Answer(
            "Bring something with your name and something with your address; the ticket is made \
                while you wait and is good for four years. Order from the online catalogue up to 16:00 on \
                the day before, and the papers lie at your seat at 9:30; later orders are fetched at 10, \
                11, 12, 14 and 15 o'clock. A camera without flash is welcome, with a permit of £4 a day. \
                Pencils, not pens.",
        )],
        ..PLAIN
    },
];
