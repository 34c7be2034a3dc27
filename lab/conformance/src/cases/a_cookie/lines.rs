//! The `Cookie` header as proxies and other people's scripts leave it.

use crate::{
    case::Case,
    client::raw::exchange,
    deployment::World,
    verdict::{Check, expect},
};

pub static A11: Case = Case {
    id: "A11",
    title: "a good session cookie in one of several Cookie lines, and beside cookies of any bytes",
    expects: "the session is found: what others put there is theirs, and takes nothing away",
    sources: &[
        "RFC 9113 §8.2.3",
        "RFC 6265 §5.4, §6.1",
        "scripts that write document.cookie in Chinese",
    ],
    needs: &[],
    run: |world| Box::pin(a11(world)),
};

async fn a11(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(auth)?;
    let pair = token.pair();
    let beside =
        |before: &[u8], after: &[u8]| [b"Cookie: ", before, pair.as_bytes(), after, b"\r\n"].concat();
    let arrangements = [
        (
            "in the second of three lines",
            [
                b"Cookie: a=1\r\n".as_slice(),
                &beside(b"", b""),
                b"Cookie: b=2\r\n",
            ]
            .concat(),
        ),
        (
            "in the last of two lines",
            [b"Cookie: a=1; b=2\r\n".as_slice(), &beside(b"c=3; ", b"")].concat(),
        ),
        ("after Chinese", beside("utm=双十一; ".as_bytes(), b"")),
        ("before Chinese", beside(b"", "; utm=双十一".as_bytes())),
        (
            "beside bytes that are no UTF-8",
            beside(b"x=\xff\xfe; ", b"; y=\xc3"),
        ),
        (
            "beside a cookie without a name",
            beside(b"=nameless; ", b"; =another"),
        ),
        ("beside a cookie without a value", beside(b"flag; ", b"; other")),
        ("between empty ones", beside(b"; ;; ", b" ;; ")),
        (
            "beside quotes and commas",
            beside(b"q=\"a,b\"; ", b"; json={\"a\":1}"),
        ),
    ];
    for copy in world.everywhere() {
        for (what, lines) in &arrangements {
            let path = world.browser().whoami_request().path;
            let head = format!(
                "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nConnection: close\r\n",
                copy.origin.authority
            );
            let answer = exchange(&copy.address, &[head.as_bytes(), lines, b"\r\n"].concat()).await?;
            let who = world.adapter().whoami.read(&answer.as_answer());
            expect(
                who.is_member(),
                format!("a session cookie {what} is found"),
                format!("{} answers {} and says {who}", copy.name, answer.status),
            )?;
        }
    }
    Ok(())
}
