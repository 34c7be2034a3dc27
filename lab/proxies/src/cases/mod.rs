//! The list. Every case says what must hold behind whatever stands before the copies.

mod copies;
mod faults;
mod headers;
mod limits;

use anyhow::Result;

use crate::{entrance::Entrance, witness::Witness, world::World};

/// What must hold, and how it is tried.
pub struct Case {
    pub id: &'static str,
    pub title: &'static str,
    pub needs: Needs,
    play: fn(&mut Stage<'_>) -> Result<()>,
}

/// What a case is played before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Copies that write down what arrives, and a moment.
    Witness,
    /// The same, and time.
    Time,
    /// The real programs.
    Programs,
}

/// What a case finds set up: one front twice, with the same file, before two sorts of copies.
pub struct Stage<'a> {
    /// Before copies that write down what arrives.
    pub witnessed: Entrance,
    pub witness: &'a Witness,
    /// Before the real programs, where a case needs them.
    pub real: Option<(Entrance, &'a mut World)>,
}

impl Stage<'_> {
    /// The real programs, and the way to them.
    fn real(&mut self) -> Result<(&Entrance, &mut World)> {
        let real = self.real.as_mut();
        let (entrance, world) = real.ok_or_else(|| anyhow::anyhow!("the programs do not run"))?;
        Ok((entrance, world))
    }
}

impl Case {
    /// Fails with the reason if it does not hold.
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        stage.witness.forget();
        (self.play)(stage)
    }
}

use Needs::{Programs, Time, Witness as Quick};

/// In the order in which they are played: what hurts comes last.
#[rustfmt::skip]
pub const ALL: [Case; 21] = [
    Case { id: "P01", title: "`Host` arrives as it was sent", needs: Quick, play: headers::host },
    Case { id: "P02", title: "`X-Forwarded-For` is the visitor's address and nothing else", needs: Quick, play: headers::forwarded_for },
    Case { id: "P03", title: "`Forwarded`, `X-Forwarded-*`, `X-Real-IP`, `X-Original-URL`, `X-Rewrite-URL` of the client are dropped", needs: Quick, play: headers::inventions },
    Case { id: "P04", title: "names with `_` are dropped", needs: Quick, play: headers::underscores },
    Case { id: "P05", title: "one `X-Forwarded-Proto`, and a true one", needs: Quick, play: headers::proto },
    Case { id: "P06", title: "an unknown host is answered 421", needs: Quick, play: headers::unknown_host },
    Case { id: "P07", title: "two `Host` lines are answered 400", needs: Quick, play: headers::two_hosts },
    Case { id: "P08", title: "`Content-Length` beside `Transfer-Encoding` is answered 400", needs: Quick, play: headers::two_lengths },
    Case { id: "P09", title: "nothing is compressed that the copies did not compress", needs: Quick, play: limits::compression },
    Case { id: "P10", title: "an event is passed on before the next one comes", needs: Quick, play: limits::events },
    Case { id: "P11", title: "connections to the copies are kept", needs: Quick, play: copies::kept },
    Case { id: "P12", title: "a POST that a copy broke off is not sent again", needs: Quick, play: copies::post_once },
    Case { id: "P13", title: "a GET that a copy broke off goes to the other one", needs: Quick, play: copies::get_moves },
    Case { id: "P14", title: "a body beyond 128 KiB is refused before a copy has it; one beyond 64 KiB by the copy, in words", needs: Programs, play: limits::bodies },
    Case { id: "P15", title: "a copy that says nothing is given up after more than our own 10 s, and once", needs: Time, play: limits::silence },
    Case { id: "P16", title: "nobody is tied to a copy, and both get their share: ± 20 %", needs: Programs, play: copies::balance },
    Case { id: "P17", title: "a copy killed in the middle of a login: one session begins at most", needs: Programs, play: faults::killed_in_a_login },
    Case { id: "P18", title: "a copy killed: no error 2 s later", needs: Programs, play: faults::killed },
    Case { id: "P19", title: "a copy told to stop under load: no error at all", needs: Programs, play: faults::drained },
    Case { id: "P20", title: "one copy cut off from the database: members are served 3 s later", needs: Programs, play: faults::cut_off },
    Case { id: "P21", title: "the database is away: guests still get the front page, members our own 503", needs: Programs, play: faults::no_database },
];
