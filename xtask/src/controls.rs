//! Each control of the sign-in, of the privileges and of public intake, taken out of the program by itself: the test that performs the
//! attack must fail then. A test that passes either way would prove nothing.
//!
//! To add one: `kit_base::fault::is_out` where the control stands, and a line in [`CONTROLS`].

use std::ffi::OsString;
use std::process::Command;

use crate::fault::{Doing, Fault, Result};
use crate::listings;
use crate::session::{STEP_LIMIT, Session, Tally};
use crate::tools;

/// A control that can be taken out.
struct Control {
    /// The name the program knows it by.
    name: &'static str,
    /// The attacks of `security/attacks.csv` it stands against.
    attacks: &'static str,
    package: &'static str,
    /// The test that performs one of them.
    test: &'static str,
}

const fn control(
    name: &'static str,
    attacks: &'static str,
    package: &'static str,
    test: &'static str,
) -> Control {
    Control { name, attacks, package, test }
}

const CONTROLS: &[Control] = &[
    control(
        "object",
        "B2",
        "querist",
        "main_job::private::confidential_requests_are_for_their_location_alone",
    ),
    control(
        "privilege",
        "B6",
        "querist",
        "access::unknown::what_ones_level_may_not_do_is_refused_before_anything_is_looked_up",
    ),
    control(
        "own-sessions",
        "B6b",
        "querist",
        "sign_in::own_page::the_session_of_another_person_is_not_there",
    ),
    control(
        "stamp",
        "B8",
        "querist",
        "sign_in::sessions::a_disabled_account_and_a_changed_one_are_out_at_the_very_next_request",
    ),
    control(
        "own-rights",
        "B9",
        "querist",
        "administration::rights::nobody_gives_themselves_a_right_and_a_given_one_reaches_no_further_than_anybodys",
    ),
    control("stale", "B8", "querist", "administration::people::a_page_opened_earlier_lets_nobody_in_again"),
    control("codes", "C10", "querist", "sign_in::factors::patience_finds_no_code_and_the_owner_is_told"),
    control(
        "sight",
        "B2",
        "querist",
        "main_job::private::mails_of_a_request_one_may_not_know_of_are_not_told_apart",
    ),
    control(
        "undo",
        "E12",
        "querist",
        "administration::settings::taking_a_change_back_lowers_security_only_with_a_reason",
    ),
    control(
        "proxies",
        "C1, E9",
        "kit-web",
        "proxies::tests::an_address_is_believed_only_from_a_trusted_proxy_and_the_rightmost_untrusted_one_counts",
    ),
    control(
        "networks",
        "C1, E9",
        "querist",
        "administration::settings::staff_come_from_the_networks_that_were_set_and_nobody_locks_themselves_out",
    ),
    control(
        "fresh-session",
        "C2",
        "querist",
        "sign_in::sessions::a_cookie_that_was_there_before_becomes_no_session",
    ),
    control("one-time-link", "C3", "querist", "sign_in::enrol::a_link_sets_the_password_once"),
    control(
        "old-password",
        "C4",
        "querist",
        "sign_in::own_page::a_new_password_takes_the_old_one_and_ends_every_other_session",
    ),
    control("unknown", "C5", "querist", "sign_in::guessing::an_unknown_address_is_answered_like_a_known_one"),
    control(
        "few-mails",
        "C6",
        "querist",
        "administration::forgot::two_hundred_askings_bring_three_mails_and_a_forged_host_changes_no_link",
    ),
    control("second-step", "C10", "querist", "sign_in::factors::the_password_alone_opens_no_route"),
    control(
        "form-key",
        "C11",
        "querist",
        "access::posts::a_post_without_the_sessions_own_key_is_refused_and_changes_nothing",
    ),
    control(
        "decoys",
        "D8",
        "querist",
        "administration::forms::whoever_fills_in_what_nobody_sees_makes_no_request_at_once_and_loses_no_word",
    ),
    control(
        "filling",
        "D8",
        "querist",
        "main_job::quick::a_form_that_is_sent_at_once_is_shown_once_more_and_one_press_sends_it",
    ),
    control("page-key", "D8", "kit-web", "form_key::tests::a_key_is_good_for_its_form_and_secret_only"),
    control(
        "page-once",
        "D8",
        "querist",
        "main_job::once::the_same_post_twice_makes_one_request_and_shows_its_number_again",
    ),
    control(
        "page-age",
        "D8",
        "querist",
        "main_job::pages::an_old_page_is_shown_again_with_everything_typed_and_one_press_sends_it",
    ),
    control(
        "page-browser",
        "D8",
        "querist",
        "main_job::pages::a_key_is_for_its_form_its_browser_and_our_own_site",
    ),
    control(
        "page-site",
        "D8",
        "querist",
        "main_job::pages::a_key_is_for_its_form_its_browser_and_our_own_site",
    ),
    control(
        "crowds",
        "D8",
        "querist",
        "main_job::quick::one_network_causes_its_share_of_mails_to_strangers_and_leaves_the_others_theirs",
    ),
    control(
        "unasked",
        "D8",
        "querist",
        "main_job::relay::many_questions_with_one_strangers_address_bring_one_mail_with_nothing_that_was_typed",
    ),
    control(
        "quarantine",
        "D8",
        "querist",
        "main_job::held::a_patient_program_makes_five_requests_and_the_rest_waits_for_staff",
    ),
    control(
        "origin",
        "C11",
        "querist",
        "access::posts::posts_made_by_another_site_are_refused_even_with_the_right_key",
    ),
    control("own-path", "E7", "ground", "guard::sign_in::tests::nobody_is_sent_to_another_site"),
    control(
        "odd",
        "E9",
        "querist",
        "sign_in::guessing::script_in_the_sign_in_brings_the_page_again_and_leaves_a_trace_of_itself_alone",
    ),
    control(
        "tries",
        "E9",
        "querist",
        "sign_in::guessing::after_ten_wrong_passwords_there_is_a_pause_and_then_it_goes_on",
    ),
    control(
        "first-link",
        "E12",
        "querist",
        "sign_in::enrol::the_first_administrator_comes_by_a_link_and_there_is_no_other_account",
    ),
    control(
        "step-up",
        "C10",
        "querist",
        "sign_in::step_up::after_ten_minutes_an_act_asks_and_then_carries_out_what_was_posted",
    ),
];

/// What names the control that is taken out; only builds with the feature `fault` know it.
const VARIABLE: &str = "QUERIST_FAULT";

/// Takes out one control after the other, and looks whether the program that people get knows how.
pub fn run(session: &Session, variables: &[(&str, OsString)]) -> Result<Tally> {
    let mut tally = Tally::default();
    for control in CONTROLS {
        let Control { name, attacks, package, test } = control;
        let mut command = Command::new(tools::find(session, tools::NEXTEST)?);
        command.args(["nextest", "run", "--locked", "--all-features", "--package", package]);
        command.args(["-E", &format!("test(={test})")]).env(VARIABLE, name);
        command.current_dir(&session.space.root).envs(variables.iter().map(|(name, value)| (name, value)));
        let finished = session.run(&format!("control-{name}"), &mut command, STEP_LIMIT)?;
        if finished.text.contains("1 test run: 0 passed, 1 failed") {
            tally.passed += 1;
        } else {
            let what = if finished.ok { "passes without it" } else { "did not run" };
            tally.failed.push(format!("{name} ({attacks}): {test} {what}"));
        }
    }
    listings::build(session)?;
    let program = session.space.querist();
    let bytes = std::fs::read(&program).doing(format_args!("reading {}", program.display()))?;
    if bytes.windows(VARIABLE.len()).any(|part| part == VARIABLE.as_bytes()) {
        return Err(Fault::new("the program that people get can have its controls taken out"));
    }
    tally.passed += 1;
    Ok(tally)
}
