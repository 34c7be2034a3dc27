//! How the program is linked.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|known| known == value);
    let has_lab = env::var_os("CARGO_FEATURE_LAB").is_some();
    // The session lab runs forty copies of a debug build on one machine. At a fixed address its tables are pages of the file, which all
    // copies share; at a random one each copy writes addresses into 3 MB of its own. Whatever others can reach stays at a random one.
    if has_lab && is("PROFILE", "debug") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
