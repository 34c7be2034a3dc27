//! A browser of a shopper: it keeps cookies and follows one redirect.

use crate::mall::{Mall, Response, Visitor, header, text};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone)]
pub(crate) struct Browser {
    visitor: Visitor,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(mall: &Mall) -> Self {
        Self {
            visitor: mall.visitor(),
            cookies: BTreeMap::new(),
        }
    }

    /// Of a member.
    pub(crate) fn of(mall: &Mall, account: &str) -> Self {
        let mut browser = Self::new(mall);
        browser.log_in(account);
        browser
    }

    pub(crate) fn log_in(&mut self, account: &str) {
        let form = [("account", account), ("password", "cfmall-demo")];
        assert_eq!(self.post("/api/auth/login", &form).status(), 303, "{account}");
    }

    pub(crate) fn log_out(&mut self) {
        assert_eq!(self.post("/api/auth/logout", &[]).status(), 303);
    }

    /// With this header `Cookie`, whatever it is.
    pub(crate) fn bringing(&self, cookies: &str) -> Visitor {
        self.visitor.with_cookie(Some(cookies.to_owned()))
    }

    /// Somebody at another origin that the process answers for, with none of these cookies.
    pub(crate) fn at(&self, origin: &str) -> Visitor {
        self.visitor.at(origin)
    }

    pub(crate) fn get(&mut self, page: &str) -> Response {
        let response = self.sender("text/html").get(page);
        self.keep(&response);
        response
    }

    pub(crate) fn page(&mut self, page: &str) -> String {
        text(self.get(page))
    }

    pub(crate) fn post(&mut self, address: &str, form: &[(&str, &str)]) -> Response {
        let response = self.sender("text/html").post(address, form);
        self.keep(&response);
        response
    }

    /// Posts a form; the page behind the redirect, without what stands for the place on it.
    pub(crate) fn submit(&mut self, address: &str, form: &[(&str, &str)]) -> String {
        let response = self.post(address, form);
        assert_eq!(response.status(), 303, "{address} {form:?}");
        let page = header(&response, "location")
            .split('#')
            .next()
            .unwrap_or_default()
            .to_owned();
        let origin = self.visitor.origin().to_owned();
        self.page(page.strip_prefix(&origin).unwrap_or(&page))
    }

    /// Posts a form as a script.
    pub(crate) fn ask(&mut self, address: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let response = self.sender("application/json").post(address, form);
        self.told(address, response)
    }

    /// Posts JSON as a script of the page.
    pub(crate) fn tell(&mut self, address: &str, body: &Value) -> (u16, Value) {
        let origin = self.visitor.origin().to_owned();
        let headers = [("origin", &*origin), ("content-type", "application/json")];
        let sender = self.sender("application/json");
        let response = sender.send("POST", address, &headers, body.to_string().into_bytes());
        self.told(address, response)
    }

    fn told(&mut self, address: &str, response: Response) -> (u16, Value) {
        self.keep(&response);
        let status = response.status().as_u16();
        let answer = text(response);
        let json = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{address}: {status} {answer}"));
        (status, json)
    }

    pub(crate) fn add(&mut self, sku: &str, quantity: &str) -> (u16, Value) {
        self.ask("/api/mall/cart/add", &[("sku", sku), ("quantity", quantity)])
    }

    pub(crate) fn cart(&mut self) -> Value {
        let response = self.sender("application/json").get("/api/mall/cart");
        self.keep(&response);
        serde_json::from_str(&text(response)).expect("the cart is JSON")
    }

    fn sender(&self, accept: &'static str) -> Visitor {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut sender = self.bringing(&cookies.join("; "));
        sender.accept = accept;
        sender
    }

    fn keep(&mut self, response: &Response) {
        for line in response.headers().get_all("set-cookie") {
            let line = line.to_str().expect("a cookie is ASCII");
            let (name, value) = line
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a pair");
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
