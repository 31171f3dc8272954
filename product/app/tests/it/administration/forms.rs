//! Forms made, changed, published and taken back on their pages, and asked with.

use ground::guard::Level;
use kit_web::testing::{Answer, Browser};

use crate::access::key_of;
use crate::asking::ask;
use crate::house::{TestHouse, each_engine};

/// A signed-in administrator at the designer.
pub struct Designer {
    browser: Browser,
    key: String,
}

impl Designer {
    pub async fn at(house: &TestHouse) -> Self {
        let mut browser = house.signed_in(Level::Administrator).await;
        let key = key_of(&mut browser).await;
        Self { browser, key }
    }

    /// Posts with the key, and with what the form's page shows of it now.
    pub async fn post(&mut self, path: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.browser.get(&format!("/desk/forms/{form}")).await;
        let seen =
            crate::asking::between(&page.body, "name=\"seen\" value=\"", "\"").unwrap_or("0").to_owned();
        let key = self.key.clone();
        let mut all = vec![("key", key.as_str())];
        if !fields.iter().any(|(name, _)| *name == "seen") {
            all.push(("seen", &seen));
        }
        all.extend_from_slice(fields);
        self.browser.post(path, &all).await
    }

    pub async fn field(&mut self, form: &str, fields: &[(&str, &str)]) {
        let done = self.post(&format!("/desk/forms/{form}/fields/new"), form, fields).await;
        assert_eq!(done.status, 303, "{}", done.words());
    }

    pub async fn publish(&mut self, form: &str) {
        let done = self.post(&format!("/desk/forms/{form}/publish"), form, &[("act", "publish")]).await;
        assert_eq!(done.location(), format!("/desk/forms/{form}?said=published"), "{}", done.words());
    }

    pub async fn add(&mut self, fields: &[(&str, &str)]) -> Answer {
        let key = self.key.clone();
        let mut all = vec![("key", key.as_str())];
        all.extend_from_slice(fields);
        self.browser.post("/desk/forms/new", &all).await
    }
}

/// A form with a table of codes and a question that is asked after one of them.
async fn loans(designer: &mut Designer) {
    let made = designer.add(&[("title", "Loans to exhibitions"), ("in_address", "loans")]).await;
    assert_eq!(made.location(), "/desk/forms/loans?said=added", "{}", made.words());
    designer
        .field(
            "loans",
            &[
                ("of", "kind:choice"),
                ("label.en", "Who are you?"),
                ("options.en", "museum = A museum | With climate control\nperson = A person\nSomebody else"),
                ("class", "D1"),
                ("required", "open"),
                ("statistics", "yes"),
                ("after", "question"),
            ],
        )
        .await;
    designer
        .field(
            "loans",
            &[
                ("of", "kind:box"),
                ("name", "museum_name"),
                ("label.en", "Which museum?"),
                ("class", "D2"),
                ("required", "open"),
                ("condition", "who_are_you=museum"),
                ("heading.en", "Your house"),
                ("after", "who_are_you"),
            ],
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_built_published_and_asked_with() {
    each_engine(async |house| {
        let mut designer = Designer::at(house).await;
        loans(&mut designer).await;
        let mut reader = house.visitor();
        assert_eq!(reader.get("/ask/loans").await.status, 404, "nobody sees a form that is not published");
        assert!(!reader.get("/ask").await.words().contains("Loans"));
        let preview = designer.browser.get("/desk/forms/loans/preview").await;
        assert!(preview.words().contains("Who are you?") && preview.words().contains("museum_name"));
        assert!(!preview.body.contains("id=\"f-museum_name\""), "asked only after an answer");
        designer.publish("loans").await;
        assert!(reader.get("/ask").await.words().contains("Loans to exhibitions"));

        let page = reader.get("/ask/loans").await;
        assert!(page.words().contains("With climate control"), "{}", page.words());
        let first =
            [("question", "May we borrow the globe?"), ("email", "a@b.example"), ("who_are_you", "museum")];
        let more = reader.submit(&page, "/ask/loans", &first).await;
        assert_eq!(more.status, 200);
        assert!(more.words().contains("There is more to ask."), "{}", more.words());
        assert!(more.words().contains("Your house") && more.words().contains("Which museum?"));
        assert!(more.body.contains("May we borrow the globe?"), "what was written is still there");
        let count = house.number("SELECT COUNT(*) AS n FROM request").await;
        // The page that shows it takes no less.
        let none = reader.submit(&more, "/ask/loans", &[]).await;
        assert_eq!(none.status, 422);
        assert!(none.words().contains("Write an answer to “Which museum?”"), "{}", none.words());
        let sent = reader.submit(&none, "/ask/loans", &[("museum_name", "Sea Museum")]).await;
        assert_eq!(sent.status, 200, "{}", sent.words());
        assert!(sent.words().contains("QR-"), "{}", sent.words());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, count + 1);
        let version = house
            .number("SELECT CAST(form_version AS BIGINT) AS n FROM request WHERE form_key = 'loans'")
            .await;
        assert_eq!(version, 1);

        // Whoever answers otherwise, and then as before, finds what they wrote.
        let page = reader.get("/ask/loans").await;
        let more = reader.submit(&page, "/ask/loans", &first).await;
        let other = [("who_are_you", "person"), ("museum_name", "Sea Museum"), ("email", "")];
        let back = reader.submit(&more, "/ask/loans", &other).await;
        assert!(back.status == 422 && !back.words().contains("Which museum?"), "{}", back.words());
        let again = reader.submit(&back, "/ask/loans", &[("who_are_you", "museum"), first[1]]).await;
        assert!(again.body.contains("value=\"Sea Museum\""), "{}", again.body);

        // Somebody it does not concern is asked nothing more.
        let page = reader.get("/ask/loans").await;
        let other = [("question", "And I?"), ("email", "c@b.example"), ("who_are_you", "somebody_else")];
        let sent = reader.submit(&page, "/ask/loans", &other).await;
        assert!(sent.words().contains("QR-"), "{}", sent.words());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_seen_by_nobody_before_it_is_published_and_a_page_that_is_open_stays_good() {
    each_engine(async |house| {
        let mut designer = Designer::at(house).await;
        let mut reader = house.visitor();
        let before = reader.get("/ask/general").await;
        let own = [("title.en", "Ask away"), ("about.en", "Anything."), ("respond_within", "3")];
        let done = designer.post("/desk/forms/general", "general", &own).await;
        assert_eq!(done.status, 303, "{}", done.words());
        assert!(!reader.get("/ask").await.words().contains("Ask away"), "a draft is nobody's business");
        let new = [("of", "library:terms"), ("label.en", "I agree"), ("class", "D1"), ("required", "open")];
        designer.field("general", &new).await;
        designer.publish("general").await;
        let after = reader.get("/ask/general").await;
        assert!(after.words().contains("Ask away") && after.words().contains("I agree"));
        // Whoever had the page open is judged by what they saw, and is kept with that version.
        let sent =
            reader.submit(&before, "/ask/general", &[("question", "When?"), ("email", "a@b.example")]).await;
        assert!(sent.words().contains("QR-"), "{}", sent.words());
        let newest = house
            .number("SELECT CAST(MAX(form_version) AS BIGINT) AS n FROM request WHERE form_key = 'general'")
            .await;
        assert_eq!(newest, 1);
        let missing =
            reader.submit(&after, "/ask/general", &[("question", "When?"), ("email", "a@b.example")]).await;
        assert_eq!(missing.status, 422);
        // Hours later nobody gets round what is asked today by naming the old version.
        house.clock.advance(3 * kit_base::HOUR);
        let late =
            reader.submit(&before, "/ask/general", &[("question", "Now?"), ("email", "a@b.example")]).await;
        assert_eq!(late.status, 200, "{}", late.words());
        assert!(late.words().contains("This form has changed since you opened it."), "{}", late.words());
        assert!(late.words().contains("I agree") && late.body.contains("Now?"));
        for odd in ["4294967295", "0", "-1", "x", ""] {
            let fields = [("question", "Now?"), ("email", "a@b.example"), ("version", odd)];
            assert_eq!(reader.submit(&late, "/ask/general", &fields).await.status, 422, "{odd}");
        }
        let mut designer = Designer::at(house).await;
        // The version of before is still a file, and a draft can be given up.
        let file = designer.browser.get("/desk/forms/general/file?version=1").await;
        assert!(file.body.contains("\"version\": 1") && !file.body.contains("Ask away"), "{}", file.body);
        assert_eq!(designer.browser.get("/desk/forms/general/file?version=9").await.status, 404);
        assert_eq!(designer.post("/desk/forms/general", "general", &[("title.en", "No")]).await.status, 303);
        let given = designer.post("/desk/forms/general/publish", "general", &[("act", "discard")]).await;
        assert_eq!(given.location(), "/desk/forms/general?said=discarded");
        assert!(designer.browser.get("/desk/forms/general").await.words().contains("Ask away"));
        let events = "SELECT kind AS line FROM audit_event WHERE subject_kind = 'form' ORDER BY id";
        let told = house.lines(events).await;
        let expected =
            ["form.changed", "form.changed", "form.published", "form.changed", "form.draft_discarded"];
        assert_eq!(told, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_out_of_the_list_is_open_to_nobody_and_still_takes_what_was_being_written() {
    each_engine(async |house| {
        let mut designer = Designer::at(house).await;
        let mut reader = house.visitor();
        let open = reader.get("/ask/history").await;
        let out = designer.post("/desk/forms/history/standing", "history", &[("act", "withdraw")]).await;
        assert_eq!(out.location(), "/desk/forms/history?said=withdrawn");
        assert_eq!(reader.get("/ask/history").await.status, 404);
        assert!(!reader.get("/ask").await.body.contains("/ask/history"));
        // What was being written is judged: nothing of it is lost for the want of a form.
        let late = reader.submit(&open, "/ask/history", &[("email", "a@b.example")]).await;
        assert_eq!(late.status, 422, "{}", late.words());
        house.clock.advance(3 * kit_base::HOUR);
        let too_late = reader.submit(&open, "/ask/history", &[("email", "a@b.example")]).await;
        assert_eq!(too_late.status, 404);
        let mut designer = Designer::at(house).await;
        let back = designer.post("/desk/forms/history/standing", "history", &[("act", "offer")]).await;
        assert_eq!(back.status, 303);
        assert_eq!(reader.get("/ask/history").await.status, 200);
        // The order of the list is the order of the page.
        let first = |body: &str| body.find("/ask/history").unwrap() < body.find("/ask/general").unwrap();
        assert!(!first(&reader.get("/ask").await.body));
        for _ in 0..2 {
            let done = designer.post("/desk/forms/history/standing", "history", &[("act", "up")]).await;
            assert_eq!(done.status, 303, "at the top there is nothing more to do");
        }
        assert!(first(&reader.get("/ask").await.body));
        let stays = designer.post("/desk/forms/history/standing", "history", &[("act", "remove")]).await;
        assert_eq!(stays.status, 422);
        assert!(stays.words().contains("it was published"), "{}", stays.words());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_a_form_at_once_do_not_overwrite_each_other() {
    each_engine(async |house| {
        let mut designer = Designer::at(house).await;
        let page = designer.browser.get("/desk/forms/general").await;
        let seen = crate::asking::between(&page.body, "name=\"seen\" value=\"", "\"").unwrap().to_owned();
        let first = designer.post("/desk/forms/general", "general", &[("title.en", "Mine")]).await;
        assert_eq!(first.status, 303);
        let late = [
            ("seen", seen.as_str()),
            ("title.en", "Theirs"),
            ("of", "kind:box"),
            ("label.en", "What?"),
            ("class", "D2"),
            ("act", "publish"),
        ];
        for path in ["", "/fields/new", "/publish"] {
            let refused = designer.post(&format!("/desk/forms/general{path}"), "general", &late).await;
            assert_eq!(refused.status, 409, "{path}");
            assert!(refused.words().contains("Somebody else changed this form meanwhile."));
        }
        for (path, act) in [("arrange", "down:question"), ("standing", "withdraw"), ("publish", "discard")] {
            let stale = [("seen", seen.as_str()), ("act", act)];
            let refused = designer.post(&format!("/desk/forms/general/{path}"), "general", &stale).await;
            assert_eq!(refused.status, 409, "{act}");
        }
        let draft = house.lines("SELECT draft AS line FROM form WHERE form_key = 'general'").await;
        assert!(draft[0].contains("Mine") && !draft[0].contains("Theirs"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_out_as_a_file_and_comes_in_as_one() {
    each_engine(async |house| {
        let mut designer = Designer::at(house).await;
        loans(&mut designer).await;
        let file = designer.browser.get("/desk/forms/loans/file").await;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"loans.draft.json\"");
        let taken = designer.add(&[("file", &file.body)]).await;
        assert_eq!(taken.status, 422);
        assert!(taken.words().contains("There is a form of this name"), "{}", taken.words());
        assert!(taken.words().contains("Which museum?"), "what was given is still there");
        let again = designer.add(&[("file", &file.body), ("in_address", "loans-two")]).await;
        assert_eq!(again.location(), "/desk/forms/loans-two?said=added", "{}", again.words());
        designer.publish("loans-two").await;
        assert_eq!(house.visitor().get("/ask/loans-two").await.status, 200);
        // A copy is the same with another name.
        let copy = designer.add(&[("title", "Loans abroad"), ("of", "loans")]).await;
        assert_eq!(copy.location(), "/desk/forms/loans-abroad?said=added");
        let gone = designer.post("/desk/forms/loans-abroad/standing", "loans-abroad", &[("act", "remove")]).await;
        assert_eq!(gone.location(), "/desk/forms?removed=1");
        assert_eq!(designer.browser.get("/desk/forms/loans-abroad").await.status, 404);
        for bad in ["{", "[]", "{\"key\": \"x\"}", "{\"key\": 5, \"fields\": []}", "null"] {
            let refused = designer.add(&[("file", bad), ("in_address", "bad")]).await;
            assert_eq!(refused.status, 422, "{bad}");
            assert!(refused.words().contains("This is no form"), "{bad}: {}", refused.words());
        }
        // One that is a document and no form can be worked on, and is not published.
        let empty = "{\"key\": \"empty\", \"version\": 1, \"order\": 1, \"title\": {}, \"about\": {}, \"fields\": []}";
        assert_eq!(designer.add(&[("file", empty)]).await.location(), "/desk/forms/empty?said=added");
        assert_eq!(designer.browser.get("/desk/forms/empty/preview").await.status, 200);
        let refused = designer.post("/desk/forms/empty/publish", "empty", &[("act", "publish")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(house.visitor().get("/ask/empty").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_question_is_refused_with_everything_kept() {
    each_engine(async |house| {
        let mut designer = Designer::at(house).await;
        let path = "/desk/forms/complete/fields/new";
        let cases: [(&[(&str, &str)], &str); 7] = [
            (&[("of", "kind:box"), ("label.en", " ")], "Write the question"),
            (
                &[("of", "kind:box"), ("label.en", "Mark 71"), ("name", "Mark 71")],
                "The name of the field is small letters",
            ),
            (
                &[("of", "kind:box"), ("label.en", "Mark 71"), ("name", "email")],
                "There is a field of this name",
            ),
            (&[("of", "kind:box"), ("label.en", "Mark 71"), ("limit", "many")], "Write a number in digits"),
            (
                &[("of", "kind:choice"), ("label.en", "Mark 71"), ("options.en", "a = One\na = Two")],
                "Line 2 has a code that stands further up already",
            ),
            (
                &[("of", "kind:tree"), ("label.en", "Mark 71"), ("options.en", "- a = One")],
                "Line 1 begins with a hyphen",
            ),
            (
                &[
                    ("of", "kind:box"),
                    ("label.en", "Mark 71"),
                    ("condition", "kind_of_group=primary"),
                    ("condition", "place=gallery"),
                ],
                "Tick answers to one question only",
            ),
        ];
        for (fields, words) in cases {
            let mut all = fields.to_vec();
            all.extend([("class", "D2"), ("hint.en", "Hint 72")]);
            let refused = designer.post(path, "complete", &all).await;
            assert_eq!(refused.status, 422, "{words}");
            assert!(refused.words().contains(words), "{words}: {}", refused.words());
            assert!(refused.body.contains("Hint 72"), "{words}");
        }
        assert_eq!(designer.browser.get(&format!("{path}?of=kind:file")).await.status, 404);
        assert_eq!(designer.browser.get("/desk/forms/complete/fields/nothing").await.status, 404);
        // What asks for numbers of cards is warned of until it is specially protected.
        let card =
            [("of", "kind:box"), ("label.en", "Your card number, please"), ("name", "card"), ("class", "D2")];
        designer.field("complete", &card).await;
        let warns = "This asks for something that needs more care.";
        assert!(designer.browser.get("/desk/forms/complete").await.words().contains(warns));
        let safe = [("label.en", "Your card number, please"), ("class", "D4")];
        let done = designer.post("/desk/forms/complete/fields/card", "complete", &safe).await;
        assert_eq!(done.status, 303);
        assert!(!designer.browser.get("/desk/forms/complete").await.words().contains(warns));
        // Requests made before stay as they are.
        ask(house, "When?").await;
    })
    .await;
}

// proves: RF-94, RF-95, RF-96, RF-97
#[tokio::test(flavor = "multi_thread")]
async fn html_in_a_form_is_refused_told_of_or_text_as_the_institution_says() {
    each_engine(async |house| {
        let html = "May I see <script>alert(1)</script> <b class=x>bold</b>?";
        let typed = [("question", html), ("email", "a@b.example")];
        let count = async || house.number("SELECT COUNT(*) AS n FROM request").await;
        let mut reader = house.visitor();
        house.set("forms.markup", "reject").await;
        let page = reader.get("/ask/general").await;
        let refused = reader.submit(&page, "/ask/general", &typed).await;
        assert_eq!(refused.status, 422);
        assert!(refused.words().contains("has HTML in it, which cannot be used here, so nothing was sent"));
        assert!(refused.words().contains("Nothing has been sent yet. Everything you typed is still here."));
        assert!(refused.body.contains("&#60;script&#62;alert(1)") && !refused.body.contains("<script>"));
        assert_eq!(count().await, 0);
        for plain in ["Is <5 mg right?", "a<b>c", "Write to desk <a@b.org>", "A vector<int>"] {
            let page = reader.get("/ask/general").await;
            let kept = reader.submit(&page, "/ask/general", &[("question", plain), typed[1]]).await;
            assert!(kept.words().contains("QR-"), "{plain}: {}", kept.words());
        }
        assert_eq!(count().await, 4);
        // A reply is met the same way; what is only looked up with leads home, and nothing is done.
        let mut asked = ask(house, "When?").await;
        let own = asked.check().await;
        let reply = reader.submit(&own, "/check/reply", &[("reply", html)]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.words().contains("The reply has HTML in it"), "{}", reply.words());
        for fields in [("number", "<img src=x>"), ("email", "<svg/onload=alert(1)>@b.example")] {
            let tried = house.number("SELECT COUNT(*) AS n FROM tries").await;
            let form = reader.get("/check").await;
            let mut all = vec![("number", asked.full.as_str()), ("email", asked.email.as_str())];
            all.retain(|(name, _)| *name != fields.0);
            all.push(fields);
            let answer = reader.submit(&form, "/check", &all).await;
            assert_eq!((answer.status.as_u16(), answer.location()), (303, "/"), "{fields:?}");
            assert_eq!(house.number("SELECT COUNT(*) AS n FROM tries").await, tried);
        }

        house.set("forms.markup", "warn").await;
        let page = reader.get("/ask/general").await;
        let told = reader.submit(&page, "/ask/general", &typed).await;
        assert_eq!(told.status, 200);
        assert!(told.words().contains("There is something like HTML in it."), "{}", told.words());
        assert_eq!(count().await, 5);
        let kept = reader.submit(&told, "/ask/general", &[]).await;
        assert!(kept.words().contains("QR-"), "{}", kept.words());

        house.set("forms.markup", "as_text").await;
        let page = reader.get("/ask/general").await;
        let kept = reader.submit(&page, "/ask/general", &typed).await;
        assert!(kept.words().contains("QR-"), "{}", kept.words());
        assert_eq!(count().await, 7);
    })
    .await;
}

// proves: RF-91, RF-92
#[tokio::test(flavor = "multi_thread")]
async fn whoever_fills_in_what_nobody_sees_makes_no_request_at_once_and_loses_no_word() {
    each_engine(async |house| {
        let mut reader = house.visitor();
        let page = reader.get("/ask/general").await;
        let form = page.form("/ask/general").unwrap();
        let known = ["key", "version", "question", "email"];
        let decoys: Vec<String> = form
            .iter()
            .map(|(name, _)| name.clone())
            .filter(|name| name.starts_with('n') && name.len() == 13)
            .collect();
        assert_eq!(decoys.len(), 2, "{form:?}");
        assert!(known.iter().all(|name| form.iter().any(|(there, _)| there == name)));
        let again = reader.get("/ask/general").await.form("/ask/general").unwrap();
        assert!(!again.iter().any(|(name, _)| decoys.contains(name)), "other names on every page");
        let typed = [
            ("question", "When do you open?"),
            ("email", "a@b.example"),
            (decoys[1].as_str(), "cheap pills"),
        ];
        let caught = reader.submit(&page, "/ask/general", &typed).await;
        assert_eq!(caught.status, 200);
        assert!(caught.words().contains("Check and send."), "{}", caught.words());
        assert!(caught.body.contains("When do you open?") && !caught.body.contains("cheap pills"));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 0);
        // The same again with the same key is caught again.
        let caught_again = reader.submit(&page, "/ask/general", &typed).await;
        assert!(caught_again.words().contains("Check and send."));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 0);
        // A person whose browser did it looks once more and presses once more.
        house.clock.advance(5 * kit_base::SECOND);
        let sent = reader.submit(&caught, "/ask/general", &[]).await;
        assert!(sent.words().contains("QR-"), "{}", sent.words());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request").await, 1);
    })
    .await;
}
