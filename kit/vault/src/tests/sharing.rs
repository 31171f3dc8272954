use super::*;

/// Two processes on one ring.
async fn two(bed: &Bed) -> (Vault, Vault) {
    (bed.vault.clone(), bed.again(1, 12).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_ask_for_the_secret_of_a_new_day_all_get_the_same() {
    each_ring(async |bed| {
        let (one, two) = two(&bed).await;
        for day in 0..5 {
            let name = format!("form/2026-11-{day}");
            let asks = (0..16).map(|n| {
                let (vault, name) = (if n % 2 == 0 { one.clone() } else { two.clone() }, name.clone());
                async move { vault.secret(&name).await.unwrap().to_vec() }
            });
            let all = asks.collect::<tokio::task::JoinSet<_>>().join_all().await;
            assert!(all.iter().all(|secret| *secret == all[0]), "two made the secret of {name}");
        }
        // What one made, the other finds, and never makes.
        let made = one.secret("tries/1").await.unwrap().to_vec();
        assert_eq!(two.find_secret("tries/1").await.unwrap().unwrap().to_vec(), made);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_epoch_of_one_process_is_noticed_by_the_other_and_an_old_one_let_go() {
    each_ring(async |bed| {
        let (one, two) = two(&bed).await;
        two.notice_epochs().unwrap();
        let before = two.inner.epochs.current().number;
        one.turn_epoch().await.unwrap();
        assert_eq!(two.inner.epochs.current().number, before, "nobody told it");
        two.notice_epochs().unwrap();
        assert_eq!(two.inner.epochs.current().number, before + 1);
        one.turn_epoch().await.unwrap();
        two.notice_epochs().unwrap();
        assert!(two.inner.epochs.get(before).is_err(), "a destroyed epoch is kept by nobody");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_destroyed_by_one_process_is_closed_at_the_other_once_it_is_told() {
    each_ring(async |bed| {
        let (one, two) = two(&bed).await;
        let key = one.take(crate::Domain::Request).await.unwrap();
        let bytes = seal(&one, &key, "words");
        let actor = crate::Actor::System;
        let open = async |vault: &Vault| {
            vault.open(&actor, crate::Purpose::Maintain, &sealed(key.id(), &bytes)).await
        };
        assert!(open(&two).await.is_ok());
        one.destroy(&[key.id()]).await.unwrap();
        assert!(open(&one).await.is_err());
        two.forget(&[key.id()]);
        assert!(open(&two).await.is_err());
    })
    .await;
}
