//! The icons: the data of one path each, in a square of 24.

/// An arrow to the right.
pub const NEXT: &str = "m9 5 7 7-7 7";

/// A member.
pub const MEMBER: &str = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6";

/// The system's appearance.
pub const SYSTEM: &str =
    "M4 4.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1ZM9 20.5h6M12 16.5v4";

/// The light appearance.
pub const LIGHT: &str = "\
     M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17\
     .3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19";

/// The dark appearance.
pub const DARK: &str = "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z";

/// A magnifying glass.
pub const SEARCH: &str = "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM15.6 15.6l5.4 5.4";

/// A van: delivery.
pub const DELIVERY: &str = "\
     M2.5 6h11v10.5h-11ZM13.5 9.5h4l3.5 3.5v3.5h-7.5M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM17 19a2 2 0 1 0 0-\
     4 2 2 0 0 0 0 4Z";

/// An arrow back: returns.
pub const RETURNS: &str = "M4 9h11a5 5 0 0 1 0 10H8M8 4.5 3.5 9 8 13.5";

/// A shield: payment.
pub const PAYMENT: &str = "M12 3 4.5 6v5.5c0 4.5 3 8 7.5 9.5 4.5-1.5 7.5-5 7.5-9.5V6ZM8.5 12l2.5 2.5 4.5-5";

/// A lamp that is off: a page that does not exist.
pub const LAMP: &str = "\
     M12 2v3M8 5h8M8.5 5C5 8 5 14 8.5 17h7C19 14 19 8 15.5 5M9 17h6M12 17v5M10 8.5c-1 2-1 3.5 0 5.5M14 8.\
     5c1 2 1 3.5 0 5.5";
