//! A balancer of TCP connections in turns, for several shops behind one webhook. It knows no HTTP.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// A balancer that ends with its value.
#[derive(Debug)]
pub struct Balancer {
    /// Where it listens.
    pub address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Balancer {
    /// Passes each connection to the next of `shops` that takes it.
    pub async fn start(shops: Vec<SocketAddr>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((mut from, _)) = listener.accept().await {
                turn += 1;
                let order: Vec<SocketAddr> = shops
                    .iter()
                    .cycle()
                    .skip(turn % shops.len().max(1))
                    .take(shops.len())
                    .copied()
                    .collect();
                tokio::spawn(async move {
                    for shop in order {
                        if let Ok(mut to) = TcpStream::connect(shop).await {
                            // Either end may go; the other one sees it.
                            let _ = copy_bidirectional(&mut from, &mut to).await;
                            return;
                        }
                    }
                });
            }
        });
        Ok(Self { address, task })
    }
}

/// A free port. Somebody may take it before it is used; then the start fails and says so.
pub async fn free_port() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?)
}
