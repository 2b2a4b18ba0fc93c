//! Places on this machine for what works beside a test's shop: processes and commands. It must not know which.

use std::net::TcpListener;

use qazaq_esim_bot::config::DataConfig;
use rand::RngExt as _;

use super::Shop;

impl Shop {
    /// Its data, as the binary's short commands are told of it.
    pub fn data(&self) -> DataConfig {
        let (database_url, keys_url) = self.urls.clone();
        DataConfig { database_url, keys_url, master: Self::master() }
    }
}

/// An address that nobody has yet, outside the ports that the system gives to whoever asks for any: a
/// process binds it later than this is said.
pub fn free_address() -> String {
    loop {
        let address = format!("127.0.0.1:{}", rand::rng().random_range(20_000..30_000));
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}
