//! What a form says of an address, and what is read from it.

use super::{model::Address, region::is_district};
use app_kernel::{MobileNumber, text::comparable};
use serde::{Deserialize, Serialize};

/// The most characters of a recipient.
pub(super) const RECIPIENT_LENGTH: usize = 40;
/// The most characters of a street.
pub(super) const STREET_LENGTH: usize = 120;

/// An address as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    #[serde(default)]
    pub(super) recipient: String,
    #[serde(default)]
    pub(super) phone: String,
    #[serde(default)]
    pub(super) province: String,
    #[serde(default)]
    pub(super) district: String,
    #[serde(default)]
    pub(super) street: String,
    /// `1` if it shall be the default.
    #[serde(default)]
    pub(super) default: String,
}

/// The field of an address that cannot be as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Field {
    /// Nobody, or too long a name.
    Recipient,
    /// No mobile number of mainland China.
    Phone,
    /// No district, or none of the chosen province.
    District,
    /// Nothing, or too long.
    Street,
}

impl Field {
    /// A word for scripts.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Recipient => "recipient",
            Self::Phone => "phone",
            Self::District => "district",
            Self::Street => "street",
        }
    }

    /// The id of the sentence on the page.
    pub(super) const fn error_id(self) -> &'static str {
        match self {
            Self::Recipient => "recipient-error",
            Self::Phone => "phone-error",
            Self::District => "district-error",
            Self::Street => "street-error",
        }
    }

    /// The sentence for the member.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Recipient => "address-error-recipient",
            Self::Phone => "address-error-phone",
            Self::District => "address-error-district",
            Self::Street => "address-error-street",
        }
    }
}

/// An address that things can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) recipient: String,
    pub(super) phone: String,
    pub(super) district: String,
    pub(super) street: String,
    pub(super) is_default: bool,
}

impl Draft {
    /// The address in the form in which it is stored.
    ///
    /// # Errors
    /// Every field that cannot be as it is.
    pub(super) fn check(&self) -> Result<Checked, Vec<Field>> {
        let recipient = text(&self.recipient, RECIPIENT_LENGTH);
        let phone = MobileNumber::parse(&self.phone).map(|phone| phone.national().to_owned());
        let street = text(&self.street, STREET_LENGTH);
        let is_of_province = self.province.is_empty() || self.district.starts_with(&self.province);
        let district = (is_district(&self.district) && is_of_province).then(|| self.district.clone());
        match (recipient, phone, district, street) {
            (Some(recipient), Some(phone), Some(district), Some(street)) => Ok(Checked {
                recipient,
                phone,
                district,
                street,
                is_default: self.default == "1",
            }),
            (recipient, phone, district, street) => Err([
                (Field::Recipient, recipient.is_none()),
                (Field::Phone, phone.is_none()),
                (Field::District, district.is_none()),
                (Field::Street, street.is_none()),
            ]
            .into_iter()
            .filter_map(|(field, is_wrong)| is_wrong.then_some(field))
            .collect()),
        }
    }

    /// The draft as far as it is worth showing again: a little more than is allowed, so that one sees what is too much, and no controls,
    /// which no field can hold.
    pub(super) fn shown(&self) -> Self {
        let cut = |text: &str, length: usize| {
            let shown = text.chars().take(length + 20);
            shown.map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        Self {
            recipient: cut(&self.recipient, RECIPIENT_LENGTH),
            phone: cut(&self.phone, 20),
            province: cut(&self.province, 2),
            district: cut(&self.district, 6),
            street: cut(&self.street, STREET_LENGTH),
            default: cut(&self.default, 1),
        }
    }
}

impl From<Address> for Draft {
    fn from(address: Address) -> Self {
        Self {
            recipient: address.recipient,
            phone: address.phone,
            province: address.district.chars().take(2).collect(),
            district: address.district,
            street: address.street,
            default: if address.is_default { "1" } else { "" }.to_owned(),
        }
    }
}

fn text(typed: &str, most: usize) -> Option<String> {
    let text = comparable(typed);
    (1..=most).contains(&text.chars().count()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            recipient: " 张三\u{202e} ".to_owned(),
            phone: "13800000001".to_owned(),
            province: "44".to_owned(),
            district: "440305".to_owned(),
            street: "科技园路\u{0}１号".to_owned(),
            default: "1".to_owned(),
        }
    }

    #[test]
    fn an_address_is_stored_as_it_is_seen() {
        let checked = draft().check().expect("an address");
        assert_eq!(
            (
                checked.recipient.as_str(),
                checked.street.as_str(),
                checked.is_default
            ),
            ("张三", "科技园路 1号", true)
        );
    }

    #[test]
    fn every_wrong_field_is_told() {
        let empty = Draft::default().check();
        assert_eq!(
            empty,
            Err(vec![
                Field::Recipient,
                Field::Phone,
                Field::District,
                Field::Street
            ])
        );
        let long = |length: usize| "字".repeat(length);
        for (changed, wrong) in [
            (
                Draft {
                    recipient: long(41),
                    ..draft()
                },
                Field::Recipient,
            ),
            (
                Draft {
                    recipient: "\u{200b}".to_owned(),
                    ..draft()
                },
                Field::Recipient,
            ),
            (
                Draft {
                    street: long(121),
                    ..draft()
                },
                Field::Street,
            ),
            (
                Draft {
                    district: "440300".to_owned(),
                    ..draft()
                },
                Field::District,
            ),
            (
                Draft {
                    district: "110101".to_owned(),
                    ..draft()
                },
                Field::District,
            ),
        ] {
            assert_eq!(changed.check(), Err(vec![wrong]), "{changed:?}");
        }
        for fine in [
            Draft {
                recipient: long(40),
                ..draft()
            },
            Draft {
                street: long(120),
                ..draft()
            },
            Draft {
                province: String::new(),
                ..draft()
            },
        ] {
            assert!(fine.check().is_ok(), "{fine:?}");
        }
    }
}
