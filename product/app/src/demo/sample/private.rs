//! Questions asked in private. Each comes once: two people with the same trouble are no sample.
//! Nobody is told what to do: books, addresses, rights in plain words, and no name that is not needed.

use super::subject::Turn::{Answer, Note, Query, Reply};
use super::subject::{ONCE, Subject};

/// Every question asked in private.
pub(super) const SUBJECTS: &[&[Subject]] = &[BODY_AND_HOME, MONEY_AND_LAW];

const BODY_AND_HOME: &[Subject] = &[
    Subject {
        asks: &[
            "I was told on {day-3} that I have MS. I don't want to search the internet at night any more. \
                Is there one book that is honest and not frightening?",
        ],
        talk: &[Answer(
            "There is one that doctors and patients both name first: “Living Alongside”, 616.834, \
                written by a neurologist who has it herself; chapter 2 is about the first weeks. It is in \
                an envelope with your request number at the ground floor desk at Central until {open+14}, \
                and nobody will ask for a name. The self-service machine lends it without anybody seeing \
                the title. If you would rather not carry a book, it can be read as an e-book.",
        )],
        fields: &[("area", "health")],
        ..ONCE
    },
    Subject {
        asks: &["How can I find out about abortion without my parents seeing it? We share the computer and \
                they look at the history. I am seventeen."],
        talk: &[
            Note("Answer today, before anything else."),
            Answer(
                "At seventeen you may see a doctor or a clinic on your own, and they keep it to \
                themselves unless you are in danger. The clinic on the second floor of the health centre \
                sees people without an appointment on Mondays and Thursdays from 15:00 to 18:00, telephone \
                01632 960 231. Our computers at Central forget everything when you leave; you need a card \
                number only, and those at the back have no screen that others can see. Books with plain \
                facts are at 613.9, and can be read there without borrowing them.",
            ),
        ],
        fields: &[("area", "health")],
        ..ONCE
    },
    Subject {
        asks: &[
            "My husband reads my phone. Where can I go to talk to somebody in Aldermoor, in the daytime, \
                without it looking like anything?",
        ],
        talk: &[
            Note("This address was chosen with care. Nothing by telephone."),
            Answer(
                "A support worker sits in the small room behind the children's books at Central on \
                Tuesdays from 10:00 to 12:00; on the door it says “Rhyme time office”. There is nothing to \
                book and nothing to sign. If you are in danger, the emergency number can be rung from our \
                desk or from any shop. Delete this message once you have read it, and the page from the \
                browser's history; the request itself you can open again with its number from any computer.",
            ),
        ],
        fields: &[("area", "safety")],
        ..ONCE
    },
    Subject {
        asks: &[
            "Books about losing a baby late in pregnancy, for a father. Everything I find is for mothers.",
        ],
        talk: &[Answer(
            "Three are written by or for fathers. “The Other Chair”, 155.937, is short, by a \
                carpenter, and the one we would begin with; “Still His Name” is letters; the third is a \
                guide with addresses, of which page {n} lists a group of fathers who meet in the next town \
                on first Wednesdays. All three are held for you at the desk, in a plain bag, until \
                {open+14}. There is no hurry to bring them back.",
        )],
        fields: &[("area", "health")],
        ..ONCE
    },
    Subject {
        asks: &[
            "I think my son (15) is gay and does not know how to tell us. What can I leave lying about at \
                home without it being obvious?",
        ],
        talk: &[
            Query(
                "A novel lies about more easily than a guide. What does he read of his own accord, if \
                anything?",
            ),
            Reply("Football, and anything about space. Nothing with vampires."),
            Answer(
                "Then two novels: “Offside in Winter”, in which the goalkeeper's story is one of five, \
                and “The Long Dark Orbit”, about a crew of six, in which it is simply so and nobody \
                explains. Both are in the young people's bay at Central, Y, by the author. For yourself \
                there is “When They Tell You”, 306.76, of which chapter 1 is called “Say little, and cook \
                something”.",
            ),
        ],
        fields: &[("area", "home")],
        ..ONCE
    },
    Subject {
        asks: &["My father is beginning to forget. He still drives. What do we have to do by law and who \
                decides?"],
        talk: &[Answer(
            "A person with a diagnosis has to tell the licensing office; it then asks the doctor, \
                and may let him drive for a year at a time. Before a diagnosis nobody has to, but the \
                doctor can be asked by the family, and will listen even if not allowed to answer. “Keys on \
                the Table”, 362.196, deals with just this conversation. The memory clinic's open morning \
                is on the first Friday of the month in our Bellhouse Room; families come without the \
                person.",
        )],
        fields: &[("area", "home")],
        ..ONCE
    },
    Subject {
        asks: &["can you tell me about hearing voices. not for me for a friend"],
        talk: &[Answer(
            "Hearing voices is more common than people think: about one person in twenty does at \
                some time, and for many it passes or is no trouble. Your friend might like “A Crowd of \
                One”, 616.89, by somebody who hears them and has made peace with it. There is a group that \
                meets at Quayside on Thursdays at 18:00, in the room with its own door to the street; \
                friends may come along. If a voice tells anybody to hurt themselves, the number for nights \
                is 01632 960 240, and it is free.",
        )],
        fields: &[("area", "health")],
        ..ONCE
    },
    Subject {
        asks: &["A rash where I would rather not show it to anybody. Are there medical books with pictures \
                that I may look at without asking at the desk?"],
        talk: &[Answer(
            "Yes: second floor, 616.5, the last bay by the window, where nobody passes. Two atlases \
                with pictures are there and are not lent out, so they are always in. Pictures are less \
                sure than they look; the clinic at the health centre sees exactly such things without an \
                appointment, by number and not by name, on Mondays and Thursdays from 15:00 to 18:00.",
        )],
        fields: &[("area", "health")],
        ..ONCE
    },
];

const MONEY_AND_LAW: &[Subject] = &[
    Subject {
        asks: &[
            "Bailiffs have written that they come on {day+5}. May they take the piano? It is my daughter's \
                and she has her exam on it.",
        ],
        talk: &[
            Note("Advice centre keeps two appointments a week for us. Rang them; they hold one."),
            Answer(
                "Things that belong to somebody else may not be taken, and a bill or a letter showing \
                whose it is helps; you need not open the door, and a first visit gives no right to force \
                it. There is often a way to stop the visit altogether: the advice centre on {street} holds \
                a place for you, on the morning after tomorrow at 9:20, under your request number and \
                without a name. Telephone 01632 960 270. “Debt: First Aid”, 332.024, has the letter to \
                send today, on page {n}.",
            ),
        ],
        fields: &[("area", "money")],
        ..ONCE
    },
    Subject {
        asks: &[
            "I have been asked to come to the police station “voluntarily”. What does that mean and do I \
                need a lawyer if I did nothing?",
        ],
        talk: &[
            Query(
                "We can tell you what the law and its handbooks say, but not advise you. To find the \
                right pages: is there a date in the letter, and does it speak of an interview “under \
                caution”?",
            ),
            Reply("It says voluntary interview under caution, for {day+9}. No lawyer named."),
            Answer(
                "Under caution means that what you say can be used as evidence; you may have a \
                solicitor beside you free of charge, whatever you earn, and asking for one is not taken as \
                a sign of anything. The date can be moved for that. The police must tell you beforehand in \
                a few words what it is about. The pages are in “Your Rights at the Station”, 345.05, \
                chapter 3, held for you under your number; the list of solicitors on duty is inside the \
                cover.",
            ),
        ],
        fields: &[("area", "law")],
        ..ONCE
    },
    Subject {
        asks: &[
            "My employer wants me to sign that I leave of my own will. I have till the end of the week. Is \
                there a place to ask that costs nothing?",
        ],
        talk: &[Answer(
            "There is, and there is time: no law makes you sign by a day that the employer has \
                chosen. The free law clinic meets at Quayside on Mondays from 17:30 to 19:00; before that \
                the conciliation service's helpline, 01632 960 255, answers on weekdays from 8:00. Signing \
                that one leaves of one's own will can cost pay and benefits, so ask before and not after. \
                “Work: Your Side of the Desk”, 344.01, explains the words of such papers in chapter 7.",
        )],
        fields: &[("area", "work")],
        ..ONCE
    },
    Subject {
        asks: &["How do I change my name on everything? I am transitioning and would like to do it in the \
                right order, once."],
        talk: &[Answer(
            "In the order that saves most journeys: a deed of change (a page, two witnesses, no \
                solicitor needed), then bank, doctor, tax, driving licence, passport last. A checklist \
                with the forms, made by people who have done it, is our leaflet 31; it is on our website, \
                and nobody can see who has opened it. Your library card is changed by one line to us or at \
                any desk, without papers and without questions.",
        )],
        fields: &[("area", "other")],
        ..ONCE
    },
    Subject {
        asks: &["I can't read very well. My girlfriend is writing this. I am 34 and drive a van. Is there \
                somebody who teaches grown-ups, one to one, and does my boss have to know?"],
        talk: &[
            Query(
                "Yes, there is, and no, he does not. Which days are you at home in the evening, and \
                would you rather meet in a library or anywhere but?",
            ),
            Reply("Anywhere but. Tuesday or Friday after six."),
            Answer(
                "A volunteer who has done this for nine years can meet you on Fridays at half past six, \
                in the room over the boat shop on Wharf Road. It is free, it is for as long as you like, \
                and she will call you only by the name you give her. The first time is {fri+6}. If that is \
                no good, one line to us, by anybody, is enough.",
            ),
        ],
        fields: &[("area", "work")],
        ..ONCE
    },
    Subject {
        asks: &[
            "Rent arrears, two months. The landlord says he changes the locks on {day+10}. We have a baby.",
        ],
        talk: &[
            Note("Urgent. Council's housing line confirmed that they see people the same day."),
            Answer(
                "He may not: without an order of a court, changing the locks is a criminal offence, \
                whatever is owed. The council's housing officers see people on the same day, Market Hill \
                3, 9:00 to 16:00, or 01632 960 188 at any hour if it should happen. Take the letter and \
                the tenancy agreement. With a baby the council has duties it cannot put off; the leaflet \
                that says so is in the rack by our street door, number 9, third row.",
            ),
        ],
        fields: &[("area", "home")],
        ..ONCE
    },
    Subject {
        asks: &[
            "Somebody at work does things with the till. If I say something, am I protected? It's a small \
                place and they would know it was me.",
        ],
        talk: &[Answer(
            "The law protects people who report wrongdoing at work to their employer or to certain \
                offices, in small firms too, and from the first day; it does not promise that nobody will \
                guess. So it is worth asking first how to do it: the advice line for this, 01632 960 266, \
                speaks to people without knowing where they work. “Speaking Up”, 344.012, has a chapter on \
                small workplaces. Write down what you saw, with days, and keep it at home.",
        )],
        fields: &[("area", "work")],
        ..ONCE
    },
];
