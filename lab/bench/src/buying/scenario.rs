//! What is done, by whom.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::{
    forms,
    world::{self, Group, World},
};
use crate::{
    counters::Counters,
    figures::{Figures, Sample},
    load::{self, Load},
    world::file,
};

const MANY: u16 = 64;
/// Of those who write: twice as many as a copy has connections to its database.
const FEW: u16 = 16;
const VISITORS: &str = "visitors-buying";
/// Forms for each second; a run that has sent all of its forms ends before its time.
const ADDS: usize = 6_000;
/// A checkout is looked at for each order, which takes longer than the order.
const ORDERS: usize = 1_500;

/// What is asked of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A page, by members of a group.
    Look(Page, Group),
    /// A piece is put into a cart.
    Add,
    /// An order of one piece.
    Order(Variant),
}

/// A page that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Front,
    Category,
    Product,
    Cart,
    Checkout,
    Orders,
}

/// What is ordered, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Everybody orders the same one.
    Hot,
    /// The same one, and the commit waits for the disk while it has the variant's row.
    HotWaiting,
    /// Fifty variants in turn.
    Fifty,
}

/// One kind of visits.
pub struct Scenario {
    pub key: &'static str,
    pub title: &'static str,
    pub action: Action,
    /// The scenario at half of whose rate requests are sent, whether answers come or not.
    pub half_of: Option<&'static str>,
}

const fn scenario(key: &'static str, title: &'static str, action: Action) -> Scenario {
    Scenario {
        key,
        title,
        action,
        half_of: None,
    }
}

const fn half(key: &'static str, title: &'static str, of: &'static str, action: Action) -> Scenario {
    Scenario {
        half_of: Some(of),
        ..scenario(key, title, action)
    }
}

/// The scenarios of a round.
pub const ROUND: [Scenario; 13] = [
    scenario(
        "front",
        "front page, no cart",
        Action::Look(Page::Front, Group::Without),
    ),
    scenario(
        "front-cart",
        "front page, with a cart",
        Action::Look(Page::Front, Group::With),
    ),
    scenario(
        "category",
        "category, no cart",
        Action::Look(Page::Category, Group::Without),
    ),
    scenario(
        "category-cart",
        "category, with a cart",
        Action::Look(Page::Category, Group::With),
    ),
    scenario(
        "product",
        "product, no cart",
        Action::Look(Page::Product, Group::Without),
    ),
    scenario(
        "product-cart",
        "product, with a cart",
        Action::Look(Page::Product, Group::With),
    ),
    scenario("cart", "the cart", Action::Look(Page::Cart, Group::With)),
    scenario(
        "checkout",
        "the checkout",
        Action::Look(Page::Checkout, Group::With),
    ),
    scenario("orders", "the orders", Action::Look(Page::Orders, Group::With)),
    scenario("add", "cart add", Action::Add),
    scenario("hot", "order, one variant for all", Action::Order(Variant::Hot)),
    scenario(
        "hot-waiting",
        "order, one variant for all, its row waiting for the disk",
        Action::Order(Variant::HotWaiting),
    ),
    scenario("fifty", "order, fifty variants", Action::Order(Variant::Fifty)),
];

/// The scenarios at half a rate, when all rates are known.
pub const AT_HALF: [Scenario; 2] = [
    half("add-half", "cart add, at half that rate", "add", Action::Add),
    half(
        "hot-half",
        "order, one variant for all, at half that rate",
        "hot",
        Action::Order(Variant::Hot),
    ),
];

impl Page {
    fn path(self, world: &World) -> String {
        match self {
            Self::Front => "/".to_owned(),
            Self::Category => format!("/c/{}", world.category),
            Self::Product => "/p/100101".to_owned(),
            Self::Cart => "/cart".to_owned(),
            Self::Checkout => "/checkout".to_owned(),
            Self::Orders => "/orders".to_owned(),
        }
    }

    /// What is on the page.
    const fn sign(self) -> &'static str {
        match self {
            Self::Front | Self::Category => "class=\"card\"",
            Self::Product => "class=\"product\"",
            Self::Cart => "class=\"cart__columns\"",
            Self::Checkout => "class=\"checkout\"",
            Self::Orders => "class=\"orders__list\"",
        }
    }
}

impl Action {
    pub const fn connections(self) -> u16 {
        match self {
            Self::Look(..) => MANY,
            Self::Add | Self::Order(_) => FEW,
        }
    }

    /// Who does it, and what each of them must be answered.
    fn visitors(self, world: &World) -> Result<PathBuf> {
        let (group, answer) = match self {
            Self::Look(_, group) => (group, None),
            Self::Add => (Group::Buyers, Some("\"pieces\":")),
            Self::Order(_) => (Group::Buyers, Some("\"number\":")),
        };
        let members = world.members(group).iter();
        let lines =
            members.map(|member| format!("{}\t{}\n", member.cookie, answer.unwrap_or(&member.nickname)));
        let visitors = file(VISITORS);
        fs::write(&visitors, lines.collect::<String>())?;
        Ok(visitors)
    }

    fn load(self, world: &World, connections: u16, seconds: u16) -> Result<Load<'static>> {
        let length = usize::from(seconds);
        let (path, forms, status) = match self {
            Self::Look(page, group) => {
                // Before it is measured, not in each answer.
                world::look(world, &world.members(group)[0], &page.path(world), page.sign())?;
                (page.path(world), None, 200)
            }
            Self::Add => {
                let forms = forms::write_adds(world, ADDS * length)?;
                ("/api/mall/cart/add".to_owned(), Some(forms), 200)
            }
            Self::Order(variant) => {
                let forms = forms::write_checkouts(world, variant != Variant::Fifty, ORDERS * length)?;
                ("/api/mall/checkout".to_owned(), Some(forms), 201)
            }
        };
        Ok(Load {
            forms,
            status,
            visitors: Some(self.visitors(world)?),
            ..Load::of(path, connections, seconds)
        })
    }
}

impl Scenario {
    /// Measures once, with so many connections; `known` has what was measured before.
    pub fn measure(&self, world: &World, known: &Figures, connections: u16, seconds: u16) -> Result<Sample> {
        world.tidy()?;
        let rate = match self.half_of {
            Some(of) => Some(known.rate(of).context("there is no rate to halve")?.median / 2.0),
            None => None,
        };
        let load = Load {
            rate,
            ..self.action.load(world, connections, seconds)?
        };
        let waits = self.action == Action::Order(Variant::HotWaiting);
        if waits {
            world.wait_for_disk(true)?;
        }
        let process = Some(world.process()?);
        let before = Counters::read(&world.cluster, process)?;
        let result = load::run(world.address(), &load).with_context(|| self.key)?;
        let sample = result.with(Counters::read(&world.cluster, process)?.since(&before));
        if waits {
            world.wait_for_disk(false)?;
        }
        if matches!(self.action, Action::Order(_)) {
            world.told(sample.answered);
            world.check_books()?;
        }
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_has_a_name_of_its_own() {
        let all: Vec<_> = ROUND.iter().chain(&AT_HALF).collect();
        for (number, scenario) in all.iter().enumerate() {
            let same = |other: &&&Scenario| other.key == scenario.key || other.title == scenario.title;
            assert_eq!(all[number..].iter().filter(same).count(), 1, "{}", scenario.key);
            let whole = |of| {
                ROUND
                    .iter()
                    .any(|other| other.key == of && other.action == scenario.action)
            };
            assert!(scenario.half_of.is_none_or(whole), "{}", scenario.key);
        }
    }
}
