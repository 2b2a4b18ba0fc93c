//! Places on this machine for processes that a test starts. It must not know which.

use std::net::TcpListener;

use rand::RngExt as _;

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
