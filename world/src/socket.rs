//! Sockets that can be cut: the connection ends in the middle, and the other side hears nothing.
//!
//! A fault such as "accepted and then cut" cannot be told in HTTP, so it happens below HTTP: once
//! [`Cut::now`] was called, not a byte more goes out. It must not know what is spoken. Next:
//! `bot_api.rs`, which cuts.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::connect_info::Connected;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::faults::FaultKind;
use crate::world::World;

/// The scissors for one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cut(Arc<AtomicBool>);

impl Cut {
    /// Cuts the connection. The response only ends the handler: nobody will read it.
    pub(crate) fn now(&self) -> Response {
        self.0.store(true, Ordering::Release);
        Response::new(Body::empty())
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A listener whose connections can be cut, and which may refuse them at the door.
pub(crate) struct CuttableListener {
    inner: TcpListener,
    world: World,
}

impl CuttableListener {
    /// Listens like `inner`, with the faults of `world`.
    pub(crate) fn new(inner: TcpListener, world: World) -> Self {
        Self { inner, world }
    }
}

impl Listener for CuttableListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableStream, SocketAddr) {
        loop {
            let (stream, from) = Listener::accept(&mut self.inner).await;
            let refused = self.world.quietly(|state| {
                let at_the_door = |spec: &crate::faults::FaultSpec| {
                    spec.kind == FaultKind::Refuse && spec.method.is_none()
                };
                state.faults.take(at_the_door).is_some()
            });
            if refused {
                self.world.change(|_| ());
                continue;
            }
            // Small answers must not wait for each other.
            let _ = stream.set_nodelay(true);
            return (CuttableStream { inner: stream, cut: Cut::default() }, from);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// A connection that can be cut.
#[derive(Debug)]
pub(crate) struct CuttableStream {
    inner: TcpStream,
    cut: Cut,
}

impl Connected<IncomingStream<'_, CuttableListener>> for Cut {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().cut.clone()
    }
}

fn cut_off<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.cut.is_cut() {
            return cut_off();
        }
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.cut.is_cut() {
            return cut_off();
        }
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.cut.is_cut() {
            return cut_off();
        }
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
