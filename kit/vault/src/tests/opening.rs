use super::*;
use crate::{Actor, Domain, OpenError, Purpose, Viewing};

const ANA: Actor = Actor::Staff(4);

#[tokio::test]
async fn every_opening_is_reported_with_who_and_what_for() {
    each_ring(async |bed| {
        let (client, request) =
            (bed.vault.take(Domain::Client).await.unwrap(), bed.vault.take(Domain::Request).await.unwrap());
        let name = bed.vault.seal(&client, Cell { field: FieldId(7), row: 1 }, b"Elsie", Padding::Short);
        let line = seal(&bed.vault, &request, "a question");
        let cells = [
            sealed(request.id(), &line),
            Sealed { key: client.id(), cell: Cell { field: FieldId(7), row: 1 }, bytes: &name },
            sealed(request.id(), &line[1..]),
        ];
        let opened = bed.vault.open_many(&ANA, Purpose::List, &cells).await.unwrap();
        assert_eq!(opened[0].as_ref().unwrap().as_slice(), b"a question");
        assert_eq!(opened[1].as_ref().unwrap().as_slice(), b"Elsie");
        assert!(matches!(opened[2], Err(OpenError::Damaged)), "one bad value keeps no other from opening");
        let expected = Viewing {
            actor: ANA,
            purpose: Purpose::List,
            keys: vec![client.id().min(request.id()), client.id().max(request.id())],
            fields: vec![FieldId(7), FieldId(201)],
            at: START,
        };
        assert_eq!(bed.test.viewings.take(), [expected]);

        bed.vault.open(&ANA, Purpose::Read, &cells[0]).await.unwrap();
        assert_eq!(bed.test.viewings.take().len(), 1);
        assert!(bed.vault.open(&ANA, Purpose::Read, &cells[2]).await.is_err());
        assert_eq!(bed.test.viewings.take(), [], "what did not open was not seen");
    })
    .await;
}

// proves: attack E5
#[tokio::test]
async fn a_value_in_the_wrong_place_is_damaged() {
    each_ring(async |bed| {
        let (one, other) =
            (bed.vault.take(Domain::Request).await.unwrap(), bed.vault.take(Domain::Request).await.unwrap());
        let bytes = seal(&bed.vault, &one, "private");
        let wrong = [
            sealed(other.id(), &bytes),
            sealed(KeyId(12_345), &bytes),
            Sealed { cell: Cell { row: 78, ..CELL }, ..sealed(one.id(), &bytes) },
            Sealed { cell: Cell { field: FieldId(202), ..CELL }, ..sealed(one.id(), &bytes) },
            sealed(one.id(), &[]),
        ];
        for opened in bed.vault.open_many(&ANA, Purpose::Read, &wrong).await.unwrap() {
            assert!(matches!(opened, Err(OpenError::Damaged)), "{opened:?}");
        }
        assert_eq!(
            bed.vault.open(&ANA, Purpose::Read, &sealed(one.id(), &bytes)).await.unwrap().as_slice(),
            b"private"
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_sealed_opens_after_a_restart() {
    each_ring(async |bed| {
        let key = bed.vault.take(Domain::File).await.unwrap();
        let bytes = seal(&bed.vault, &key, "kept");
        bed.vault.clone().close().await;
        assert!(bed.vault.key(KeyId(1)).await.is_err(), "closed");
        let again = bed.again(0, 12).await.unwrap();
        assert_eq!(
            again
                .open(&Actor::System, Purpose::Maintain, &sealed(key.id(), &bytes))
                .await
                .unwrap()
                .as_slice(),
            b"kept"
        );
    })
    .await;
}

#[test]
fn nothing_that_holds_a_key_prints_it() {
    let key = Key::new(KeyId(5), &crate::Secret::random(&SeededEntropy::new(1)));
    assert_eq!(format!("{key:?}"), "Key(KeyId(5))");
    assert_eq!(format!("{:?}", crate::KeyState::Live(key)), "Live(Key(KeyId(5)))");
}
