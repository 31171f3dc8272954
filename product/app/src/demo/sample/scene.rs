//! The particulars of one enquiry: which parish, which street, which family and year. All of them invented.

use super::days::Day;
use super::dice::Dice;
use super::subject::Subject;

/// Parishes, each with the code its records are kept under.
const PARISHES: &str = "Nether Wick=NWK, Upper Tarrow=UTA, Coldbrook=COL, Hallowmere=HAM, King's Arden=KAR, \
    Marsh Benfold=MBE, Ottersleigh=OTT, Priors Lacey=PLA, Quenby St Mary=QUE, Ravelstow=RAV, \
    Sallowby=SAL, Thornholt=THO, Ulverley=ULV, Winterscote=WIN, Yarrowby=YAR, Dunmarsh=DUN, \
    Fernhythe=FER, Gallowhill=GAL, Eastrop Fen=EAF, Barrowden Green=BAG, Isley Walton Heath=IWH, \
    Long Merrow=LME, Stoke Wendle=SWE, Cawdry=CAW";

const STREETS: &str = "Tanner Row, Malt Lane, Bellfounder Street, Foundry Terrace, Paragon Place, Weir Street, \
    Cistern Hill, Cooper's Entry, Saffron Yard, Lantern Street, Albion Terrace, Gas House Lane, \
    Chantry Close, Mercer's Passage, Jubilee Road, Rope Walk, Skinnergate, Zion Street, \
    Orchard Steps, Lower Quay, Nailers' Row, Prebend Street, Sessions Street, Water Lane, \
    Tenter Hill, Plover Road";

/// Families of the past, for those who look for them.
const FAMILIES: &str = "Ackersley, Bramwith, Cowdell, Dunmallet, Eastaugh, Fothersby, Gatenshaw, Hesselden, Ibbotsham, \
    Jessamy, Kellaway, Lodrick, Mowbreck, Nettlefold, Orrell, Pennifold, Quarmby, Rudkin, Sarson, \
    Thrupp, Umbers, Varley, Wagstaffe, Yelland, Applegarth, Birdsey, Cruttwell, Daintree, Elphick, \
    Frusher, Garlick, Holbeche, Inskip, Kiddle, Lavender, Mantripp, Nunweek, Oddy, Peascod, Rainbird, \
    Spurgin, Tranter, Vellacott, Whisker";

const MEN: &str = "Amos, Barnabas, Caleb, Daniel, Ebenezer, Francis, George, Hezekiah, Isaac, Jabez, Joseph, Luke, \
    Matthew, Nathaniel, Obadiah, Philip, Reuben, Samuel, Thomas, Walter, William, Zachary, Edwin, \
    Albert";

const WOMEN: &str = "Agnes, Beatrice, Charlotte, Dorcas, Edith, Florence, Grace, Hannah, Ivy, Jane, Keziah, Lydia, \
    Mabel, Nora, Olive, Phoebe, Rachel, Selina, Tabitha, Unity, Violet, Winifred, Martha, Ellen";

/// Books that nobody has written, and their writers.
const BOOKS: &str = "The Salt Ledger=Maren Okell; A Winter of Doors=Tomas Lindqvist-Hale; Lamp-Room=Ida Corrigan; \
    The Weather Upstairs=Samira Haddow; Nine Quiet Ferries=Paul Trevanion; \
    Hedge Witch, Hedge Warden=Bryony Appleyard-Cole; The Mapmaker's Debt=Nikolai Fenn; \
    All the Small Bridges=Grace Amadi-Lowe; Ordinary Thunder=Keith Marlowe-Singh; \
    The Beekeeper's Grammar=Yusra Penhale; Half a Village=Dorothea Crane-Okoye; \
    What the Tide Counted=Eilidh Rosskeen; The Glass Harmonium=Viktor Aldous; \
    Seven Keys for a Shed=Marjorie Tuft; Under the Clockmaker's Roof=Hao Linwood; \
    The Long Field Home=Gethin Powderham; A Cupboard of Rivers=Leila Farnsworth; \
    Snowline=Anselm Burdekin; Bread and Semaphore=Rosa Quillinan; The Patience of Cranes=Mika Soar; \
    No Letters on Sunday=Harriet Bellweather; The Other Lighthouse=Otto Mainwaring";

/// The particulars that question and answers of one enquiry share.
pub(super) struct Scene {
    /// The day it came.
    pub(super) came: Day,
    /// The day the client named on the form.
    pub(super) wanted: Day,
    parishes: [(&'static str, &'static str); 2],
    streets: [&'static str; 2],
    families: [&'static str; 2],
    men: [&'static str; 2],
    women: [&'static str; 2],
    book: (&'static str, &'static str),
    year: i64,
    house: u32,
    number: u32,
    digit: u32,
}

impl Scene {
    /// Draws the particulars of an enquiry about `subject`.
    pub(super) fn draw(dice: Dice<'_>, subject: &Subject, came: Day, wanted: Day) -> Self {
        Self {
            came,
            wanted,
            parishes: dice.two(PARISHES, ", ").map(pair),
            streets: dice.two(STREETS, ", "),
            families: dice.two(FAMILIES, ", "),
            men: dice.two(MEN, ", "),
            women: dice.two(WOMEN, ", "),
            book: pair(dice.of(BOOKS, "; ")),
            year: i64::from(dice.between(subject.years.0, subject.years.1)),
            house: dice.between(2, 98),
            number: dice.between(12, 48),
            digit: dice.between(3, 9),
        }
    }

    /// `text` with its slots filled. A slot nobody knows stays as it is, for the test to find.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((slot, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match self.slot(slot) {
                Some(value) => out.push_str(&value),
                None => out.extend(["{", slot, "}"]),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// A slot is a name, for years and days with a number added to it or taken away: `y-3`, `day+7`.
    fn slot(&self, slot: &str) -> Option<String> {
        let sign = slot.find(['+', '-']);
        let (name, number) = sign.map_or((slot, "0"), |at| slot.split_at(at));
        let number: i64 = number.parse().ok()?;
        Some(match name {
            "y" => (self.year + number).to_string(),
            "decade" => (self.year / 10 * 10).to_string(),
            "day" => self.came.plus(number).words(),
            "open" => self.came.plus(number).open().words(),
            "mon" => self.came.plus(number).next(0).words(),
            "tue" => self.came.plus(number).next(1).words(),
            "fri" => self.came.plus(number).next(4).words(),
            "wanted" => self.wanted.words(),
            "parish" => self.parishes[0].0.to_owned(),
            "code" => self.parishes[0].1.to_owned(),
            "parish2" => self.parishes[1].0.to_owned(),
            "street" => self.streets[0].to_owned(),
            "family" => self.families[0].to_owned(),
            "family2" => self.families[1].to_owned(),
            "man" => self.men[0].to_owned(),
            "man2" => self.men[1].to_owned(),
            "woman" => self.women[0].to_owned(),
            "woman2" => self.women[1].to_owned(),
            "book" => format!("“{}”", self.book.0),
            "writer" => self.book.1.to_owned(),
            "no" => self.house.to_string(),
            "n" => self.number.to_string(),
            "k" => self.digit.to_string(),
            _ => return None,
        })
    }
}

/// What stands before and after the equals sign.
fn pair(both: &'static str) -> (&'static str, &'static str) {
    both.split_once('=').unwrap_or((both, ""))
}
