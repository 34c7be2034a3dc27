//! A scripted browser with a jar of its own, which follows redirects.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use diagnosis::jar::{Answer, Context, Engine, Jar};
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use lab_model::{Lab, SceneId, Visitor};
use url::Url;

use crate::lab::LAB;

/// What the header calls the member.
pub const NICKNAME: &str = "张三";

pub struct Browser {
    pub visitor: Visitor,
    pub mall: Url,
    pub auth: Url,
    jar: Jar,
    client: Client<HttpConnector, Body>,
}

/// The page at which a browser ends up.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub text: String,
}

impl Page {
    /// Whether the header greets the member.
    pub fn greets(&self, nickname: &str) -> bool {
        self.text.contains(&format!(">{nickname}<"))
    }
}

impl Browser {
    /// A browser before a scene, which is started if it does not run.
    pub async fn at(scene: &SceneId, name: &str) -> Self {
        LAB.supervisor.start(scene).await.unwrap();
        let view = LAB.supervisor.scene(scene).await.unwrap();
        Self {
            visitor: Visitor(name.to_owned()),
            mall: view.mall.parse().unwrap(),
            auth: view.auth.parse().unwrap(),
            jar: Jar::new(Engine::Chromium),
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    pub async fn get(&mut self, url: &Url) -> Page {
        self.go(Method::GET, url.clone(), Context::typed(), String::new())
            .await
    }

    pub async fn visit_mall(&mut self) -> Page {
        let url = self.mall.clone();
        self.get(&url).await
    }

    /// Logs in as 张三 and goes where the form leads: to the mall.
    pub async fn log_in(&mut self) -> Page {
        let form = format!(
            "account=zhangsan&password=cfmall-demo&next={}",
            escaped(self.mall.as_str())
        );
        let (page, url) = (
            self.auth.join("/login").unwrap(),
            self.auth.join("/api/auth/login").unwrap(),
        );
        self.go(Method::POST, url, Context::post(page), form).await
    }

    /// The value of the session's cookie.
    pub fn session(&self) -> Option<String> {
        let mut cookies = self.jar.cookies().iter();
        let session = cookies.find(|cookie| cookie.name.ends_with("-cfmall"))?;
        Some(session.value.clone())
    }

    /// Puts another value into the session's cookie, as it was set by the mall.
    pub fn set_session(&mut self, value: Option<String>) {
        let cookies = self.jar.cookies().iter();
        let mut sessions = cookies.filter(|cookie| cookie.name.ends_with("-cfmall"));
        let session = sessions.next_back().cloned().expect("there is a session");
        let domain = if session.host_only {
            String::new()
        } else {
            format!("; Domain={}", session.domain)
        };
        let line = format!(
            "{}={}; Path=/; Secure; HttpOnly; SameSite=Lax{domain}",
            session.name,
            value.expect("a value")
        );
        let answer = Answer {
            url: &self.mall,
            context: &Context::typed(),
            now: now(),
            by_script: false,
            mark: 0,
        };
        self.jar.receive(&line, answer);
    }

    async fn go(&mut self, method: Method, url: Url, context: Context, form: String) -> Page {
        let (mut method, mut url, mut context, mut form) = (method, url, context, form);
        for _ in 0..10 {
            let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
            let own = format!("lab-visitor={}", self.visitor.0);
            let cookie = match self.jar.header(&url, &context, now()) {
                Some(cookie) => format!("{cookie}; {own}"),
                None => own,
            };
            let mut request = Request::builder()
                .method(&method)
                .uri(format!(
                    "http://127.0.0.1:{}{}",
                    url.port().unwrap(),
                    &url[url::Position::BeforePath..]
                ))
                .header(header::HOST, host)
                .header(header::ACCEPT, "text/html")
                .header(header::COOKIE, cookie);
            if method == Method::POST {
                request = request
                    .header(header::ORIGIN, self.auth.origin().ascii_serialization())
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            }
            let response = self
                .client
                .request(request.body(Body::from(form)).unwrap())
                .await
                .unwrap();
            for line in response.headers().get_all(header::SET_COOKIE) {
                let answer = Answer {
                    url: &url,
                    context: &context,
                    now: now(),
                    by_script: false,
                    mark: 0,
                };
                self.jar.receive(line.to_str().unwrap(), answer);
            }
            let status = response.status();
            if !status.is_redirection() {
                let text = response.into_body().collect().await.unwrap().to_bytes();
                return Page {
                    status: status.as_u16(),
                    text: String::from_utf8_lossy(&text).into_owned(),
                };
            }
            let location = response.headers()[header::LOCATION].to_str().unwrap();
            let from = url.clone();
            url = url.join(location).unwrap();
            (method, context, form) = (Method::GET, Context::link(from), String::new());
        }
        panic!("too many redirects");
    }
}

pub fn now() -> time::OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    time::OffsetDateTime::now_utc()
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
