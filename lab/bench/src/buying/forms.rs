//! Forms that are posted: what goes into a cart, and the checkouts that members were shown.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Context, Result};

use super::world::{Group, Member, World};
use crate::{load, world};

/// Pages of the checkout that are fetched at a time.
const AT_ONCE: usize = 4;
/// The start of the form on the page of a checkout.
const FORM: &str = " class=\"checkout\">";

/// Writes down so many forms that put pieces of the variants in turn into the carts of the buyers in turn.
pub fn write_adds(world: &World, count: usize) -> Result<PathBuf> {
    let buyers = world.members(Group::Buyers).len();
    let form = |number: usize| {
        let variant = &world.variants[number / buyers % world.variants.len()];
        format!("sku={variant}&quantity=1")
    };
    write(&(0..count).map(form).collect::<Vec<_>>())
}

/// Lets the buyers in turn look at so many checkouts of one piece, of the first variant or of all in turn, and writes down what
/// they would send.
pub fn write_checkouts(world: &World, hot: bool, count: usize) -> Result<PathBuf> {
    let (address, variants) = (world.address(), &world.variants);
    let buyers = world.members(Group::Buyers);
    let next = AtomicUsize::new(0);
    let fetch = || {
        let mut fetched = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return anyhow::Ok(fetched);
            }
            let variant = if hot { 0 } else { number % variants.len() };
            let buyer = &buyers[number % buyers.len()];
            fetched.push((number, checkout(address, buyer, &variants[variant])?));
        }
    };
    let mut forms = thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(fetch)).collect();
        let fetched = threads.into_iter().map(|thread| match thread.join() {
            Ok(fetched) => fetched,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        fetched.collect::<Result<Vec<_>>>()
    })?
    .concat();
    // Each for the member whose turn it is.
    forms.sort_unstable();
    write(&forms.into_iter().map(|(_, form)| form).collect::<Vec<_>>())
}

fn checkout(server: SocketAddr, buyer: &Member, variant: &str) -> Result<String> {
    let path = format!("/checkout?sku={variant}&quantity=1");
    let page = load::get(server, &path, &buyer.cookie)?;
    fields(&page).with_context(|| format!("{path} has no form: {page:.300}"))
}

/// The fields of the form of a checkout as they are sent; their values need no encoding.
fn fields(page: &str) -> Option<String> {
    let (_, form) = page.split_once(FORM)?;
    let (form, _) = form.split_once("</form>")?;
    let fields: Vec<_> = form
        .split("<input ")
        .skip(1)
        .filter_map(|input| {
            let (input, _) = input.split_once('>')?;
            let attribute = |name: &str| {
                let (_, rest) = input.split_once(&format!("{name}=\""))?;
                Some(rest.split_once('"')?.0)
            };
            Some(format!("{}={}", attribute("name")?, attribute("value")?))
        })
        .collect();
    let has = |name: &str| fields.iter().any(|field| field.starts_with(name));
    ["sku=", "quantity=", "seen=", "confirmation=", "address="]
        .into_iter()
        .all(has)
        .then(|| fields.join("&"))
}

fn write(forms: &[String]) -> Result<PathBuf> {
    let file = world::file("forms");
    fs::write(&file, forms.join("\n") + "\n")?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_from_its_page() {
        let page = |address: &str| {
            format!(
                "<input name=\"q\" value=\"\"><form method=\"post\" class=\"checkout\">\
                 <input type=\"hidden\" name=\"sku\" value=\"1\"><input type=\"hidden\" name=\"quantity\" value=\"1\">\
                 <input type=\"hidden\" name=\"seen\" value=\"ab\"><input type=\"hidden\" name=\"confirmation\" value=\"-_\">\
                 {address}<textarea name=\"note\"></textarea></form>"
            )
        };
        let address = "<input type=\"hidden\" name=\"address\" value=\"7\">";
        assert_eq!(
            fields(&page(address)).as_deref(),
            Some("sku=1&quantity=1&seen=ab&confirmation=-_&address=7")
        );
        assert_eq!(fields(&page("")), None, "nobody orders without an address");
        assert_eq!(fields("<h1>503</h1>"), None);
    }
}
