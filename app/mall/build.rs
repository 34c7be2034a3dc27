//! Lists the drawings in `catalogue/pictures/`, so that a new one needs no line of code.

use std::{
    collections::hash_map::DefaultHasher,
    env,
    fmt::Write,
    fs,
    hash::{Hash, Hasher},
    path::Path,
};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let folder = Path::new(&root).join("catalogue/pictures");
    println!("cargo::rerun-if-changed=catalogue");

    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("catalogue/pictures is there")
        .map(|entry| entry.expect("catalogue/pictures can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "svg"))
        .collect();
    files.sort();

    let mut hash = DefaultHasher::new();
    fs::read(Path::new(&root).join("catalogue/palettes.json"))
        .expect("catalogue/palettes.json is there")
        .hash(&mut hash);
    let mut code = String::from(
        "/// Every drawing: its name and its SVG, with tones in braces.\nconst DRAWINGS: &[(&str, &str)] = &[\n",
    );
    for file in files {
        let name = file.file_stem().expect("a file has a name").to_string_lossy();
        fs::read(&file).expect("a drawing can be read").hash(&mut hash);
        writeln!(
            code,
            "    ({name:?}, include_str!({:?})),",
            file.display().to_string()
        )
        .expect("a string grows");
    }
    code.push_str("];\n");
    fs::write(Path::new(&out).join("drawings.rs"), code).expect("OUT_DIR can be written");
    println!("cargo::rustc-env=DRAWINGS_HASH={:016x}", hash.finish());
}
