//! The sealing key is renewed under processes that serve: they are started again one by one with
//! both keys, the command is said, and they are started again with the new one. People buy all the
//! time.

use super::crowd;
use crate::crashes::buyers::{Buyers, audited, one_each};
use crate::crashes::fleet::Place;
use crate::support::places::{free_address, write_key};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_serve_while_the_sealing_key_is_renewed() {
    let mut place = Place::new(200).await;
    let world = place.world();
    let behind = [free_address(), free_address()];
    place.behind_a_webhook(&behind).await;
    let mut serving = behind.each_ref().map(|address| place.serve(address));
    for replica in &serving {
        replica.ready().await;
    }
    let mut buyers = Buyers::new(world.clone());
    crowd(&mut buyers, 4).await;

    let [old, new] = ["sealing.key", "new.key"].map(|name| place.path(name));
    write_key(&new, 8);
    let key = |name: &str, file: &std::path::Path| (name.to_owned(), file.to_owned().into());
    place.settings = vec![key("SEALING_KEY_FILE", &new), key("OLD_SEALING_KEY_FILE", &old)];
    for (replica, address) in serving.iter_mut().zip(&behind) {
        // Meanwhile the other one knows the old key alone.
        crowd(&mut buyers, 3).await;
        replica.leave().await;
        *replica = place.serve(address);
        replica.ready().await;
    }
    crowd(&mut buyers, 3).await;
    let (renewed, said) = place.says("", &["renew-key"]).await;
    assert!(renewed && said.contains("3 secrets"), "{said}");
    crowd(&mut buyers, 3).await;

    place.settings = vec![key("SEALING_KEY_FILE", &new)];
    std::fs::remove_file(old).unwrap();
    for (replica, address) in serving.iter_mut().zip(&behind) {
        replica.leave().await;
        *replica = place.serve(address);
        replica.ready().await;
        crowd(&mut buyers, 3).await;
    }
    let people = buyers.all_served(|| place.log()).await;
    assert!(place.errors().is_empty(), "{:#?}", place.errors());
    place.sealed_by = 8;
    let store = place.store().await;
    audited(&world, &store).await;
    one_each(&world, &people);
    store.close().await;
}
