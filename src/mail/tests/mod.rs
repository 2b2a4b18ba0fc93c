//! Tests of [`super`]: the message as another program reads it, and every fault against a server
//! that really misbehaves.

mod faults;
mod message;
mod server;

use super::html::Block;
use super::letter::QR_CID;
use super::*;
use crate::domain::email::Email;
use crate::domain::esim::ActivationCode;
use crate::domain::lang::Lang;
use crate::domain::time::Stamp;

pub(super) const CODE: &str = "LPA:1$smdp.example.com$K2-1ABCDE-2FGHIJ";
pub(super) const FROM: &str = "Qazaq eSIM <orders@shop.example>";

pub(super) fn words() -> LetterWords {
    let code = ActivationCode::parse(CODE).unwrap();
    LetterWords {
        lang: Lang::Kk,
        preview: "eSIM дайын. Ішіндегіні ешкімге көрсетпеңіз.".into(),
        title: "Түркияға арналған eSIM дайын".into(),
        intro: vec!["Сәлеметсіз бе! Төмендегі QR-кодты телефоныңызбен сканерлеңіз.".into()],
        facts: vec![
            ("Тапсырыс".into(), "KZ-7F3A".into()),
            ("Тариф".into(), "Түркия, 5 ГБ, 30 күн".into()),
        ],
        qr_alt: "QR-код. Сурет көрінбесе, төмендегі кодты көшіріңіз.".into(),
        qr_caption: "Камераны осы суретке бағыттаңыз".into(),
        buttons: vec![
            LinkButton {
                label: "iPhone-ға орнату".into(), url: code.apple_link().expose().into()
            },
            LinkButton {
                label: "Android-қа орнату".into(),
                url: code.android_link().expose().into(),
            },
        ],
        codes_intro: "By hand:".to_owned(),
        notes: vec!["Install at home.".to_owned()],
        codes: vec![
            CodeBlock {
                label: "SM-DP+ мекенжайы".into(), value: code.expose_smdp().into()
            },
            CodeBlock { label: "Белсендіру коды".into(), value: CODE.into() },
        ],
        blocks: vec![Block {
            heading: "iPhone-ға орнату".into(),
            steps: vec!["Параметрлерді ашыңыз.".into(), "eSIM қосу түймесін басыңыз.".into()],
        }],
        footer: vec!["Qazaq eSIM".into(), "Бұл хатты өзіңіз сұрадыңыз.".into()],
    }
}

pub(super) fn letter() -> Letter {
    let words = words();
    let code = ActivationCode::parse(CODE).unwrap();
    Letter {
        id: LetterId::new("KZ-7F3A", 1),
        to: Email::parse("Aigerim.Test@example.com").unwrap(),
        subject: "Түркияға арналған eSIM: тапсырыс KZ-7F3A, сканерлеңіз және жолға шығыңыз".into(),
        text: text(&words),
        html: page(&words),
        qr: Some(QrFile {
            png: crate::qr::png(&code).unwrap(), name: "eSIM-Түркия.png".into()
        }),
        reply_to: Some(Email::parse("help@shop.example").unwrap()),
        language: Lang::Kk,
        date: Stamp(1_795_000_000_000),
    }
}
