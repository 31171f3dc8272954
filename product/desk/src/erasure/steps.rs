//! Deciding an erasure: one function without input or output. What is durable is told to it as a [`State`];
//! it says what is to be done, in an order in which each effect is durable before the next. Whoever is cut
//! off looks again at what is durable and asks again: the same function says what is left.
//!
//! A model checker calls the same function and cuts it off between any two effects, with holds, backups and
//! restores in any order (`tests/model.rs`).
//!
//! To add an effect: a variant, its place in [`step`], what it changes in [`State::after`], and the part of
//! `carry` that does it.

/// What the register orders for one request and its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ordered {
    /// Nothing.
    Nothing,
    /// That the person's key goes.
    Person,
    /// That the key of the words goes as well.
    Words,
}

/// How the rows of the main database stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rows {
    /// As if nobody had been forgotten.
    Whole,
    /// Marked: who asked is blank, mails are withdrawn, and the words are free of the person.
    Marked,
}

/// What the words of the request say of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Words {
    /// Nothing that is known of them.
    Clean,
    /// Their name, their address or something else that is known of them.
    Named,
    /// Nobody can tell: words or person do not open any more.
    Unread,
}

/// Whether a key is in the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// It opens what it sealed.
    Live,
    /// It was destroyed or was never there.
    Gone,
}

/// How far the forgetting of one person has come, as everything durable tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct State {
    /// Whether the register holds it.
    pub held: bool,
    /// What the register orders.
    pub ordered: Ordered,
    /// The rows.
    pub rows: Rows,
    /// The words, as they are sealed now.
    pub words: Words,
    /// Whether the order for the person alone was given when just these words, or these and more, had been looked at.
    pub looked: bool,
    /// Whether another database was put in the place of this one since the request came: words that are not here may
    /// lie in copies of the past that was given up, under the key of the words.
    pub taken_over: bool,
    /// The person's key.
    pub person_key: Key,
    /// The key of the words: the one they are sealed under, or the one they were sealed under before they
    /// were sealed anew.
    pub words_key: Key,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody who may asks to forget the person.
    Ask,
    /// The program starts, perhaps on a restored database or ring.
    Start,
    /// Nothing of it may be forgotten from now on.
    Hold,
    /// The hold is over.
    Release,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Write the order into the register: for the person, or for the words too.
    Order(Ordered),
    /// In one transaction: seal the words anew under a new key, without the person; mark the rows.
    Redact,
    /// In one transaction: mark the rows; the words stay as they are.
    Mark,
    /// In one transaction: mark the rows; the words, which nobody can read or make free of the person, go.
    Blank,
    /// Destroy the keys that the register orders to; what led to them in the ring goes with them.
    Destroy,
    /// Drop the keys from memory.
    Forget,
    /// Write a hold into the register.
    PlaceHold,
    /// Write into the register that the hold is over.
    LiftHold,
    /// Say how it ended.
    Tell(Outcome),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The person is forgotten.
    Erased,
    /// They were before.
    WasErased,
    /// It is on hold: nothing was changed.
    OnHold,
    /// It is on hold now.
    Held,
    /// It is on hold no more.
    Released,
    /// Nothing is left to hold.
    TooLate,
    /// There is nothing to do.
    Nothing,
}

/// What is to be done when `event` happens to what stands at `state`, in this order, and how it stands then.
pub fn step(state: State, event: Event) -> (State, Vec<Effect>) {
    let mut plan = Plan { state, effects: Vec::new() };
    match event {
        Event::Ask if state.ordered == Ordered::Nothing && state.held => {
            plan.add(Effect::Tell(Outcome::OnHold));
        }
        Event::Ask => {
            let there = state.rows == Rows::Whole || state.person_key == Key::Live;
            if state.ordered == Ordered::Nothing && there {
                plan.add(Effect::Order(needed(state)));
            }
            plan.complete();
        }
        Event::Start if state.ordered == Ordered::Nothing => {}
        Event::Start => plan.complete(),
        Event::Hold if state.ordered > Ordered::Nothing || state.rows == Rows::Marked => {
            plan.add(Effect::Tell(Outcome::TooLate));
        }
        Event::Hold => {
            if !state.held {
                plan.add(Effect::PlaceHold);
            }
            plan.add(Effect::Tell(Outcome::Held));
        }
        Event::Release if state.held => {
            plan.add(Effect::LiftHold);
            plan.add(Effect::Tell(Outcome::Released));
        }
        Event::Release => plan.add(Effect::Tell(Outcome::Nothing)),
    }
    (plan.state, plan.effects)
}

/// Which order an erasure needs: whatever touches the words needs that their key goes, because the words as
/// they were lie in old copies of the database, under that key. So do words that only copies have.
fn needed(state: State) -> Ordered {
    if state.words == Words::Clean && !state.taken_over { Ordered::Person } else { Ordered::Words }
}

struct Plan {
    state: State,
    effects: Vec<Effect>,
}

impl Plan {
    fn add(&mut self, effect: Effect) {
        self.state = self.state.after(effect);
        self.effects.push(effect);
    }

    /// Completes what was ordered.
    fn complete(&mut self) {
        let before = self.effects.len();
        let State { ordered, rows, words, looked, taken_over, person_key, .. } = self.state;
        if rows == Rows::Whole {
            // Ordered for the person alone and complete once: there was nothing of them in the words that were
            // looked at then. A copy may bring back others, which came after an older copy was put back.
            let gone = ordered == Ordered::Person && words == Words::Unread && person_key == Key::Gone;
            let was_clean = gone && looked;
            if ordered == Ordered::Person && (words != Words::Clean || taken_over) && !was_clean {
                // Somebody wrote meanwhile, here or in a past that was given up.
                self.add(Effect::Order(Ordered::Words));
            }
            self.add(match (self.state.ordered, words) {
                (Ordered::Person, _) => Effect::Mark,
                (_, Words::Unread) => Effect::Blank,
                (_, Words::Named | Words::Clean) => Effect::Redact,
            });
        }
        let words_key = self.state.ordered == Ordered::Words && self.state.words_key == Key::Live;
        if self.state.person_key == Key::Live || words_key {
            self.add(Effect::Destroy);
        }
        let done = self.effects.len() > before;
        if done {
            self.add(Effect::Forget);
        }
        self.add(Effect::Tell(if done { Outcome::Erased } else { Outcome::WasErased }));
    }
}

impl State {
    /// How it stands when `effect` is done.
    #[must_use]
    pub fn after(self, effect: Effect) -> Self {
        match effect {
            Effect::Order(ordered) => Self { ordered, ..self },
            Effect::Redact | Effect::Mark | Effect::Blank => {
                Self { rows: Rows::Marked, words: Words::Clean, ..self }
            }
            Effect::Destroy => {
                let words_key = if self.ordered == Ordered::Words { Key::Gone } else { self.words_key };
                Self { person_key: Key::Gone, words_key, ..self }
            }
            Effect::PlaceHold => Self { held: true, ..self },
            Effect::LiftHold => Self { held: false, ..self },
            Effect::Forget | Effect::Tell(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: State = State {
        held: false,
        ordered: Ordered::Nothing,
        rows: Rows::Whole,
        words: Words::Named,
        looked: false,
        taken_over: false,
        person_key: Key::Live,
        words_key: Key::Live,
    };

    #[test]
    fn an_erasure_is_written_down_first_and_destroys_last() {
        use Effect::{Destroy, Forget, Mark, Order, Redact, Tell};
        let (after, effects) = step(FRESH, Event::Ask);
        let end = [Destroy, Forget, Tell(Outcome::Erased)];
        assert_eq!(effects[..2], [Order(Ordered::Words), Redact]);
        assert_eq!(effects[2..], end);
        assert_eq!((after.person_key, after.words_key, after.rows), (Key::Gone, Key::Gone, Rows::Marked));
        let (after, effects) = step(State { words: Words::Clean, ..FRESH }, Event::Ask);
        assert_eq!(effects[..2], [Order(Ordered::Person), Mark]);
        assert_eq!((after.person_key, after.words_key), (Key::Gone, Key::Live));
    }

    #[test]
    fn what_is_done_is_done_once_and_a_hold_stops_it() {
        let (after, _) = step(FRESH, Event::Ask);
        assert_eq!(step(after, Event::Ask), (after, vec![Effect::Tell(Outcome::WasErased)]));
        assert_eq!(step(after, Event::Hold), (after, vec![Effect::Tell(Outcome::TooLate)]));
        let held = State { held: true, ..FRESH };
        assert_eq!(step(held, Event::Ask), (held, vec![Effect::Tell(Outcome::OnHold)]));
        assert_eq!(step(FRESH, Event::Hold).0, held);
        assert_eq!(step(held, Event::Release).0, FRESH);
        assert_eq!(step(FRESH, Event::Start), (FRESH, vec![]));
    }

    #[test]
    fn words_that_nobody_looked_at_go_when_a_copy_brings_them_back() {
        let gone = State {
            ordered: Ordered::Person,
            words: Words::Unread,
            looked: true,
            person_key: Key::Gone,
            ..FRESH
        };
        let (after, effects) = step(gone, Event::Start);
        assert_eq!(
            (effects[0], after.words_key),
            (Effect::Mark, Key::Live),
            "they were looked at: they stay"
        );
        let (after, effects) = step(State { looked: false, ..gone }, Event::Start);
        assert_eq!(effects[..2], [Effect::Order(Ordered::Words), Effect::Blank]);
        assert_eq!(after.words_key, Key::Gone);
    }

    #[test]
    fn cut_off_anywhere_the_rest_is_done_at_the_next_start() {
        for words in [Words::Clean, Words::Named] {
            let (after, effects) = step(State { words, ..FRESH }, Event::Ask);
            for cut in 1..effects.len() {
                let stands = effects[..cut].iter().fold(State { words, ..FRESH }, |state, e| state.after(*e));
                assert_eq!(step(stands, Event::Start).0, after, "{words:?} after {cut}");
            }
        }
    }
}
