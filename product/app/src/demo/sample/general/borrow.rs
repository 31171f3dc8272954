//! Borrowing: cards, loans, fines, and what can be had from elsewhere.

use super::super::subject::Turn::{Answer, Note, Query, Reopen, Reply};
use super::super::subject::{PLAIN, Subject};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        asks: &[
            "How do I join without a proof of address? I moved to {street} on {day-6} and have nothing \
                with my name and the new address on it yet.",
            "I'd like a library card but all my letters still go to my old place. I only moved to {parish} \
                last week. What will you accept?",
        ],
        talk: &[Answer(
            "You can join today without one. Bring any paper with your name on it, and we give you \
                a card for two books and the computers at once; it becomes a full card when you show the \
                new address within six weeks. A tenancy agreement, a council tax letter or a bank \
                statement on a telephone is enough for that.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I have lost my library card, I think on the {k}0 bus. Can somebody else borrow on it, and \
                what does a new one cost?",
            "Lost card. My purse was stolen on {day-2} and the library card was in it. Can you stop it?",
        ],
        talk: &[
            Query(
                "We can stop the card at once, but must be sure that we stop the right one. What is the \
                number on an old receipt or reminder, or else the date of birth you gave when you joined?",
            ),
            Reply("I found a receipt in a book, it says card 21063 00{n}4{k}."),
            Answer(
                "Card 21063 00{n}4{k} is stopped; nothing was borrowed on it after {day-2}. A new card \
                costs £2 and takes five minutes at any of our desks. Your reservations and the books you \
                have at home move to it by themselves.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Why can't I renew {book} by {writer}? The website only says “not possible”. I am half way \
                through.",
            "Renewal refused for {book}. I have renewed it twice and was told that five times is allowed, \
                so what is wrong?",
        ],
        talk: &[Answer(
            "Somebody else is waiting for {book}, and a book that is reserved cannot be renewed. \
                Until the day it is due it is yours. If you would like to finish it later, reserve it \
                again on the day you return it: there is one reader before you, so you should have it back \
                in about four weeks. We have a second copy on order.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Paid the same fine twice. I paid £{k}.40 at the machine on {day-3}, and today the desk asked \
                for it again and I was in a hurry so I paid. I have both receipts.",
        ],
        talk: &[
            Note(
                "Till roll of the machine shows the first payment at 16:52 without a card number. Refunds \
                over £5 need two signatures.",
            ),
            Query(
                "We see the second payment, but the first one did not reach your account. What is the \
                four-figure number at the foot of the machine's receipt?",
            ),
            Reply(
                "The machine one says 0{n}{k} at the bottom. The desk one has no number, only the time, \
                11:08.",
            ),
            Answer(
                "Thank you, that was the missing piece. The machine took £{k}.40 and could not write it \
                to your account, because the line was down that afternoon; the mistake was ours. The \
                second £{k}.40 goes back to the card you paid with and arrives within five working days. \
                Nothing is owing on your account.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "You say I still have {book} but I brought it back on {day-9}, through the hole in the wall on \
                Market Hill.",
            "Returned book still on my account: {book}. My daughter put it in the box at Quayside, she is \
                quite sure. I do not want to pay for a book I gave back.",
        ],
        talk: &[
            Note(
                "Not on its shelf at Central or Quayside. Look in the crates for the mobile library \
                before writing back.",
            ),
            Answer(
                "We found it. {book} stood on the shelf at Quayside, returned but never booked in. It \
                is off your account since this morning, and the reminder of {day-1} is withdrawn. The \
                mistake was ours, and there is nothing to pay.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The e-book app says “loan limit reached” but I have no e-books at all. I have tried signing \
                out and in again.",
            "ebooks stopped working on my tablet, it shows error {n}0{k} when I press borrow. worked fine \
                until sunday",
        ],
        talk: &[
            Query(
                "The app counts loans and reservations together. Are there any titles under “Waiting” \
                when you open the page of your account there? And is the tablet older than about six years?",
            ),
            Reply(
                "Oh. Under Waiting there are eight things that I never ordered, I think my grandson was \
                playing with it. The tablet is from last year.",
            ),
            Answer(
                "That is it: eight is the most that can wait at one time, and then nothing can be \
                borrowed. Press and hold each title and choose “Take out”. If you would like to keep your \
                grandson's choices from coming back, set a four-figure code under “Account, Lock”.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Can you get me a thesis from another university? “Hedges and their keepers in the Vale of \
                Wend”, 19{n}, I believe it was written at a northern one.",
            "Inter-library loan of a Dutch dissertation on tile stoves. It's in four libraries in the \
                Netherlands and none here. Possible, and what would it cost?",
        ],
        talk: &[
            Query(
                "We can ask for it. An inter-library loan costs £8, whether or not the other library \
                lends it abroad or only sends a copy. Would a scan do, and shall we ask even if it must be \
                read in our reading room?",
            ),
            Reply("A scan would be even better. £8 is fine. Reading it with you is no trouble either."),
            Answer(
                "The request went out today under the number ILL {n}{k}2. Theses usually take ten to \
                fifteen working days. You get an email when it is here; the £8 are paid on collection at \
                Central. If a scan comes, you may keep it for your own study.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Large print books for my mother in {parish}. She is 91 and cannot come in any more. Is there \
                somebody who brings them?",
            "Do you have a home library service? My neighbour on {street} broke her hip and reads four \
                thrillers a week.",
        ],
        talk: &[Answer(
            "Yes. The home library service is free and comes every third Thursday, with up to \
                fifteen books in ordinary or large print, or talking books on disc. A volunteer rings \
                first to ask what she likes to read. You can enter somebody else's name if they agree: \
                call 01632 960 114 and ask for the home library, or fill in the green card at any desk. \
                The first visit is normally within two weeks.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["Do children pay fines? My son is {k} and has had a book on sharks since the summer."],
        talk: &[
            Answer(
                "No. Nobody under eighteen pays a fine, however late the book is. Bring the sharks back \
                when you can, or renew them if he still needs them: it has been renewed for you until \
                {open+21}. Only a book that is lost for good is charged, at what a new one costs us.",
            ),
            Reopen(
                "Thank you!! He says the sharks are coming back on Saturday and can he have the one \
                about squid.",
            ),
            Answer(
                "“Squid and their Cousins” is at Central, children's section, J594.58, and now reserved \
                on his card. It waits for him at the desk until {open+8}.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Do you still lend audio books on CD? My car is too old for anything else.",
            "Talking books on disc, unabridged: does Quayside have any or only Central? I drive to \
                {parish} and back every day.",
        ],
        talk: &[Answer(
            "We do, about 1,100 of them. Most stand at Central on the ground floor, to the left of \
                the stairs, in the order of authors; Quayside has some 140 that change every two months. \
                You may have six at a time, for three weeks, without a charge. In the catalogue choose \
                “Spoken word, disc” and everything else disappears.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Would you buy {book} by {writer}? It was reviewed everywhere and I cannot find it in your \
                catalogue.",
            "Suggestion for purchase: {book} by {writer}. I'd be glad to be the first to read it.",
        ],
        talk: &[
            Note("Two other readers asked for it this month. Order three, one of them large print."),
            Answer(
                "We have ordered three copies, one of them in large print. The supplier gives {open+16} \
                as the day they arrive. You stand first in the queue for it, and an email tells you when \
                it is at the desk.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "The second disc of the series I borrowed stops in the middle of episode {k}. It was scratched \
                when I got it, I did not do that.",
        ],
        talk: &[Answer(
            "Thank you for telling us. Nobody is charged for a disc that wears out. Bring it back \
                with a slip of paper saying where it stops, and we polish it on the machine at Central, \
                which mends about three in four. If it cannot be saved, we lend you the copy from Quayside.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Can I pick up my reservation at Quayside instead of Central? I work on Wharf Road and never \
                get to the Market Hill before closing.",
            "Wrong pick-up place chosen for {book}. It should be Quayside and not Central.",
        ],
        talk: &[Answer(
            "It is changed. The book travels with the next van and is on the shelf behind the \
                Quayside desk from the afternoon on. It waits there for eight open days. Quayside is open \
                Monday, Tuesday, Thursday and Friday 10:00 to 17:30 and Saturday 10:00 to 13:00.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I forgot my PIN and the reset mail never comes. I looked in the junk folder too.",
            "pin not accepted, three tries and now the account is locked",
        ],
        talk: &[
            Query(
                "No mail can have come, because the account we believe to be yours has an older address. \
                What is the last address you may have used when you joined? Leave the PIN itself out of \
                your reply.",
            ),
            Reply("It would be the one from my old work, at {family}'s. I left there two years ago."),
            Answer(
                "That is the one. For your safety we do not change an address by email: come to any \
                desk with a paper that shows your name, or ring 01632 960 114 and answer three questions \
                about your account. Either takes two minutes. The lock ends by itself after 24 hours.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Twelve copies of the same novel for a book group? We meet at the {parish} village hall on the \
                first Tuesday of the month.",
            "Our reading circle would like {book} for our next meeting but one, ten copies. Do you lend to \
                groups?",
        ],
        talk: &[Answer(
            "We keep sets of twelve for reading groups, some 240 titles; the list is at every desk \
                and on our website under “Groups”. A set goes out for six weeks on a group card, which is \
                free. Of what you would like to read we hold nine copies and can borrow the rest from the \
                next county, if we know a month before. Which date do you meet? Ring the desk with it and \
                the set is reserved.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I'm off to sea for three months on {day+8}. Can I keep my books that long?",
            "Can loans be extended while I am in hospital? I go in on {day+5} and nobody can say for how \
                long.",
        ],
        talk: &[Answer(
            "Yes. We have set the books you have to {open+95} and ticked “away” on your account, so \
                that no reminder goes out. Two of the seven are reserved by others; it would be kind to \
                leave those with us before you go, but nothing happens if you cannot.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Vocal scores of a requiem for {n} singers. Our choir in {parish} has always borrowed from the \
                old county music library, does it still exist?",
        ],
        talk: &[
            Query(
                "The music library is part of Central now. Which requiem, in which edition, and from \
                when until when do you need the scores?",
            ),
            Reply(
                "Fauré, the 1893 version if there is one, otherwise any. From the new term until the \
                concert, that is fourteen weeks.",
            ),
            Answer(
                "We have 60 vocal scores of the 1893 version in one edition, set M.416. They are yours \
                for fourteen weeks for £38, with a deposit of £50 that comes back with the scores. Collect \
                them at Central on any weekday from {open+6}; two strong people can carry the box. Pencil \
                only, and rubbed out before they return.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "I teach at the primary school in {parish}. Can I have thirty books about the Romans for half \
                a term?",
            "Teacher's ticket: what is it and does a childminder count as a teacher?",
        ],
        talk: &[Answer(
            "The teacher's ticket is for everybody who looks after children as their work, \
                childminders included. It is good for forty books at a time for eight weeks, without \
                fines. Bring a letter from the school or your registration once. If you tell us subject \
                and age a week before, we put a box together and keep it at the desk.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Polish children's books: do you have any, and where do they stand? My two are three and six.",
            "Books in Ukrainian for a family that has come to live on {street}. They have one shelf at \
                home and know it by heart.",
            "Where are the novels in Urdu now? They used to be beside the lift.",
        ],
        talk: &[Answer(
            "Books in other languages stand on the first floor at Central, bays 31 to 36, by \
                language; the picture books are on the low shelves at their feet. There are about 90 \
                children's books in that language and twice as many for adults. We change a third of them \
                with two other counties each spring and autumn. What is missing can be suggested at the \
                desk, in any language.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &["A reminder came for my father, who died on {day-20}. I do not know where the book is and \
                cannot look yet."],
        talk: &[Answer(
            "We are sorry to hear of your father's death, and that our letter came at such a time. \
                His account is closed, nothing is owing, and no further letter will go out. If the book \
                turns up one day, it can go through any of our return boxes; if not, that is quite all \
                right.",
        )],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Do you take donated books? I have about {n}0, mostly gardening and some old atlases, and a car.",
            "Clearing a house in {parish}: eleven boxes of books, some with the name of a vicar in them. \
                Are they of any use to you?",
        ],
        talk: &[
            Query(
                "We take what we can lend or what belongs to the county. Are there any with notes, \
                bookplates or a printer's name from hereabouts in them, or anything older than about 1850?",
            ),
            Reply(
                "There is a whole box with a bookplate, a heron and the word PATIENTER. Three of those \
                look very old, brown leather, s that look like f.",
            ),
            Answer(
                "The heron is the plate of the Hallowmere parish library, of which we hold the \
                catalogue of 1741 (AL/P/HAM/28/1) and only nine of its 160 books. We would be very glad to \
                see that box. Bring it to the Malthouse, Abbey Row, from Tuesday to Friday, or ring 01632 \
                960 114 and we come for it. The rest can go to the sale table on the first Saturday of the \
                month; it pays for new children's books.",
            ),
        ],
        ..PLAIN
    },
    Subject {
        asks: &[
            "Do you lend board games or jigsaws? It has rained for a fortnight.",
            "Is it true that one can borrow a telescope from you? My daughter's teacher says so.",
        ],
        talk: &[Answer(
            "We do, all of that. The Lending Shed at Quayside lends 85 board games, 40 jigsaws \
                (counted, we promise), two telescopes and a moth lamp, for two weeks, on an ordinary adult \
                card. The telescope has a waiting list of about three weeks; the rest is first come, first \
                served. The list hangs on the door and is in the catalogue under “Things”.",
        )],
        ..PLAIN
    },
];
