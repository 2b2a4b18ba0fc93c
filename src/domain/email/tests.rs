//! Which addresses are read, refused, and asked about.

use super::*;

#[test]
fn addresses_are_read() {
    for (raw, stored) in [
        ("aigerim@example.com", "aigerim@example.com"),
        ("  A.B+travel@Example.COM\n", "A.B+travel@example.com"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("a_b-c@mail.example.kz", "a_b-c@mail.example.kz"),
        ("info@ПОЧТА.РФ", "info@почта.рф"),
        ("info@қазақ.қаз", "info@қазақ.қаз"),
        ("x@xn--80a1acny.xn--p1ai", "x@xn--80a1acny.xn--p1ai"),
    ] {
        assert_eq!(Email::parse(raw).map(|email| email.expose().to_owned()), Ok(stored.into()));
    }
    let email = Email::parse("A@Example.com").unwrap();
    assert_eq!((email.expose_local(), email.expose_domain()), ("A", "example.com"));
}

#[test]
fn what_cannot_be_written_to_is_refused_with_its_problem() {
    use EmailProblem as P;
    let long_domain = format!("a@{}com", "abcdefgh.".repeat(29));
    let long_local = format!("{}@example.com", "a".repeat(65));
    for (raw, problem) in [
        ("", P::Empty),
        (" \n ", P::Empty),
        ("hello", P::NoAt),
        ("a@", P::Malformed),
        ("@example.com", P::Malformed),
        ("a@b", P::NoDot),
        ("a@localhost", P::NoDot),
        ("a@[127.0.0.1]", P::Characters),
        ("a@127.0.0.1", P::Malformed),
        ("a@example.c", P::Malformed),
        ("a@example..com", P::Malformed),
        ("a@.example.com", P::Malformed),
        ("a@example.com.", P::Malformed),
        ("a@-example.com", P::Malformed),
        ("a@exa_mple.com", P::Malformed),
        ("a@exa%0d%0ample.com", P::Malformed),
        (".a@example.com", P::Malformed),
        ("a..b@example.com", P::Malformed),
        ("\"a b\"@example.com", P::Spaces),
        ("\"a\"@example.com", P::Characters),
        ("<script>alert(1)</script>@example.com", P::Characters),
        ("Aigerim <a@example.com>", P::Spaces),
        ("a@example.com\nBcc:b@example.com", P::Spaces),
        ("a@example.com\r\n.\r\n", P::Spaces),
        ("my mail is a@example.com", P::Spaces),
        ("a@example.com,b@example.com", P::Several),
        ("a@b@example.com", P::Several),
        ("a\u{200b}@example.com", P::Invisible),
        ("a@example\u{202e}.com", P::Invisible),
        ("a\0@example.com", P::Invisible),
        ("айгерим@example.com", P::NotLatin),
        (&long_domain, P::TooLong),
        (&long_local, P::Malformed),
    ] {
        assert_eq!(Email::parse(raw).unwrap_err(), problem, "{raw:?}");
    }
}

#[test]
fn likely_typos_are_questioned() {
    for (typed, meant) in [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.ru", "gmail.com"),
        ("gmail.kz", "gmail.com"),
        ("gmali.co", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmаil.com", "gmail.com"), // the second letter is Cyrillic
        ("mail.tu", "mail.ru"),
        ("maul.ru", "mail.ru"),
        ("mal.ru", "mail.ru"),
        ("bk.rru", "bk.ru"),
        ("yandex.ri", "yandex.ru"),
        ("yandex.kx", "yandex.kz"),
        ("ynadex.kz", "yandex.kz"),
        ("yadnex.ru", "yandex.ru"),
        ("icloud.ru", "icloud.com"),
        ("iclould.com", "icloud.com"),
        ("outlok.com", "outlook.com"),
        ("hotmial.con", "hotmail.com"),
        ("inbx.ru", "inbox.ru"),
        ("rambler.rru", "rambler.ru"),
        ("yaho.com", "yahoo.com"),
        ("firm.con", "firm.com"),
    ] {
        let email = Email::parse(&format!("Some.Name@{typed}")).unwrap();
        let question = likely_typo(&email).map(|email| email.expose().to_owned());
        assert_eq!(question, Some(format!("Some.Name@{meant}")), "{typed}");
    }
}

#[test]
fn slips_that_make_a_text_no_address_are_asked_about() {
    for (typed, meant) in [
        ("ivan@gmail,com", "ivan@gmail.com"),
        ("ivan@gmail. com", "ivan@gmail.com"),
        ("ivan @ gmail.com", "ivan@gmail.com"),
        ("<ivan@gmail.com>", "ivan@gmail.com"),
        ("Ivan Ivanov <ivan@gmail.com>", "ivan@gmail.com"),
        ("mailto:ivan@gmail.com", "ivan@gmail.com"),
        ("«ivan@gmail.com».", "ivan@gmail.com"),
        ("ivan@mail.ru\u{200b}", "ivan@mail.ru"),
        ("ivаn@mail.ru", "ivan@mail.ru"), // the third letter is Cyrillic
        ("ivan@mail.ру,", "ivan@mail.ru"),
    ] {
        assert!(Email::parse(typed).is_err(), "{typed}");
        let question = likely_meant(typed).map(|email| email.expose().to_owned());
        assert_eq!(question.as_deref(), Some(meant), "{typed}");
    }
    for typed in [
        "",
        "hello",
        "my address is a@example.com",
        "a@example.com, b@example.com",
        "a@example.com\nBcc: b@example.com",
        "<script>alert(1)</script>@example.com",
        "айгерим@example.com",
    ] {
        assert_eq!(likely_meant(typed), None, "{typed}");
    }
    let typed = Email::parse("ivan@mail.ру").unwrap();
    assert_eq!(likely_typo(&typed).unwrap().expose(), "ivan@mail.ru");
}

#[test]
fn real_domains_are_never_questioned() {
    let others = ["ok.ru", "vk.ru", "example.com", "kaspi.kz", "nu.edu.kz", "hotmail.co.uk"];
    for domain in COMMON.iter().chain(&ALSO_REAL).chain(&others) {
        let email = Email::parse(&format!("a@{domain}")).unwrap();
        assert_eq!(likely_typo(&email), None, "{domain}");
    }
}

#[test]
fn a_suggestion_is_never_questioned_again() {
    for typed in ["gmial.com", "mail.tu", "firm.con", "icloud.kz"] {
        let meant = likely_typo(&Email::parse(&format!("a@{typed}")).unwrap()).unwrap();
        assert_eq!(likely_typo(&meant), None);
    }
}

#[test]
fn debug_tells_nothing() {
    assert_eq!(format!("{:?}", Email::parse("secret@example.com").unwrap()), "Email(..)");
}
