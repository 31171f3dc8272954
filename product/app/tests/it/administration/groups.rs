//! Roles and teams: made on their pages, acting at the next click, and telling nobody of what they do not reach.

use ground::guard::{Level, Permission, Scope};
use ground::staff::{self, AccountChange, Changed, RoleId};
use kit_base::EmailAddress;
use kit_web::testing::{Answer, Browser};

use crate::asking::{act, ask, ask_in_private, offers};
use crate::house::{Colleague, each_engine, hire};

/// The id at the end of where an answer leads: `/desk/roles/12?said=added`.
fn id_of(answer: &Answer) -> i64 {
    assert_eq!(answer.status, 303, "{}", answer.words());
    let path = answer.location().split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Sends the form of the page at `path`.
async fn send(boss: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = boss.get(path).await;
    boss.submit(&page, path, fields).await
}

/// Gives `who` a role on their page.
async fn give_role(boss: &mut Browser, who: &Colleague, role: &str, level: &str) -> Answer {
    send(boss, &format!("/desk/staff/{}", who.id.0), &[("role", role), ("level", level)]).await
}

// proves: RF-22, RF-23, RF-24, XT-131, XT-142, v5.0.0-8.2.2, v5.0.0-8.3.2, attack B8
#[tokio::test(flavor = "multi_thread")]
async fn a_role_stands_in_place_of_the_level_and_acts_at_the_next_click() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let clerk = house.person(Level::Regular);
        let mut theirs = house.signed_in_as(clerk).await;
        let (here, away) = (ask(house, "Here?").await, ask(house, "Away?").await);
        let there = house.locations[1].0;
        house
            .tamper(&format!("UPDATE request SET location_id = {there} WHERE number = {}", away.number()))
            .await;
        assert_eq!(theirs.get(&away.path()).await.status, 200);
        let fields = [
            ("name", "Evening desk"),
            ("r.request.view", "location"),
            ("r.request.note", "location"),
            ("r.settings.view", "all"),
        ];
        let role = id_of(&send(&mut boss, "/desk/roles/new", &fields).await);
        let page = boss.get(&format!("/desk/roles/{role}")).await.words();
        assert!(page.contains("Evening desk") && page.contains("Nobody has this role"), "{page}");
        assert_eq!(give_role(&mut boss, clerk, &role.to_string(), "regular").await.status, 303);
        // No new session: what the role does not reach is not there, what it has not is not offered.
        assert_eq!(theirs.get(&away.path()).await.status, 404);
        let page = theirs.get(&here.path()).await;
        assert!(offers(&page, &here.path(), "note") && !offers(&page, &here.path(), "answer"));
        assert!(page.words().contains("because you work where it belongs"), "{}", page.words());
        let list = theirs.get("/desk?view=all").await;
        assert!(list.body.contains(here.short()) && !list.body.contains(away.short()));
        assert_eq!(theirs.get("/desk/settings").await.status, 200);
        let rights = boss.get(&format!("/desk/staff/{}/rights", clerk.id.0)).await.words();
        assert!(rights.contains("as Evening desk") && rights.contains("and of their location"), "{rights}");
        // The role is changed: it acts at once.
        let path = format!("/desk/roles/{role}");
        let changed = send(&mut boss, &path, &[("r.request.view", "all"), ("r.settings.view", "none")]).await;
        assert_eq!(changed.status, 303);
        assert_eq!(theirs.get(&away.path()).await.status, 200);
        assert_eq!(theirs.get("/desk/settings").await.status, 403);
        // One that somebody has is not removed; once nobody has it, it goes.
        let kept = send(&mut boss, &path, &[]).await;
        assert_eq!(kept.status, 303);
        let page = boss.get(&path).await;
        assert!(!page.body.contains(&format!("action=\"{path}/remove\"")));
        let forced = boss.submit(&page, &path, &[]).await;
        assert_eq!(forced.status, 303);
        let by = house.acting(house.person(Level::Administrator));
        let removed = staff::remove_role(house.ground(), &by, RoleId(role)).await.unwrap();
        assert_eq!(removed, staff::Removed::InUse);
        assert_eq!(give_role(&mut boss, clerk, "0", "regular").await.status, 303);
        assert!(offers(&theirs.get(&here.path()).await, &here.path(), "answer"), "the level's rights again");
        let page = boss.get(&path).await;
        assert_eq!(boss.submit(&page, &format!("{path}/remove"), &[]).await.status, 303);
        assert_eq!(boss.get(&path).await.status, 404);
    })
    .await;
}

// proves: v5.0.0-8.2.1, attack B8
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_not_there_gives_nothing_and_none_is_for_administrators() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let clerk = house.person(Level::Supervisor);
        let mut theirs = house.signed_in_as(clerk).await;
        house.tamper(&format!("UPDATE staff SET role_id = 4711 WHERE id = {}", clerk.id.0)).await;
        for path in ["/desk", "/desk/home", "/desk/staff", "/desk/settings", "/desk/jobs"] {
            assert_eq!(theirs.get(path).await.status, 403, "{path}");
        }
        assert_eq!(theirs.get("/desk/me").await.status, 200, "their own page is theirs");
        let role = id_of(&send(&mut boss, "/desk/roles/new", &[("name", "Empty")]).await).to_string();
        let refused = give_role(&mut boss, house.person(Level::General), &role, "administrator").await;
        assert_eq!(refused.status, 422);
        assert!(refused.words().contains("Administrators have all their rights"), "{}", refused.words());
        assert_eq!(give_role(&mut boss, house.person(Level::General), "4711", "general").await.status, 422);
        // Nor by a row of the database: an administrator's level stands.
        let other = hire(house.ground(), "Second Boss", Level::Administrator, house.locations[0]).await;
        house.tamper(&format!("UPDATE staff SET role_id = {role} WHERE id = {}", other.id.0)).await;
        assert_eq!(house.signed_in_as(&other).await.get("/desk/staff/new").await.status, 200);
        let twice = send(&mut boss, "/desk/roles/new", &[("name", "Empty")]).await;
        assert_eq!(twice.status, 422);
        assert!(twice.words().contains("Another role has this name"));
        let unnamed = send(&mut boss, "/desk/roles/new", &[("name", "  ")]).await;
        assert_eq!(unnamed.status, 422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_do_not_overwrite_each_others_role() {
    each_engine(async |house| {
        let (mut one, mut two) =
            (house.signed_in(Level::Administrator).await, house.signed_in(Level::Administrator).await);
        let role = id_of(&send(&mut one, "/desk/roles/new", &[("name", "Shared")]).await);
        let path = format!("/desk/roles/{role}");
        let (first, second) = (one.get(&path).await, two.get(&path).await);
        assert_eq!(one.submit(&first, &path, &[("r.request.view", "team")]).await.status, 303);
        let late = two.submit(&second, &path, &[("r.request.view", "all")]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        assert!(late.words().contains("Somebody else changed this role"));
        let kept = house.lines("SELECT rights AS line FROM role").await;
        assert_eq!(kept, ["request.view:team"], "nothing of the second was saved");
        assert_eq!(two.submit(&late, &path, &[]).await.status, 303, "knowing it, they may");
        assert_eq!(house.lines("SELECT rights AS line FROM role").await, ["request.view:all"]);
    })
    .await;
}

// proves: RF-22, RF-23, XT-131, v5.0.0-8.2.2, attack B2, attack B8
#[tokio::test(flavor = "multi_thread")]
async fn a_team_sees_what_it_has_and_nobody_else_does() {
    each_engine(async |house| {
        let mut boss = house.signed_in(Level::Administrator).await;
        let member = &hire(house.ground(), "Mina Far", Level::Regular, house.locations[2]).await;
        let other = &hire(house.ground(), "Otto Far", Level::Regular, house.locations[2]).await;
        let (mut theirs, mut others) = (house.signed_in_as(member).await, house.signed_in_as(other).await);
        let asked = ask_in_private(house, "About my landlord").await;
        let path = asked.path();
        assert_eq!(theirs.get(&path).await.status, 404);
        let id = member.id.0.to_string();
        let fields = [("name", "Housing advice"), ("member", id.as_str())];
        let team = id_of(&send(&mut boss, "/desk/teams/new", &fields).await);
        let mut clerk = house.signed_in(Level::Regular).await;
        let given = act(&mut clerk, &path, "reallocate", &[("to", "0"), ("team", &team.to_string())]).await;
        assert_eq!(given.status, 303, "{}", given.words());
        let page = theirs.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(
            page.words().contains("because a team of yours has it")
                && page.words().contains("Housing advice")
        );
        let list = theirs.get("/desk?view=team").await;
        assert!(list.body.contains(asked.short()) && list.words().contains("My teams"), "{}", list.words());
        assert!(theirs.get("/desk/home").await.words().contains("with your teams"));
        assert_eq!(others.get(&path).await.status, 404);
        assert!(!others.get("/desk?view=team").await.body.contains(asked.short()));
        // Out of the team: at the next click it is not there any more.
        let path_of_team = format!("/desk/teams/{team}");
        let page = boss.get(&path_of_team).await;
        let mut out: Vec<(String, String)> = page.form(&path_of_team).unwrap();
        out.retain(|(name, _)| name != "member");
        let fields: Vec<(&str, &str)> = out.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(boss.post(&path_of_team, &fields).await.status, 303);
        assert_eq!(theirs.get(&path).await.status, 404);
        assert!(!theirs.get("/desk?view=unallocated").await.body.contains(asked.short()));
        let removed = boss.submit(&page, &format!("{path_of_team}/remove"), &[]).await;
        assert_eq!(removed.status, 303, "{}", removed.words());
        assert_eq!(clerk.get(&path).await.status, 200, "its location has it still");
        assert_eq!(boss.get(&path_of_team).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_given_to_whoever_is_away_or_cannot_open_it() {
    each_engine(async |house| {
        let asked = ask(house, "When?").await;
        let (path, away) = (asked.path(), house.person(Level::Probation));
        let mut boss = house.signed_in(Level::Administrator).await;
        let to = away.id.0.to_string();
        assert!(boss.get(&path).await.body.contains(&format!("<option value=\"{to}\">")));
        let mut theirs = house.signed_in_as(away).await;
        let wrong = send_own(&mut theirs, &[("away", "tomorrow")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.words());
        assert_eq!(send_own(&mut theirs, &[("away", "2027-01-31")]).await.status, 303);
        let page = boss.get(&path).await;
        assert!(!page.body.contains(&format!("<option value=\"{to}\">")), "not offered");
        let refused = act(&mut boss, &path, "reallocate", &[("to", to.as_str())]).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
        assert_eq!(send_own(&mut theirs, &[("away", "")]).await.status, 303);
        assert_eq!(act(&mut boss, &path, "reallocate", &[("to", to.as_str())]).await.status, 303);
        let officer = hire(house.ground(), "Vera Watch", Level::SecurityOfficer, house.locations[0]).await;
        let to = officer.id.0.to_string();
        assert_eq!(act(&mut boss, &path, "reallocate", &[("to", to.as_str())]).await.status, 422);
    })
    .await;
}

async fn send_own(theirs: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let page = theirs.get("/desk/me").await;
    theirs.submit(&page, "/desk/me/preferences", fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn people_begin_where_they_choose_as_long_as_they_may() {
    each_engine(async |house| {
        let who = house.person(Level::Supervisor);
        house.give_password(who).await;
        let mut theirs = house.signed_in_as(who).await;
        assert_eq!(send_own(&mut theirs, &[("start", "/desk/settings")]).await.status, 303);
        let sign_in = [("email", who.email.as_str()), ("password", crate::house::PASSWORD)];
        assert_eq!(house.visitor().post("/sign-in", &sign_in).await.location(), "/desk/settings");
        assert_eq!(send_own(&mut theirs, &[("start", "//evil.example")]).await.status, 303);
        assert_eq!(house.visitor().post("/sign-in", &sign_in).await.location(), "/desk/home");
        let officer = hire(house.ground(), "Vera Watch", Level::SecurityOfficer, house.locations[0]).await;
        house.give_password(&officer).await;
        let sign_in = [("email", officer.email.as_str()), ("password", crate::house::PASSWORD)];
        let mut browser = house.visitor();
        let first = browser.post("/sign-in", &sign_in).await;
        assert_eq!(first.location(), "/desk/settings", "who sees no requests begins elsewhere");
        let page = browser.get("/desk/settings").await;
        assert!(!page.body.contains("href=\"/desk/home\"") && !page.body.contains("action=\"/desk/go\""));
        let refused = browser.get("/desk").await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("Back to your pages"));
    })
    .await;
}

/// Everything that `browser` sees of requests without opening one.
async fn seen(browser: &mut Browser) -> Vec<String> {
    let mut all = Vec::new();
    for view in ["mine", "unallocated", "team", "location", "all", "closed"] {
        all.push(browser.get(&format!("/desk?view={view}")).await.body);
    }
    all.push(browser.get("/desk/home").await.body);
    all
}

/// Whoever may not see some requests is shown the same bytes, counts and totals whatever becomes of those.
///
/// proves: v5.0.0-8.2.2, attack B2
#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_see_changes_nothing_that_one_sees() {
    each_engine(async |house| {
        let ground = house.ground();
        let boss = house.acting(house.person(Level::Administrator));
        // Seats: each level elsewhere, and roles that reach less far.
        let mut seats = Vec::new();
        for level in [Level::General, Level::Probation, Level::Regular, Level::PrivacyOfficer] {
            let who = hire(ground, &format!("{level:?} Far"), level, house.locations[2]).await;
            seats.push((format!("{level:?}"), house.signed_in_as(&who).await));
        }
        let rights =
            ["view", "note", "take"].map(|act| Permission::from_code(&format!("request.{act}")).unwrap());
        for scope in [Scope::Assigned, Scope::Team, Scope::Location] {
            let role = staff::add_role(ground, &boss, scope.code(), &rights.map(|right| (right, scope)))
                .await
                .unwrap();
            let name = format!("{} Far", scope.code());
            let who = hire(ground, &name, Level::General, house.locations[2]).await;
            let email = EmailAddress::parse(&who.email).unwrap();
            let (level, location) = (who.level, who.location);
            let to = AccountChange { name, email, level, location, role: Some(role), enabled: true };
            let seen = house.seen(who.id).await;
            assert_eq!(staff::change(ground, &boss, (who.id, &seen), &to).await.unwrap(), Changed::Done);
            seats.push((scope.code().to_owned(), house.signed_in_as(&who).await));
        }
        for n in 0..3 {
            ask(house, &format!("Open question {n}")).await;
        }
        let hidden = [ask_in_private(house, "One").await, ask_in_private(house, "Two").await];
        let mut before = Vec::new();
        for (_, browser) in &mut seats {
            before.push(seen(browser).await);
        }
        // Everything that can become of them, and more of them.
        let mut staff = house.signed_in(Level::Regular).await;
        act(&mut staff, &hidden[0].path(), "take", &[]).await;
        act(&mut staff, &hidden[0].path(), "note", &[("text", "Look at the deeds.")]).await;
        act(&mut staff, &hidden[0].path(), "query", &[("text", "Which street?")]).await;
        let answered = act(&mut staff, &hidden[1].path(), "answer", &[("text", "At ten.")]).await;
        assert_eq!(answered.status, 303);
        ask_in_private(house, "Three").await;
        for ((seat, browser), before) in seats.iter_mut().zip(before) {
            for (at, (now, before)) in seen(browser).await.into_iter().zip(before).enumerate() {
                assert!(!now.contains(hidden[0].short()), "{seat}: page {at} names it");
                assert_eq!(now, before, "{seat}: page {at} changed");
            }
        }
        // The same look finds a change of what they do see.
        ask(house, "Another open question").await;
        let (_, regular) = &mut seats[2];
        let list = regular.get("/desk?view=unallocated").await;
        assert!(list.body.contains("Another open question"));
    })
    .await;
}

// proves: RF-23, v5.0.0-8.3.1
#[tokio::test(flavor = "multi_thread")]
async fn lists_of_a_narrow_right_are_read_to_their_end_without_gap_or_repeat() {
    each_engine(async |house| {
        let ground = house.ground();
        let boss = house.acting(house.person(Level::Administrator));
        let clerk = house.person(Level::General);
        let right = (Permission::RequestView, Scope::Location);
        let role = staff::add_role(ground, &boss, "Here", &[right]).await.unwrap();
        let team = staff::add_team(ground, &boss, "Team", &[clerk.id]).await.unwrap();
        for n in 0..130 {
            ask(house, &format!("Question {n}")).await;
        }
        // A third elsewhere; of all, some are with the team, with the person, with both.
        let (there, who) = (house.locations[1].0, clerk.id.0);
        house.tamper(&format!("UPDATE request SET location_id = {there} WHERE number % 3 = 0")).await;
        house.tamper(&format!("UPDATE request SET team_id = {} WHERE number % 4 = 0", team.0)).await;
        house.tamper(&format!("UPDATE request SET assignee_id = {who} WHERE number % 5 = 0")).await;
        house
            .tamper("UPDATE request SET is_open = FALSE, state = 'closed', closed_at = due_at - number")
            .await;
        house.tamper(&format!("UPDATE staff SET role_id = {} WHERE id = {who}", role.0)).await;
        let expected = house
            .lines(&format!(
                "SELECT CAST(number AS TEXT) AS line FROM request
                  WHERE location_id <> {there} OR team_id IS NOT NULL OR assignee_id = {who}
                  ORDER BY closed_at DESC, id DESC"
            ))
            .await;
        let mut browser = house.signed_in_as(clerk).await;
        let mut path = "/desk?view=closed".to_owned();
        let mut read = Vec::new();
        loop {
            let page = browser.get(&path).await;
            let rows = page.body.match_indices("href=\"/desk/requests/QR-");
            let of = |(at, lead): (usize, &str)| {
                page.body[at + lead.len()..].split('"').next().unwrap().to_owned()
            };
            let mut numbers: Vec<String> = rows.map(of).collect();
            numbers.dedup();
            read.extend(numbers);
            let Some(next) = crate::asking::between(&page.body, "rel=\"next\" href=\"", "\"") else { break };
            path = next.replace("&amp;", "&");
        }
        assert_eq!(read, expected);
        assert!(expected.len() > 51, "more than a page");
    })
    .await;
}

/// Whoever was put out of a team is not put back by a page that was opened before.
///
/// proves: v5.0.0-15.4.2, attack B8
#[tokio::test(flavor = "multi_thread")]
async fn a_page_opened_earlier_puts_nobody_back_into_a_team() {
    each_engine(async |house| {
        let (ground, boss) = (house.ground(), house.acting(house.person(Level::Administrator)));
        let (stays, leaves) = (house.person(Level::Regular), house.person(Level::General));
        let team = staff::add_team(ground, &boss, "Maps", &[stays.id, leaves.id]).await.unwrap();
        let path = format!("/desk/teams/{}", team.0);
        let (mut one, mut two) =
            (house.signed_in(Level::Administrator).await, house.signed_in(Level::Administrator).await);
        let page = two.get(&path).await;
        let own = one.get(&path).await;
        let put_out = one.submit(&own, &path, &[("member", &stays.id.0.to_string())]).await;
        assert_eq!(put_out.status, 303, "{}", put_out.words());
        let late = two.submit(&page, &path, &[("name", "Maps and plans")]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        let is_in = format!("SELECT COUNT(*) AS n FROM staff WHERE teams = '{}'", team.0);
        assert_eq!(house.number(&is_in).await, 1);
        let now = two.get(&path).await;
        assert_eq!(two.submit(&now, &path, &[("name", "Maps and plans")]).await.status, 303);
        assert_eq!(house.number(&is_in).await, 1);
    })
    .await;
}
