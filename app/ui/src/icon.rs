//! Icons, drawn as strokes on a 24 px grid so that they take the colour of the text beside them.

use leptos::prelude::*;

/// The name of an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// A globe: language.
    Globe,
    /// A person: the visitor's account.
    Person,
    /// A magnifying glass: search.
    Search,
    /// A moon: the dark theme.
    Moon,
    /// A sun: the light theme.
    Sun,
    /// A computer: the theme of the system.
    Screen,
    /// A telephone: a mobile device.
    Phone,
    /// An envelope: an e-mail address.
    Envelope,
    /// A lantern: error pages.
    Lantern,
    /// A lorry: delivery.
    Truck,
    /// An arrow back: returns.
    Return,
    /// A shield: safe payment.
    Shield,
    /// A basket on wheels: the cart.
    Cart,
    /// A receipt, torn off: the orders.
    Receipt,
    /// A triangle: a warning.
    Alert,
    /// A cross: taken back.
    Cross,
    /// A check mark: ticked.
    Check,
    /// Sliders: filters.
    Sliders,
    /// A pencil: something was changed.
    Pencil,
    /// A chevron to the right: more of the same.
    ChevronRight,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Globe => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3.5 9.5h17M3.5 14.5h17M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18"
            }
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6",
            Self::Search => "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM15.6 15.6l5.4 5.4",
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
            Self::Sun => {
                "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19"
            }
            Self::Screen => {
                "M4 4.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1ZM9 20.5h6M12 16.5v4"
            }
            Self::Phone => {
                "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5ZM11 18.5h2"
            }
            Self::Envelope => "M3.5 5.5h17v13h-17ZM3.5 6.5l8.5 7 8.5-7",
            Self::Lantern => {
                "M12 2v3M8 5h8M8.5 5C5 8 5 14 8.5 17h7C19 14 19 8 15.5 5M9 17h6M12 17v5M10 8.5c-1 2-1 3.5 0 5.5M14 8.5c1 2 1 3.5 0 5.5"
            }
            Self::Truck => {
                "M2.5 6h11v10.5h-11ZM13.5 9.5h4l3.5 3.5v3.5h-7.5M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"
            }
            Self::Cross => "M6 6l12 12M18 6 6 18",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Sliders => "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
            Self::Return => "M4 9h11a5 5 0 0 1 0 10H8M8 4.5 3.5 9 8 13.5",
            Self::Shield => "M12 3 4.5 6v5.5c0 4.5 3 8 7.5 9.5 4.5-1.5 7.5-5 7.5-9.5V6ZM8.5 12l2.5 2.5 4.5-5",
            Self::Cart => {
                "M2.5 4h2.6l2.4 11h10.8l2.2-8H6M9 20.5a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6ZM17 20.5a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6Z"
            }
            Self::Receipt => "M6 3.5h12v17l-3-2-3 2-3-2-3 2ZM9.5 8.5h5M9.5 12.5h5",
            Self::Alert => "M12 3.5 2.5 20h19ZM12 10v4.5M12 17.2v.3",
            Self::Pencil => "m4 20 1-4.5L16.5 4 20 7.5 8.5 19ZM14 6.5l3.5 3.5",
            Self::ChevronRight => "m9 5 7 7-7 7",
        }
    }
}

/// An icon, hidden from screen readers: the words beside it or the label of its button say what it means.
#[component]
pub fn Icon(
    /// The icon's name.
    name: IconName,
    /// CSS classes besides `icon`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d=name.path() />
        </svg>
    }
}
