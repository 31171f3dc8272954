//! Who may come in, and for how long: sessions, passwords, one-time links, second factors, and the bounds on
//! guessing.

mod enrol;
mod factors;
mod guessing;
mod own_page;
mod sessions;
mod step_up;

use kit_web::testing::{Answer, Browser};

use crate::house::{Colleague, PASSWORD, TestHouse};

/// Signs in by the form.
async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Answer {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, "/sign-in", &[("email", email), ("password", password)]).await
}

/// `who` at a browser, signed in by address and password.
async fn by_password(house: &TestHouse, who: &Colleague) -> Browser {
    let mut browser = house.visitor();
    let answer = sign_in(&mut browser, &who.email, PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/desk/home"));
    browser
}

/// Whether this browser is signed in. Looking is a request of its own.
async fn is_in(browser: &mut Browser) -> bool {
    let answer = browser.get("/desk/home").await;
    assert!(answer.status == 200 || answer.location() == "/sign-in?next=/desk/home", "{}", answer.status);
    answer.status == 200
}

/// `who` with a second factor at a browser that the password was given at: the page that asks for the code.
async fn half_way(browser: &mut Browser, who: &Colleague) -> Answer {
    let page = sign_in(browser, &who.email, PASSWORD).await;
    assert_eq!(page.status, 200, "{}", page.words());
    assert!(page.form("/sign-in/code").is_some(), "{}", page.body);
    page
}
