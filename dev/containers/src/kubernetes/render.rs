//! `deploy render`: what is made of other files, and every overlay as one file.

use std::{collections::BTreeSet, fmt::Write as _, fs, process::Command};

use anyhow::{Context, Result, ensure};
use dev_deployment::{paint, system::in_path, workspace};

use super::{FOLDER, OVERLAYS};

const PROGRAM: &str = "kubectl";
const MADE: &str = "# Made by `cargo xtask deploy render`";

/// Writes everything anew.
pub fn run() -> Result<()> {
    for (file, text) in made()? {
        fs::write(workspace::at(FOLDER).join(file), text)?;
    }
    for overlay in OVERLAYS {
        let text = overlay_text(overlay)?.context("kubectl is not installed")?;
        let path = workspace::at(FOLDER).join(rendered(overlay));
        fs::write(&path, text)?;
        println!("{} {}", paint::green("✓"), path.display());
    }
    Ok(())
}

/// The file of an overlay, from the manifests' folder on.
#[must_use]
pub fn rendered(overlay: &str) -> String {
    format!("rendered/{overlay}.yaml")
}

/// Files that are made of others, and what has to stand in them.
pub fn made() -> Result<Vec<(&'static str, String)>> {
    let read = |path: &str| fs::read_to_string(workspace::at(path));
    Ok(vec![
        (
            "components/paths/routes.yaml",
            routes(&auth_prefixes(
                &read("server/auth/routes.txt")?,
                &read("server/mall/routes.txt")?,
            )?),
        ),
        (
            "components/monitoring/rules.yaml",
            rules(&read("deploy/prometheus/alerts.yml")?)?,
        ),
    ])
}

/// An overlay as kubectl renders it; nothing, if there is no kubectl.
pub fn overlay_text(overlay: &str) -> Result<Option<String>> {
    let Some(kubectl) = in_path(PROGRAM) else {
        return Ok(None);
    };
    let folder = workspace::at(FOLDER).join("overlays").join(overlay);
    let output = Command::new(kubectl).arg("kustomize").arg(folder).output()?;
    ensure!(
        output.status.success(),
        "kubectl kustomize {overlay}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    Ok(Some(format!(
        "{MADE} from overlays/{overlay}. Its secrets: secrets.example.yaml.\n{text}"
    )))
}

/// What paths begin with that belong to auth alone, of the two lists of routes. What both have goes to the mall.
pub fn auth_prefixes(auth: &str, mall: &str) -> Result<BTreeSet<String>> {
    let (auth, mall) = (paths(auth), paths(mall));
    let prefixes: BTreeSet<_> = auth.difference(&mall).map(|path| prefix(path)).collect();
    for path in &mall {
        let taken = prefixes
            .iter()
            .find(|prefix| *path == prefix.as_str() || path.starts_with(&format!("{prefix}/")));
        ensure!(
            taken.is_none(),
            "{path} of the mall would go to auth, by {taken:?}"
        );
    }
    Ok(prefixes)
}

fn paths(routes: &str) -> BTreeSet<&str> {
    routes
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .collect()
}

/// The part of a path that says whose it is: its first segment, below `/api` the first two.
fn prefix(path: &str) -> String {
    let count = if path.starts_with("/api/") { 3 } else { 2 };
    path.split('/').take(count).collect::<Vec<_>>().join("/")
}

fn routes(prefixes: &BTreeSet<String>) -> String {
    let auth: Vec<_> = prefixes.iter().map(String::as_str).collect();
    let mut text = format!(
        "{MADE}: what belongs to auth is what server/auth/routes.txt has and server/mall/routes.txt has not.\n"
    );
    for (service, prefixes) in [("auth", &auth[..]), ("mall", &["/"])] {
        let matches = prefixes.iter().fold(String::new(), |mut matches, prefix| {
            let _ = writeln!(matches, "        - path: {{type: PathPrefix, value: {prefix}}}");
            matches
        });
        let _ = write!(
            text,
            "\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {service}
  labels: {{app.kubernetes.io/name: cfmall-gateway, app.kubernetes.io/component: gateway}}
spec:
  parentRefs: [{{name: cfmall, sectionName: mall}}]
  hostnames: [cfmall.example]
  rules:
    - matches:
{matches}      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier: {{remove: [Forwarded, X-Real-IP]}}
      backendRefs: [{{name: {service}, port: 80}}]
      timeouts: {{request: 15s}}
"
        );
    }
    text
}

/// The alerts as an object of the Prometheus operator.
fn rules(alerts: &str) -> Result<String> {
    let (_, groups) = alerts
        .split_once("groups:\n")
        .context("alerts.yml has no groups")?;
    let groups = groups.lines().fold(String::new(), |mut groups, line| {
        let _ = writeln!(groups, "{}", format!("  {line}").trim_end());
        groups
    });
    Ok(format!(
        "\
{MADE} from deploy/prometheus/alerts.yml, where the alerts are explained.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: cfmall
  labels: {{app.kubernetes.io/name: cfmall-monitoring, app.kubernetes.io/component: monitoring}}
spec:
  groups:
{groups}"
    ))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_auth_are_told_by_their_beginnings() {
        let mall = "page GET /\nasset GET /livez\nendpoint POST /api/mall/cart";
        let auth = "asset GET /livez\npage GET /login/{x}\npage GET /login\nendpoint POST /api/auth/login";
        let prefixes = auth_prefixes(auth, mall).unwrap();
        assert_eq!(prefixes.into_iter().collect::<Vec<_>>(), ["/api/auth", "/login"]);
        let other = format!("{mall}\npage GET /login/help");
        let error = auth_prefixes(auth, &other).unwrap_err();
        assert!(error.to_string().contains("/login/help"), "{error}");
    }
}
