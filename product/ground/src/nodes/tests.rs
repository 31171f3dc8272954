use kit_base::SeededEntropy;
use kit_db::testing::each_engine;

use super::*;

const NOW: Millis = 1_795_512_600_000;

fn newcomer(last: Option<i64>) -> Newcomer {
    Newcomer { name: "desk1:/var/lib/querist".to_owned(), last, silence: SILENCE }
}

async fn claim(db: &Db, seed: u64, newcomer: Newcomer) -> Result<Node, NodeError> {
    Node::claim(db, newcomer, NOW, &SeededEntropy::new(seed)).await
}

#[tokio::test]
async fn sixty_four_that_claim_at_once_all_have_a_number_of_their_own_and_no_more_get_one() {
    each_engine(MIGRATIONS, async |db| {
        let claims = (0..64).map(|seed| {
            let db = db.clone();
            async move { claim(&db, seed, newcomer(None)).await }
        });
        let claimed = futures_util::future::join_all(claims).await;
        let mut numbers: Vec<u8> = claimed.into_iter().map(|node| node.unwrap().number()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..64).collect::<Vec<u8>>());
        assert!(matches!(claim(&db, 99, newcomer(None)).await, Err(NodeError::AllTaken)));
    })
    .await;
}

#[tokio::test]
async fn a_restart_on_the_same_directory_has_its_number_again_and_ids_go_on_after_those_before() {
    each_engine(MIGRATIONS, async |db| {
        let first = claim(&db, 1, newcomer(None)).await.unwrap();
        let other = claim(&db, 2, newcomer(None)).await.unwrap();
        assert_eq!((first.number(), other.number()), (0, 1));
        let made = kit_base::IdSource::after(first.number(), first.ids_from()).next(NOW + 5_000);
        // Killed, and back with a clock that is behind.
        let again = claim(&db, 3, newcomer(first.instance())).await.unwrap();
        assert_eq!(again.number(), 0);
        let next = kit_base::IdSource::after(again.number(), again.ids_from()).next(NOW - MINUTE);
        assert!(next > made, "{next} was made before {made}");
        assert!(!first.beat(&db, "all", NOW).await.unwrap(), "the one before does not have it any more");
        assert!(again.beat(&db, "all", NOW).await.unwrap());
        assert!(other.beat(&db, "all", NOW).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_number_is_taken_only_after_a_long_silence_and_the_one_who_lost_it_is_told() {
    each_engine(MIGRATIONS, async |db| {
        let mut nodes = Vec::new();
        for seed in 0..64 {
            nodes.push(claim(&db, seed, newcomer(None)).await.unwrap());
        }
        // Nobody has been silent for five minutes by the database's clock, whatever the newcomer's says.
        assert!(matches!(claim(&db, 100, newcomer(None)).await, Err(NodeError::AllTaken)));
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        for node in nodes.iter().filter(|node| node.number() != 17) {
            assert!(node.beat(&db, "web", NOW + 1).await.unwrap());
        }
        let patient = Newcomer { silence: 50, ..newcomer(None) };
        let taken = claim(&db, 101, Newcomer { silence: 60_000, ..patient.clone() }).await;
        assert!(matches!(taken, Err(NodeError::AllTaken)));
        let silent = nodes.iter().find(|node| node.number() == 17).unwrap();
        let mut heir = None;
        for seed in 102..110 {
            // The others keep speaking.
            for node in nodes.iter().filter(|node| node.number() != 17) {
                node.beat(&db, "web", NOW + 1).await.unwrap();
            }
            if let Ok(node) = claim(&db, seed, patient.clone()).await {
                heir = Some(node);
                break;
            }
        }
        let heir = heir.unwrap();
        assert_eq!(heir.number(), 17);
        assert!(!silent.beat(&db, "web", NOW).await.unwrap());
        assert!(heir.beat(&db, "web", NOW).await.unwrap());
        // A number that was given back is free at once.
        nodes[3].leave(&db, NOW).await.unwrap();
        assert_eq!(claim(&db, 111, newcomer(None)).await.unwrap().number(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_desk_has_one_name_however_many_start_at_once_and_another_after_a_restore() {
    each_engine(MIGRATIONS, async |db| {
        let asks = (0..16).map(|seed| {
            let db = db.clone();
            async move { desk_identity(&db, &SeededEntropy::new(seed)).await.unwrap() }
        });
        let names = futures_util::future::join_all(asks).await;
        assert!(names.iter().all(|name| *name == names[0] && name.len() == 32), "{names:?}");
        let other = "0f".repeat(16);
        let set = other.clone();
        db.write(move |conn| renew_desk_identity(conn, &set)).await.unwrap();
        assert_eq!(desk_identity(&db, &SeededEntropy::new(1)).await.unwrap(), other);
    })
    .await;
}
