//! What is done with an enquiry: the talk of its subject up to where it has come, and the small things that
//! people say about any subject.

use super::Step;
use super::dice::Dice;
use super::plan::{Ending, Planned};
use super::scene::Scene;
use super::subject::Turn;

/// What clients add without being asked.
const COMMENTS: [&str; 18] = [
    "One thing I should have said: there is no hurry. Any time before the end of the month will do.",
    "I can also come in, if that is easier than writing. Mornings are best.",
    "Is there any news? I don't mean to press, only to be sure that it reached you.",
    "Sorry, me again. If it costs anything, tell me before you begin.",
    "My sister has now asked you the same thing by telephone, I hear. One answer is enough for both of us!",
    "I shall be away from {day+5} for a week, so don't worry if I am slow to reply.",
    "Since writing I have looked at your website again and found nothing that answers it.",
    "Just to say that the number you gave me works, and that I can see this page. How very clever.",
    "Second thoughts: a short answer is fine. I wrote as if it were the end of the world, and it isn't.",
    "I've had a message that says you have my question. Thank you. It's good to know that there's a person.",
    "If anybody needs to ring me about this, after four is best, but writing is better still.",
    "There was a typing mistake in what I sent but I think you can tell what I meant.",
    "My neighbour says it's better to ask for {street} in person. I'd rather have it in writing, if I may.",
    "I forgot: it is for the two of us, and the other one can't read small print.",
    "Could you put the answer in simple words, since I mean to read it to my mother?",
    "Is it all right if I come by on {open+9} and ask at the desk how far it is?",
    "Nothing new from me, I only wanted to see whether this works without a password. It does.",
    "If this belongs to another department, feel free to send it on. I wasn't sure which of your forms to \
        take.",
];

/// What colleagues at an enquiry desk note about anything.
const DESK_NOTES: [&str; 9] = [
    "Half done. The rest needs ten quiet minutes, so it is for tomorrow before opening.",
    "Rang Quayside, they look on {open+2} and ring back.",
    "The colleague who knows this is back on {open+3}. It can wait that long.",
    "The draft is in my head and what it rests on is on my desk. If I am ill: blue folder.",
    "Had the same question in the spring; the answer then is on card 7 in the grey box. Check that it \
        still holds.",
    "Read twice. It is really two questions; answering the second one first.",
    "Our own web page says something else. One of the two has to be put right before this is answered.",
    "Asked the duty manager whether we may. Reply promised by noon.",
    "Same person rang in the morning. Everything said is in the question; nothing to add.",
];

/// What colleagues in the strongroom and the reading room note.
const STACK_NOTES: [&str; 8] = [
    "Not on the shelf where it ought to be. Looked left and right of it; asking the bindery next.",
    "Half done. The second volume comes up from the strongroom with the two o'clock trolley.",
    "Do not promise anything about copies before the form of the depositor has been found.",
    "Index says folio 40, volume ends at 38. Somebody rebound it; trying the fragments box.",
    "Film is legible, paper is not. Reading from the film, half an hour a day, my eyes are not what they \
        were.",
    "The volunteers' typed list has it under another spelling. Checking against the original before \
        anybody quotes it.",
    "Large table booked for {open+2}, it needs the whole width.",
    "Two references found, one of them ours. Writing it up.",
];

/// What some clients write after the answer, and what they get.
const THANKS: [(&str, &str); 5] = [
    (
        "Thank you, that is more than I hoped for.",
        "You are welcome. As your message opened the request again, we close it with this one; nothing is \
            left to do.",
    ),
    (
        "Brilliant, thanks a lot. Nothing else needed.",
        "Good to hear. This only closes the request again, which your message had opened.",
    ),
    (
        "Thank you. May I pass your letter on to a friend who wonders about the same thing?",
        "You may. It is yours to show to whom you like.",
    ),
    (
        "I did not expect an answer from a human being, let alone such a good one.",
        "Thank you for telling us; it was read aloud at the desk. The request is closed again.",
    ),
    ("Got it, all clear now, thanks", "Thank you for the word. The request is closed again."),
];

/// Tells stories, and says no small thing again before all of its kind have been said.
pub(super) struct Teller<'a> {
    dice: Dice<'a>,
    comments: Vec<&'static str>,
    desk_notes: Vec<&'static str>,
    stack_notes: Vec<&'static str>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(dice: Dice<'a>) -> Self {
        Self { dice, comments: Vec::new(), desk_notes: Vec::new(), stack_notes: Vec::new() }
    }

    /// Everything done with the enquiry so far.
    pub(super) fn tell(&mut self, planned: &Planned, scene: &Scene) -> Vec<Step> {
        let talk = planned.subject.talk;
        let notes = talk.iter().take_while(|turn| matches!(turn, Turn::Note(_))).count();
        let through = |wanted: fn(&Turn) -> bool| {
            let end = talk.iter().position(wanted).map_or(0, |at| at + 1);
            said(&talk[..end], scene)
        };
        let mut steps = match planned.ending {
            Ending::New => Vec::new(),
            Ending::Touched if notes > 0 => said(&talk[..1], scene),
            Ending::Touched => vec![self.comment(scene)],
            Ending::InHand if notes == 0 => self.note(planned, scene).into_iter().collect(),
            Ending::InHand => said(&talk[..notes], scene),
            Ending::Asked => through(|turn| matches!(turn, Turn::Query(_))),
            Ending::Replied if planned.subject.has_query() => through(|turn| matches!(turn, Turn::Reply(_))),
            Ending::Replied => [said(&talk[..notes], scene), vec![self.comment(scene)]].concat(),
            Ending::Reopened => through(|turn| matches!(turn, Turn::Reopen(_))),
            Ending::Answered => self.answered(planned, scene),
        };
        if self.takes_first(planned.ending, &steps) {
            steps.insert(0, Step::Take);
        }
        steps
    }

    /// An answer can be given to what nobody had taken: answering takes it. Everything else is taken first.
    fn takes_first(&self, ending: Ending, steps: &[Step]) -> bool {
        match ending {
            Ending::New | Ending::Touched => false,
            Ending::Answered => !matches!(steps.first(), Some(Step::Answer(_))) || self.dice.chance(45),
            _ => true,
        }
    }

    /// The whole talk; where clients write again, half of them have not done so yet.
    fn answered(&self, planned: &Planned, scene: &Scene) -> Vec<Step> {
        let talk = planned.subject.talk;
        let first =
            talk.iter().position(|turn| matches!(turn, Turn::Answer(_))).map_or(talk.len(), |at| at + 1);
        if planned.subject.has_reopen() && self.dice.chance(50) {
            return said(&talk[..first], scene);
        }
        let mut steps = said(talk, scene);
        if !planned.subject.has_reopen() && planned.form != "private" && self.dice.chance(4) {
            let (thanks, reply) = self.dice.pick(&THANKS);
            steps.push(Step::Reopen(thanks.to_owned()));
            steps.push(Step::Answer(reply.to_owned()));
        }
        steps
    }

    fn comment(&mut self, scene: &Scene) -> Step {
        Step::Reply(scene.fill(next(self.dice, &mut self.comments, &COMMENTS)))
    }

    /// Not everybody writes a note.
    fn note(&mut self, planned: &Planned, scene: &Scene) -> Option<Step> {
        let text = match planned.form {
            _ if self.dice.chance(50) => return None,
            "private" => return None,
            "history" | "copies" => next(self.dice, &mut self.stack_notes, &STACK_NOTES),
            _ => next(self.dice, &mut self.desk_notes, &DESK_NOTES),
        };
        Some(Step::Note(scene.fill(text)))
    }
}

/// The next of `all` in a random order that begins anew when all were said.
fn next(dice: Dice<'_>, left: &mut Vec<&'static str>, all: &[&'static str]) -> &'static str {
    if left.is_empty() {
        left.extend(all);
        dice.shuffle(left);
    }
    left.pop().unwrap_or_default()
}

fn said(turns: &[Turn], scene: &Scene) -> Vec<Step> {
    let step = |turn: &Turn| match turn {
        Turn::Note(text) => Step::Note(scene.fill(text)),
        Turn::Query(text) => Step::Query(scene.fill(text)),
        Turn::Reply(text) => Step::Reply(scene.fill(text)),
        Turn::Answer(text) => Step::Answer(scene.fill(text)),
        Turn::Reopen(text) => Step::Reopen(scene.fill(text)),
    };
    turns.iter().map(step).collect()
}
