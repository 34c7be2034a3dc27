//! Logins that come in pieces, and values that are written in another way.

use diagnosis::evidence::{Service::B, Shown, Step};

use crate::run::{Run, member};

/// A login in one piece before, and in two afterwards: B takes the one that is left over.
#[test]
fn what_the_login_was_before_it_grew_is_in_the_way() {
    for (old, names) in [
        ("app", ["app.0", "app.1"]),
        (
            ".AspNetCore.Cookies",
            [".AspNetCore.CookiesC1", ".AspNetCore.CookiesC2"],
        ),
        ("app.2", ["app.0", "app.1"]),
        ("app_0", ["app", "mark"]),
        ("app_1", ["app", "mark"]),
    ] {
        let lines = names.map(|name| format!("{name}=4b1f0c8e7d6a5b4c; Domain=shop.example; Path=/"));
        let carried = names.map(|name| format!("{name}=4b1f0c8e7d6a5b4c")).join("; ");
        let with_old = format!("{old}=9c; {carried}");
        let mut run = Run::of_login(&[&lines[0], &lines[1]], &with_old);
        run.0.session_cookies = names.map(str::to_owned).to_vec();
        let late = format!("{old}=9c; Domain=shop.example; Path=/");
        run.0.exchanges[3]
            .response
            .as_mut()
            .expect("an answer")
            .set_cookie
            .push(late);
        for _ in 0..2 {
            run.ask(B, Step::Visit, &with_old, 200, Shown::Guest);
        }
        for number in 1..4 {
            run.ask(B, Step::Real, &carried, 200, member());
            run.last().login = number;
            run.ask(B, Step::Delayed, &with_old, 200, Shown::Guest);
            run.last().login = 9;
        }
        // Pieces are counted from zero on; anything else with a number is no piece.
        let is_piece = old != "app_1";
        assert_eq!(run.first() == ["A10.chunk"], is_piece, "{old}: {:?}", run.first());
    }
}
