//! What the whole crate writes by: a `Debug` that shows nothing, and enums with their words. They
//! must not know what is hidden or named.

/// `Debug` that names a type and shows nothing of what it holds: a secret, or mere machinery.
macro_rules! silent {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

/// An enum, each variant with the one word for it in the database, in metrics and on the command
/// line. Words do not change: rows of earlier versions hold them.
macro_rules! words {
    ($(#[$of:meta])* $visible:vis enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $word:literal,)+
    }) => {
        $(#[$of])*
        $visible enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// The word for it.
            $visible const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

/// The same, and all of them in a list.
macro_rules! listed_words {
    ($(#[$of:meta])* $visible:vis enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $word:literal,)+
    }) => {
        words! {
            $(#[$of])*
            $visible enum $name {
                $($(#[$about])* $variant = $word,)+
            }
        }

        impl $name {
            /// All of them, in their order.
            $visible const ALL: [Self; [$(Self::$variant),+].len()] = [$(Self::$variant),+];
        }
    };
}
