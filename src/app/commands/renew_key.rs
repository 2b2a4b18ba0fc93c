//! `renew-key`: a new sealing key takes the place of the one before it.

use anyhow::bail;

use crate::storage::Store;

/// Wraps every row of the key store with the new sealing key. Processes serve meanwhile, where each
/// of them was started with both; said once more it finishes what was cut short.
///
/// # Errors
/// No key before it is named; or the key store cannot be written.
pub async fn renew_key(store: &Store) -> anyhow::Result<String> {
    if !store.keys.knows_old() {
        bail!(
            "name the new sealing key in SEALING_KEY_FILE and the one before it in \
             OLD_SEALING_KEY_FILE, for this command and for every process that serves; start \
             those again first. Nothing was done here"
        );
    }
    let done = store.renew_sealing_key().await?;
    let found = match (done.secrets, done.keys) {
        (0, 0) => "The old sealing key wrapped nothing any more.".to_owned(),
        (secrets, keys) => {
            format!("Wrapped by the new sealing key now: {keys} data keys, {secrets} secrets.")
        }
    };
    Ok(format!(
        "{found}\n\
         Take OLD_SEALING_KEY_FILE away from every process and start it again. Copies of the key \
         store from before open with the old key alone: make a new copy now, delete the others \
         within 7 days, and the old key file with the last of them."
    ))
}
