//! Who sells: the requisites that consumer law wants on every offer, from `SELLER_FILE`.
//!
//! Facts only: what is not known stays absent, is named by [`Seller::missing`], and is never made
//! up. Reading the file is the configuration's; how the facts are laid out is said in `locales/`,
//! where every message may use `$seller_name`, `$seller_iin`, `$seller_address`, `$support_email`,
//! `$site`, and, beside a flag `$has_…` that is `yes` or `no`, the optional ones.

use serde::Deserialize;

use crate::domain::lang::Lang;

use super::markup::escape;

/// The seller, as JSON in `SELLER_FILE`. An unknown field is refused, so that a misspelt one is
/// seen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seller {
    /// Legal form and name, in English or in Latin letters.
    pub name: String,
    #[serde(default, deserialize_with = "filled")]
    pub name_kk: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    pub name_ru: Option<String>,
    /// Individual identification number, 12 digits.
    pub iin: String,
    pub address: String,
    #[serde(default, deserialize_with = "filled")]
    pub address_kk: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    pub address_ru: Option<String>,
    pub support_email: String,
    pub site: String,
    #[serde(default, deserialize_with = "filled")]
    pub phone: Option<String>,
    /// When the telephone and the chat are answered.
    #[serde(default, deserialize_with = "filled")]
    pub hours: Option<String>,
    /// Another way to reach support, such as a Telegram name.
    #[serde(default, deserialize_with = "filled")]
    pub support_contact: Option<String>,
    /// Number and date of the notice by which the business was registered.
    #[serde(default, deserialize_with = "filled")]
    pub registration: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    pub responsible: Option<String>,
    /// Contacts of the authorities for consumers and for personal data.
    #[serde(default, deserialize_with = "filled")]
    pub authorities: Option<String>,
    /// Who carries the mail, and in which country: the consent to the transfer abroad names them.
    #[serde(default, deserialize_with = "filled")]
    pub mail_service: Option<String>,
    /// Address (`https://…`) of the public offer.
    #[serde(default, deserialize_with = "filled")]
    pub offer_url: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    pub privacy_url: Option<String>,
}

impl Seller {
    pub fn known() -> Self {
        Self {
            name: "IE \"Islambakiyev Sh.A.\"".to_owned(),
            name_kk: None,
            name_ru: None,
            iin: "910109301239".to_owned(),
            address: "Republic of Kazakhstan, Almaty, Samal-2, Building 33A".to_owned(),
            address_kk: None,
            address_ru: None,
            support_email: "support@qazaq-esim.com".to_owned(),
            site: "qazaq-esim.com".to_owned(),
            phone: None,
            hours: None,
            support_contact: None,
            registration: None,
            responsible: None,
            authorities: None,
            mail_service: None,
            offer_url: None,
            privacy_url: None,
        }
    }

    /// The fields that the law on consumers and the law on personal data want and that are absent,
    /// by their names in the file.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let wanted = [
            ("name_kk", &self.name_kk),
            ("name_ru", &self.name_ru),
            ("address_kk", &self.address_kk),
            ("address_ru", &self.address_ru),
            ("phone", &self.phone),
            ("hours", &self.hours),
            ("registration", &self.registration),
            ("responsible", &self.responsible),
            ("authorities", &self.authorities),
        ];
        wanted
            .into_iter()
            .filter(|(_, value)| blank(value.as_deref()))
            .map(|(name, _)| name)
            .collect()
    }

    /// The name as this language writes it. Without a spelling of its own the Latin one stands, and
    /// only the legal form is translated.
    pub(crate) fn name_in(&self, lang: Lang) -> String {
        let (own, form) = match lang {
            Lang::Kk => (&self.name_kk, "ЖК"),
            Lang::Ru => (&self.name_ru, "ИП"),
            Lang::En => return self.name.clone(),
        };
        match (own, self.name.strip_prefix("IE ")) {
            (Some(own), _) => own.clone(),
            (None, Some(bare)) => format!("{form} {bare}"),
            (None, None) => self.name.clone(),
        }
    }

    /// The legal address in this language, or as it is known.
    pub(crate) fn address_in(&self, lang: Lang) -> &str {
        let own = match lang {
            Lang::Kk => self.address_kk.as_deref(),
            Lang::Ru => self.address_ru.as_deref(),
            Lang::En => None,
        };
        own.unwrap_or(&self.address)
    }

    /// The facts as messages may name them, escaped.
    pub(super) fn facts(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let optional = [
            ("seller_phone", "has_phone", &self.phone),
            ("seller_mail_service", "has_mail_service", &self.mail_service),
            ("seller_hours", "has_hours", &self.hours),
            ("seller_contact", "has_contact", &self.support_contact),
            ("seller_registration", "has_registration", &self.registration),
            ("seller_responsible", "has_responsible", &self.responsible),
            ("seller_authorities", "has_authorities", &self.authorities),
        ];
        let mut facts = vec![
            ("seller_name", escape(&self.name_in(lang))),
            ("seller_iin", escape(&self.iin)),
            ("seller_address", escape(self.address_in(lang))),
            ("support_email", escape(&self.support_email)),
            ("site", escape(&self.site)),
        ];
        for (name, flag, value) in optional {
            let known = if blank(value.as_deref()) { "no" } else { "yes" };
            facts.push((flag, known.to_owned()));
            facts.push((name, escape(value.as_deref().unwrap_or_default())));
        }
        facts
    }
}

/// An empty field in the file is an absent one.
fn blank(value: Option<&str>) -> bool {
    value.is_none_or(|value| value.trim().is_empty())
}

/// An empty fact is an absent one.
fn filled<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let fact = Option::<String>::deserialize(from)?;
    Ok(fact.map(|fact| fact.trim().to_owned()).filter(|fact| !fact.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_named() {
        let mut seller = Seller::known();
        assert!(seller.missing().contains(&"phone"));
        seller.phone = Some("  ".to_owned());
        assert!(seller.missing().contains(&"phone"));
        seller.phone = Some("+7 000 000 00 00".to_owned());
        assert!(!seller.missing().contains(&"phone"));
    }

    #[test]
    fn a_name_without_spelling_keeps_its_letters() {
        let seller = Seller::known();
        assert_eq!(seller.name_in(Lang::Ru), "ИП \"Islambakiyev Sh.A.\"");
        assert_eq!(seller.name_in(Lang::Kk), "ЖК \"Islambakiyev Sh.A.\"");
        assert_eq!(seller.name_in(Lang::En), "IE \"Islambakiyev Sh.A.\"");
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let whole = r#"{"name":"n","iin":"1","address":"a","support_email":"e","site":"s"}"#;
        assert!(serde_json::from_str::<Seller>(whole).is_ok());
        let empty = whole.replace('}', r#","phone":" ","offer_url":""}"#);
        let seller: Seller = serde_json::from_str(&empty).unwrap();
        assert_eq!((seller.phone, seller.offer_url), (None, None));
        let misspelt = whole.replace('}', r#","fone":"1"}"#);
        assert!(serde_json::from_str::<Seller>(&misspelt).is_err());
    }

    #[test]
    fn the_known_iin_has_a_right_check_digit() {
        let digits: Vec<u32> =
            Seller::known().iin.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
        assert_eq!(digits.len(), 12);
        let sum: u32 = digits.iter().take(11).zip(1..).map(|(digit, weight)| digit * weight).sum();
        assert_eq!(sum % 11, digits[11]);
    }
}
