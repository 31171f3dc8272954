//! What is done with an enquiry: the talk of its subject up to where it has come, and the small things that
//! people say about any subject.

use super::Step;
use super::dice::Dice;
use super::plan::{Ending, Planned};
use super::scene::Scene;
use super::subject::Turn;

/// What clients add without being asked.
const COMMENTS: [&str; 9] = [
    "One thing I should have said: there is no hurry. Any time before the end of the month will do.",
    "I can also come in, if that is easier than writing. Mornings are best.",
    "Is there any news? I don't mean to press, only to be sure that it reached you.",
    "Sorry, me again. If it costs anything, tell me before you begin.",
    "My sister has now asked you the same thing by telephone, I hear. One answer is enough for both of us!",
    "I shall be away from {day+5} for a week, so don't worry if I am slow to reply.",
    "Since writing I have looked at your website and found nothing that answers it.",
    "A friend says that I ought to have told you what it is for: nothing official, I'm just curious.",
    "Just to say that the number you gave me works, and that I can see this page. How very clever.",
];

/// What colleagues note about anything.
const NOTES: [&str; 8] = [
    "Not on the shelf where it ought to be. Looked left and right of it; asking the bindery next.",
    "Half done. The second volume comes up from the strongroom with the two o'clock trolley.",
    "Rang Quayside, they look on {open+2} and ring back.",
    "The colleague who knows this is back on {open+3}. It can wait that long.",
    "Draft is in my head and the sources are on my desk. If I am ill: blue folder.",
    "Had the same question in the spring; the answer then is on card 7 in the grey box. Check that it still holds.",
    "Do not promise anything about copies before the form of the depositor has been found.",
    "Read twice. It is really two questions; answering the second one first.",
];

/// What some clients write after the answer, and what they get.
const THANKS: [(&str, &str); 4] = [
    ("Thank you, that is more than I hoped for.", "You are welcome. As your message opened the request again, we close it with this one; nothing is left to do."),
    ("Brilliant, thanks a lot. Nothing else needed.", "Good to hear. This only closes the request again, which your message had opened."),
    ("Thank you. One small question: may I quote your letter in our village newsletter?", "You may, with the name of the house and without that of the colleague."),
    ("That answers it exactly. I read it aloud at breakfast.", "Thank you for telling us; it was passed on to those who fetched the volumes. The request is closed again."),
];

/// Everything done with the enquiry so far.
pub(super) fn tell(dice: Dice<'_>, planned: &Planned, scene: &Scene) -> Vec<Step> {
    let talk = planned.subject.talk;
    let notes = talk.iter().take_while(|turn| matches!(turn, Turn::Note(_))).count();
    let through = |wanted: fn(&Turn) -> bool| talk.iter().position(wanted).map(|at| &talk[..=at]);
    let mut steps = match planned.ending {
        Ending::New => Vec::new(),
        Ending::Touched if planned.subject.begins_with_note() => said(&talk[..1], scene),
        Ending::Touched => vec![Step::Reply(scene.fill(dice.pick(&COMMENTS)))],
        Ending::InHand if notes == 0 && dice.chance(40) => vec![Step::Note(scene.fill(dice.pick(&NOTES)))],
        Ending::InHand => said(&talk[..notes], scene),
        Ending::Asked => said(through(|turn| matches!(turn, Turn::Query(_))).unwrap_or_default(), scene),
        Ending::Replied => match through(|turn| matches!(turn, Turn::Reply(_))) {
            Some(turns) => said(turns, scene),
            None => {
                let mut steps = said(&talk[..notes], scene);
                steps.push(Step::Reply(scene.fill(dice.pick(&COMMENTS))));
                steps
            }
        },
        Ending::Reopened => said(through(|turn| matches!(turn, Turn::Reopen(_))).unwrap_or_default(), scene),
        Ending::Answered => answered(dice, planned, scene),
    };
    if takes_first(dice, planned.ending, &steps) {
        steps.insert(0, Step::Take);
    }
    steps
}

/// An answer can be given to what nobody had taken: answering takes it. Everything else is taken first.
fn takes_first(dice: Dice<'_>, ending: Ending, steps: &[Step]) -> bool {
    match ending {
        Ending::New | Ending::Touched => false,
        Ending::Answered => !matches!(steps.first(), Some(Step::Answer(_))) || dice.chance(45),
        _ => true,
    }
}

/// The whole talk; where clients write again, half of them have not done so yet.
fn answered(dice: Dice<'_>, planned: &Planned, scene: &Scene) -> Vec<Step> {
    let talk = planned.subject.talk;
    let first = talk.iter().position(|turn| matches!(turn, Turn::Answer(_))).map_or(talk.len(), |at| at + 1);
    if planned.subject.has_reopen() && dice.chance(50) {
        return said(&talk[..first], scene);
    }
    let mut steps = said(talk, scene);
    if !planned.subject.has_reopen() && planned.form != "private" && dice.chance(4) {
        let (thanks, reply) = dice.pick(&THANKS);
        steps.push(Step::Reopen(thanks.to_owned()));
        steps.push(Step::Answer(reply.to_owned()));
    }
    steps
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
