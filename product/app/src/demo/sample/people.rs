//! Who asks. Everybody is invented, and no address leads anywhere: all end in `.example` (RFC 2606).

use std::collections::BTreeSet;

use super::dice::Dice;

/// Somebody who asks.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The name given, if any.
    pub(super) name: Option<String>,
    /// Address of this person and of nobody else.
    pub(super) email: String,
    /// For whom a member's assistant asks.
    pub(super) office: &'static str,
}

/// Given names and family names that go together, and how many of them come to the desk.
struct Origin {
    weight: usize,
    given: &'static str,
    family: &'static str,
}

const ORIGINS: [Origin; 19] = [
    Origin {
        weight: 30,
        given: "Alison, Barry, Colin, Deborah, Eleanor, Frank, Gillian, Hugh, Imogen, Jack, Karen, Leonard, \
            Moira, Nigel, Olivia, Pamela, Rhoda, Stuart, Tessa, Vernon, Wendy, Zoe",
        family: "Ashdown, Burrell, Chadwick, Dewhurst, Entwistle, Foxley, Gathercole, Hartnell, Ives, Jowett, \
            Kemble, Lightfoot, Marsden, Norbury, Oldroyd, Pickersgill, Rowntree, Staveley, Tunnicliffe, \
            Underhill, Winstanley, Yardley",
    },
    Origin {
        weight: 7,
        given: "Aoife, Brendan, Ciarán, Deirdre, Eoin, Gráinne, Niamh, Pádraig, Sinéad, Tadhg",
        family: "Kinsella, Brannigan, Heffernan, McGettigan, Tierney, Devaney, Mulqueen, Scanlon",
    },
    Origin {
        weight: 7,
        given: "Angharad, Bethan, Dafydd, Eirlys, Gwilym, Hywel, Iolo, Mair, Rhodri, Siân",
        family: "Powell-Rhys, Bevan, Cadwaladr, Eynon, Gittins, Llewellin, Mathias, Prosser, Trahaearn",
    },
    Origin {
        weight: 6,
        given: "Ailsa, Callum, Eilidh, Fergus, Isobel, Lachlan, Mhairi, Struan",
        family: "Abercrombie, Dalgleish, Farquharson, Kinnaird, MacAskill, Ogilvie, Pettigrew, Urquhart",
    },
    Origin {
        weight: 7,
        given: "Agnieszka, Bartosz, Ewa, Grzegorz, Halina, Jacek, Łucja, Małgorzata, Paweł, Zofia",
        family: "Nowak-Bąk, Wójcik, Mazur, Krawczyk, Zając, Kaczmarek, Pietrzak, Sobczyk, Wrona",
    },
    Origin {
        weight: 8,
        given: "Amrit, Bhavna, Deepak, Farah, Gurpreet, Imran, Jaswinder, Meera, Nadeem, Sunita",
        family: "Ahluwalia, Bhattacharya, Chaudhry, Dhillon, Ganatra, Mistry, Qureshi, Rajan, Sahota",
    },
    Origin {
        weight: 7,
        given: "Abena, Babatunde, Chiamaka, Emeka, Folasade, Kwabena, Ngozi, Tunde, Yaa, Zainab",
        family: "Adeleke, Asante, Boateng, Chukwuma, Ekwueme, Mensah, Nwosu, Oyelaran, Quartey",
    },
    Origin {
        weight: 5,
        given: "Carlton, Delroy, Hyacinth, Joy, Marcia, Neville, Rohan, Shantelle",
        family: "Bartholomew, Codrington, Gayle-Brown, Hinds, Lashley, Pinnock, Sobers-Reid, Thelwell",
    },
    Origin {
        weight: 5,
        given: "Jia Hui, Kwok Wai, Li Ming, Mei Lin, Siu Fong, Wei, Xiaoyan, Zhihao",
        family: "Au-Yeung, Cheung, Fang, Huang, Kwan, Leung, Tse, Zheng",
    },
    Origin {
        weight: 5,
        given: "Amal, Bassam, Dalia, Hisham, Layla, Mustafa, Rania, Tariq, Yasmin",
        family: "Al-Sayegh, Barakat, Daoud, El-Masri, Haddad, Khoury, Nasser, Shaheen",
    },
    Origin {
        weight: 5,
        given: "Ana, Bernardo, Catarina, Duarte, Inês, João, Lucía, Mateo, Rocío, Álvaro",
        family: "Abrantes, Benítez, Carvalhal, Escudero, Figueira, Lozano, Magalhães, Quintana",
    },
    Origin {
        weight: 4,
        given: "Daryna, Ihor, Kateryna, Mykola, Oksana, Petro, Solomiia, Yuriy",
        family: "Bondarenko, Hrytsenko, Kovalchuk, Lysenko, Marchenko, Shevchuk, Tkachenko, Zinchenko",
    },
    Origin {
        weight: 2,
        given: "Björn, Dagný, Frederik, Ingrid, Søren, Tove, Åsa",
        family: "Bäckström, Haugen, Kristoffersen, Lindgren, Sandström, Østergaard",
    },
    Origin {
        weight: 2,
        given: "Anneke, Jürgen, Liesbeth, Uwe, Wiebke",
        family: "de Vries, Hoekstra, Petersen, Vollmer, Weißmüller",
    },
    Origin {
        weight: 2,
        given: "Aylin, Cem, Emre, Hülya, Selin",
        family: "Arslan, Aydın, Çelik, Özdemir, Yıldız",
    },
    Origin {
        weight: 2,
        given: "Chiara, Giulio, Loredana, Renzo",
        family: "Bellandi, Ferrante, Moretti, Zanetti",
    },
    Origin { weight: 1, given: "Dimitra, Eleni, Stavros", family: "Galanis, Karras, Vlachos" },
    Origin { weight: 1, given: "Kenji, Naoko, Yuki", family: "Fukuda, Morishita, Ozaki" },
    Origin { weight: 1, given: "Minh Anh, Quang, Thu Ha", family: "Nguyen, Pham, Tran" },
];

const HOSTS: &str = "post.example, mail.example, kestrelmail.example, inbox.example, wendside.example, \
    brightpost.example, letterbox.example, study.example";

/// Members of the council and those who write for them: name, office, local part.
const MEMBERS: [(&str, &str, &str); 12] = [
    ("Cllr Marguerite Ashby-Cole", "", "m.ashby-cole"),
    ("Cllr Desmond Oyelowe", "", "d.oyelowe"),
    ("Cllr Ruth Hartigan", "", "r.hartigan"),
    ("Cllr Balvinder Rathore", "", "b.rathore"),
    ("Cllr Peter Stannage", "", "p.stannage"),
    ("Cllr Wioletta Grabarz", "", "w.grabarz"),
    ("Cllr Edmund Treharne", "", "e.treharne"),
    ("Joss Kilbride", "Cllr Hartigan, chair of scrutiny", "j.kilbride"),
    ("Temperance Achebe-Lund", "Office of the leader", "t.achebe-lund"),
    ("Noor Elsayed", "Committee services", "n.elsayed"),
    ("Gareth Plimsoll", "Cllr Stannage", "g.plimsoll"),
    ("Cllr Fenella Moncrieff-Ng", "", "f.moncrieff-ng"),
];

/// Addresses people have made for one question, and what they want to be called.
const UNNAMED: [(&str, &str); 15] = [
    ("quiet.harbour17@post.example", ""),
    ("not.my.name@mail.example", "M."),
    ("rowan.leaf.88@inbox.example", "Rowan"),
    ("a.plain.address@post.example", ""),
    ("nobody.in.particular@letterbox.example", ""),
    ("seventh.wave@kestrelmail.example", "Sev"),
    ("bluebottle404@mail.example", ""),
    ("k.k.k.knocking@inbox.example", ""),
    ("second.account@post.example", "Dee"),
    ("paperboat31@brightpost.example", ""),
    ("the.back.door@mail.example", ""),
    ("mossandstone@letterbox.example", "a reader"),
    ("onlyforthis@inbox.example", ""),
    ("hush.now22@post.example", "J"),
    ("grey.gloves@kestrelmail.example", ""),
];

/// Everybody met so far.
pub(super) struct Crowd<'a> {
    dice: Dice<'a>,
    taken: BTreeSet<String>,
    met: Vec<Person>,
    members: usize,
    unnamed: usize,
}

impl<'a> Crowd<'a> {
    pub(super) fn new(dice: Dice<'a>) -> Self {
        Self { dice, taken: BTreeSet::new(), met: Vec::new(), members: 0, unnamed: 0 }
    }

    /// Somebody with a question on `form`; `who`, when not empty.
    pub(super) fn next(&mut self, form: &str, who: &'static str) -> Person {
        match form {
            _ if !who.is_empty() => self.named(who),
            "council" => self.member(),
            "private" => self.unnamed(),
            "general" | "history" if self.dice.chance(8) && !self.met.is_empty() => {
                self.met[self.dice.below(self.met.len())].clone()
            }
            "general" | "history" => {
                let mut person = self.stranger();
                if self.dice.chance(9) {
                    person.name = None;
                }
                self.met.push(person.clone());
                person
            }
            _ => self.stranger(),
        }
    }

    /// Members ask again and again.
    fn member(&mut self) -> Person {
        let (name, office, local) = MEMBERS[self.members % MEMBERS.len()];
        self.members += 1 + self.dice.below(3);
        Person { name: Some(name.to_owned()), email: format!("{local}@council.aldermoor.example"), office }
    }

    fn unnamed(&mut self) -> Person {
        let (email, name) = UNNAMED[self.unnamed % UNNAMED.len()];
        self.unnamed += 1;
        Person { name: (!name.is_empty()).then(|| name.to_owned()), email: email.to_owned(), office: "" }
    }

    fn named(&mut self, name: &'static str) -> Person {
        let mut words = name.split(' ').map(plain);
        let given = words.next().unwrap_or_default();
        let email = self.address(&given, &words.next_back().unwrap_or_else(|| "reads".to_owned()));
        Person { name: Some(name.to_owned()), email, office: "" }
    }

    fn stranger(&mut self) -> Person {
        let origin = self.origin();
        let (given, family) = (self.dice.of(origin.given, ", "), self.dice.of(origin.family, ", "));
        let email = self.address(&plain(given), &plain(family));
        Person { name: Some(format!("{given} {family}")), email, office: "" }
    }

    fn origin(&self) -> &'static Origin {
        let mut left = self.dice.below(ORIGINS.iter().map(|origin| origin.weight).sum());
        let found = ORIGINS.iter().find(|origin| {
            let hit = left < origin.weight;
            left = left.saturating_sub(origin.weight);
            hit
        });
        found.unwrap_or(&ORIGINS[0])
    }

    /// An address of a kind people have, which nobody else has.
    fn address(&mut self, given: &str, family: &str) -> String {
        let host = self.dice.of(HOSTS, ", ");
        let first: String = given.chars().take(1).collect();
        let mut local = match self.dice.below(6) {
            0 => format!("{first}.{family}"),
            1 => format!("{given}{}", self.dice.between(47, 99)),
            2 => format!("{family}.{given}"),
            3 => format!("{first}{family}{}", self.dice.between(1, 9)),
            _ => format!("{given}.{family}"),
        };
        while !self.taken.insert(format!("{local}@{host}")) {
            local.push_str(&self.dice.between(10, 99).to_string());
        }
        format!("{local}@{host}")
    }
}

/// A name in the letters an address is usually made of.
fn plain(name: &str) -> String {
    let letters = name.to_lowercase();
    letters
        .chars()
        .filter_map(|c| {
            Some(match c {
                'a'..='z' => c,
                'á' | 'à' | 'â' | 'ą' | 'ä' | 'å' | 'ã' => 'a',
                'ç' => 'c',
                'é' | 'ę' | 'ê' => 'e',
                'í' | 'ı' => 'i',
                'ł' => 'l',
                'ó' | 'ö' | 'ø' => 'o',
                'ß' => 's',
                'ü' | 'ú' => 'u',
                'ý' => 'y',
                'ń' => 'n',
                'ż' | 'ź' => 'z',
                _ => return None,
            })
        })
        .collect()
}
