//! Tests of [`super`]: the shapes of SGP.22 4.1, real-world drift, and what is refused.

use proptest::prelude::*;

use super::ActivationCodeProblem as Problem;
use super::*;

fn code(raw: &str) -> ActivationCode {
    ActivationCode::parse(raw).unwrap_or_else(|problem| panic!("{raw}: {problem}"))
}

#[test]
fn the_shapes_of_the_standard() {
    let mid = "04386-AGYFT-A74Y8-3F815";
    let table = [
        (format!("1$SMDP.GSMA.COM${mid}"), mid, false),
        (format!("1$SMDP.GSMA.COM${mid}$$1"), mid, true),
        (format!("1$SMDP.GSMA.COM${mid}$1.3.6.1.4.1.31746"), mid, false),
        (format!("1$SMDP.GSMA.COM${mid}$1.3.6.1.4.1.31746$1"), mid, true),
        ("1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746".to_owned(), "", false),
        ("1$SMDP.GSMA.COM$".to_owned(), "", false),
        (format!("1$SMDP.GSMA.COM${mid}$$0"), mid, false),
        (format!("1$SMDP.GSMA.COM${mid}$$1$later$fields"), mid, true),
    ];
    for (raw, matching_id, confirmation) in table {
        for text in [raw.clone(), format!("LPA:{raw}"), format!(" lpa:{raw}\n")] {
            let read = code(&text);
            assert_eq!(read.expose(), format!("LPA:{raw}"));
            assert_eq!(read.expose_smdp(), "SMDP.GSMA.COM");
            assert_eq!(read.expose_matching_id(), matching_id);
            assert_eq!(read.needs_confirmation_code(), confirmation);
            assert!(!read.has_odd_matching_id());
        }
    }
}

#[test]
fn case_is_kept_and_only_the_host_is_normalised() {
    let read = code("LPA:1$Rsp-EU.RedTeaMobile.com$aBc-Def");
    assert_eq!(read.expose(), "LPA:1$Rsp-EU.RedTeaMobile.com$aBc-Def");
    assert_eq!(read.normalised().expose(), "1$rsp-eu.redteamobile.com$aBc-Def");
    let longer = code("1$rsp-eu.redteamobile.com$aBc-Def$1.2.3$1");
    assert_eq!(read.normalised(), longer.normalised());
    let other = code("1$rsp-eu.redteamobile.com$ABC-DEF");
    assert_ne!(read.normalised(), other.normalised());
}

#[test]
fn what_is_not_a_code_is_refused_with_its_problem() {
    let long = format!("LPA:1$smdp.example.com${}", "A".repeat(255 - 22));
    assert_eq!(long.len(), 256);
    let table = [
        ("", Problem::Empty),
        (" \n", Problem::Empty),
        ("hello", Problem::Form),
        ("LPA:1", Problem::Form),
        ("LPA:1$smdp.example.com", Problem::Form),
        ("LPA:2$smdp.example.com$A", Problem::Version),
        ("$smdp.example.com$A", Problem::Version),
        ("LPA:1$LPA:1$smdp.example.com$A", Problem::DoubledPrefix),
        ("LPA:LPA:1$smdp.example.com$A", Problem::DoubledPrefix),
        ("1$lpa:1$smdp.example.com$A", Problem::DoubledPrefix),
        ("LPA:1$1$smdp.example.com$A", Problem::DoubledPrefix),
        ("LPA:1$smdp.example.com$A B", Problem::Blank),
        ("LPA:1$smdp.example.com$A\nB", Problem::Blank),
        ("LPA:1$smdp.example.com$A\u{200b}B", Problem::Blank),
        ("LPA:1$smdp.example.com$A\u{202e}B", Problem::Blank),
        ("LPA:1$smdp.example.com$А", Problem::NotAscii),
        ("LPA:1$$A", Problem::Host),
        ("LPA:1$localhost$A", Problem::Host),
        ("LPA:1$192.0.2.1$A", Problem::Host),
        ("LPA:1$smdp..com$A", Problem::Host),
        ("LPA:1$-a.com$A", Problem::Host),
        ("LPA:1$smdp.example.com.$A", Problem::Host),
        ("LPA:1$https://smdp.example.com$A", Problem::Host),
        ("LPA:1$smdp.example.com$A$x", Problem::Oid),
        ("LPA:1$smdp.example.com$A$1.", Problem::Oid),
        ("LPA:1$smdp.example.com$A$$2", Problem::Flag),
        ("LPA:1$smdp.example.com$A$$4711", Problem::Flag),
        (long.as_str(), Problem::TooLong),
    ];
    for (raw, problem) in table {
        assert_eq!(ActivationCode::parse(raw).unwrap_err(), problem, "{raw:?}");
    }
    assert!(ActivationCode::parse(&long[..255]).is_ok(), "255 characters are allowed");
}

#[test]
fn an_odd_matching_id_is_sold_with_a_warning() {
    assert!(code("LPA:1$smdp.example.com$A_B.C").has_odd_matching_id());
}

#[test]
fn parts_make_the_same_code() {
    let made = ActivationCode::from_parts(" smdp.example.com ", "aB-1", None).unwrap();
    assert_eq!(made, code("LPA:1$smdp.example.com$aB-1"));
    let made = ActivationCode::from_parts("smdp.example.com", "", Some("1.3.6")).unwrap();
    assert_eq!(made.expose(), "LPA:1$smdp.example.com$$1.3.6");
    let refused = |smdp, mid, oid| ActivationCode::from_parts(smdp, mid, oid).unwrap_err();
    assert_eq!(refused("smdp.example.com$A", "B", None), Problem::Host);
    assert_eq!(refused("LPA:1$smdp.example.com", "B", None), Problem::DoubledPrefix);
    assert_eq!(refused("smdp.example.com", "A$1.2$1", None), Problem::Form);
    assert_eq!(refused("smdp.example.com", "A", Some("1.2$1")), Problem::Oid);
    assert_eq!(refused("", "A", None), Problem::Host);
}

#[test]
fn links_are_percent_encoded() {
    let read = code("LPA:1$smdp.example.com$A-1$$1");
    let card = "LPA%3A1%24smdp.example.com%24A-1%24%241";
    assert_eq!(
        read.apple_link().expose(),
        format!("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata={card}")
    );
    assert_eq!(
        read.android_link().expose(),
        format!("https://esimsetup.android.com/esim_qrcode_provisioning?carddata={card}")
    );
}

#[test]
fn iccids() {
    for (raw, luhn) in [
        ("89852245280001354019", true),
        ("8943108170000775671", true),
        ("89852240810732202668", true),
        ("8999701000000000015", true),
        ("89997010000000000124", true),
        ("8944465400003573253", false),
        ("8910300000005271146", false),
        ("873000000000003043", false),
    ] {
        let iccid = Iccid::parse(raw).unwrap();
        assert_eq!((iccid.expose(), iccid.luhn_ok()), (raw, luhn));
    }
    for raw in ["", "12345678901234567", "12345678901234567890123", "8999701000000000015F", "٨٩"]
    {
        assert_eq!(Iccid::parse(raw).unwrap_err(), IccidProblem, "{raw}");
    }
}

#[test]
fn confirmation_codes() {
    assert_eq!(ConfirmationCode::parse(" 04aB ").unwrap().expose(), "04aB");
    for raw in ["", "1 2", "код", &"1".repeat(65)] {
        assert!(ConfirmationCode::parse(raw).is_err(), "{raw}");
    }
}

#[test]
fn debug_tells_nothing() {
    let read = code("LPA:1$smdp.example.com$SECRET");
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        read,
        read.apple_link(),
        read.normalised(),
        Iccid::parse("8999701000000000015").unwrap(),
        ConfirmationCode::parse("4711").unwrap(),
    );
    for secret in ["SECRET", "smdp", "89997", "4711"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

proptest! {
    #[test]
    fn what_was_exposed_reads_back(
        host in "[A-Za-z0-9]{1,12}(-[a-z0-9]{1,4})?\\.[A-Za-z]{2,6}",
        matching_id in "[A-Za-z0-9_/-]{0,40}",
        tail in prop_oneof![Just(""), Just("$1.3.6.1"), Just("$$1"), Just("$1.2$1"), Just("$$0$x")],
        prefix in prop_oneof![Just(""), Just("LPA:"), Just("lpa:"), Just("Lpa:")],
    ) {
        let read = ActivationCode::parse(&format!("{prefix}1${host}${matching_id}{tail}")).unwrap();
        prop_assert_eq!(read.expose_smdp(), &host);
        prop_assert_eq!(read.expose_matching_id(), &matching_id);
        prop_assert_eq!(&ActivationCode::parse(read.expose()).unwrap(), &read);
    }

    #[test]
    fn no_text_breaks_the_parser(raw in "\\PC{0,80}", dollars in "[1$LPAlpa:.a-]{0,40}") {
        for text in [&raw, &dollars] {
            if let Ok(read) = ActivationCode::parse(text) {
                prop_assert!(read.expose().len() <= 255);
                prop_assert_eq!(ActivationCode::parse(read.expose()).unwrap(), read);
            }
        }
    }
}
