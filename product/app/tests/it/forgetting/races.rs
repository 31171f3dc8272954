use desk::erasure::{self, Outcome, Way};
use ground::guard::Level;

use super::{ask_by_name, ask_plainly, column, id_of, is_whole, nobody_reads_them};
use crate::asking::act;
use crate::house::{TestHouse, at_once, each_engine};
use crate::main_job::counts;

/// The status of one act, whoever does it.
type Status = u16;

/// Erasing, a reply that names the person and an answer at the same moment.
async fn round(house: &TestHouse, named: bool) -> [Status; 3] {
    let mut asked = if named { ask_by_name(house).await } else { ask_plainly(house).await };
    let id = id_of(house, &asked).await;
    let manage = asked.check().await;
    let mut rosa = house.signed_in(Level::Regular).await;
    let page = rosa.get(&asked.path()).await;
    let (ground, path, mut client) = (house.ground().clone(), asked.path(), asked.browser.clone());
    let works: Vec<std::pin::Pin<Box<dyn Future<Output = Status> + Send>>> = vec![
        Box::pin(async move {
            let outcome = erasure::erase(&ground, id, Way::Command).await.unwrap();
            assert_eq!(outcome, Outcome::Erased);
            200
        }),
        Box::pin(async move {
            let words = [("reply", "Ottilie Quendolyn here: the corner house.")];
            client.submit(&manage, "/check/reply", &words).await.status.as_u16()
        }),
        Box::pin(async move {
            let words = [("text", "Dear Ottilie, it was Tom.")];
            rosa.submit(&page, &format!("{path}/answer"), &words).await.status.as_u16()
        }),
    ];
    let mut statuses = [0; 3];
    let numbered = works.into_iter().enumerate().map(|(at, work)| async move { (at, work.await) });
    for (at, status) in at_once(numbered).await {
        statuses[at] = status;
    }
    is_whole(house, &asked).await;
    let of =
        |kind: &str| format!("SELECT COUNT(*) AS n FROM message WHERE request_id = {id} AND kind = '{kind}'");
    // Taken means kept, once; refused means that nothing of it is there.
    assert_eq!(house.number(&of("comment")).await, i64::from(statuses[1] == 200), "reply: {statuses:?}");
    assert_eq!(house.number(&of("answer")).await, i64::from(statuses[2] == 303), "answer: {statuses:?}");
    assert!([200, 410].contains(&statuses[1]), "{statuses:?}");
    assert!([303, 409].contains(&statuses[2]), "{statuses:?}");
    let events =
        format!("SELECT COUNT(*) AS n FROM audit_event WHERE subject_kind = 'request' AND subject_id = {id}");
    assert_eq!(
        house.number(&events).await,
        column(house, &asked, "version").await,
        "each change counts once"
    );
    nobody_reads_them(house, &asked).await;
    statuses
}

// proves: v5.0.0-2.3.4, v5.0.0-15.4.2
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_a_reply_and_an_answer_at_once_leave_nothing_of_the_person() {
    let rounds = if std::env::var_os("PROVE").is_some() { 100 } else { 6 };
    each_engine(async |house| {
        let (mut replies, mut answers) = (0, 0);
        for n in 0..rounds {
            let [_, reply, answer] = round(house, n % 2 == 0).await;
            replies += usize::from(reply == 200);
            answers += usize::from(answer == 303);
        }
        counts::are_right(house).await;
        println!(
            "proof: {rounds} rounds on {:?}: {replies} replies and {answers} answers came first, all consistent",
            house.engine()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_by_many_at_once_it_is_erased_once() {
    each_engine(async |house| {
        let asked = ask_by_name(house).await;
        let id = id_of(house, &asked).await;
        let ground = house.ground().clone();
        let works = (0..8).map(|_| {
            let ground = ground.clone();
            async move { erasure::erase(&ground, id, Way::Command).await.unwrap() }
        });
        let outcomes = at_once(works).await;
        assert!(
            outcomes.iter().all(|one| matches!(one, Outcome::Erased | Outcome::WasErased)),
            "{outcomes:?}"
        );
        let events = "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'request.erased'";
        assert_eq!(house.number(events).await, 1);
        is_whole(house, &asked).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let sent = act(&mut rosa, &asked.path(), "note", &[("text", "Still ours.")]).await;
        assert_eq!(sent.status, 303, "the key it has now is there");
    })
    .await;
}
