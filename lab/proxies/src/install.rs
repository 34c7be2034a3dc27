//! Getting the proxies that a machine lacks.

use dev_deployment::{
    paint, process,
    system::{can_install, install},
};
use dev_proxies::Program;

use crate::front::Front;

/// Those of the fronts that can be started here; what is missing is got where that is possible, and left out where not.
pub fn ensure(fronts: &[Front]) -> Vec<Front> {
    let mut there = Vec::new();
    for front in fronts {
        let program = front.program();
        if program.is_none_or(|program| program.find().is_some() || get(program)) {
            there.push(*front);
        } else {
            eprintln!(
                "{} {front} cannot be had here",
                paint::yellow("its column is left out:")
            );
        }
    }
    there
}

fn get(program: Program) -> bool {
    let download = program.download();
    let got = download.is_some_and(|mut pip| process::run(&mut pip).is_ok()) && program.find().is_some();
    got || (can_install() && install(&[program.name()]).is_ok() && program.find().is_some())
}
