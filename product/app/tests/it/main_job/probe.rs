use crate::house::*;
use ground::guard::Level;
#[tokio::test(flavor = "multi_thread")]
async fn probe() {
    let t = std::time::Instant::now();
    for e in [kit_db::Engine::Sqlite, kit_db::Engine::Postgres] {
        let t = std::time::Instant::now();
        let house = TestHouse::on(e).await;
        println!("{e:?} open {:?}", t.elapsed());
        let t = std::time::Instant::now();
        let mut b = house.signed_in(Level::Regular).await;
        println!("signed in {:?}", t.elapsed());
        let t = std::time::Instant::now();
        let a = b.get("/desk").await;
        println!("desk {:?} {}", t.elapsed(), a.status);
        let t = std::time::Instant::now();
        for i in 0..20 {
            let mut v = house.visitor();
            let page = v.get("/ask/general").await;
            let a = v.submit(&page, "/ask/general", &[("question", &format!("q {i}")), ("email", "a@b.example")]).await;
            assert_eq!(a.status, 200, "{}", a.body);
        }
        println!("20 asks {:?}", t.elapsed());
        let t = std::time::Instant::now();
        println!("{:?}", house.run_due().await);
        println!("jobs {:?}", t.elapsed());
        let t = std::time::Instant::now();
        println!("{:?}", house.rows_without(&[]).await.iter().map(|(k, v)| (k.clone(), v.len())).collect::<Vec<_>>());
        println!("rows {:?}", t.elapsed());
    }
    println!("{:?}", t.elapsed());
}
