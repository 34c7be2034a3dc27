//! What a topology means on this machine: programs, ports, environment, the gateway's arguments.
//!
//! Pure, so that a test can read what would be started.

use std::path::Path;

use crate::topology::{AUTH_HOST, AUTH_PATHS, Hosts, Layout, MALL_HOST, Topology};

/// What will be started.
pub struct Plan {
    /// The processes of the services.
    pub copies: Vec<Copy>,
    /// The gateway's arguments, where there is one.
    pub gateway: Option<Vec<String>>,
    /// The same for every copy.
    pub environment: Vec<(&'static str, String)>,
}

/// One process of a service.
#[derive(Debug, PartialEq, Eq)]
pub struct Copy {
    /// `INSTANCE`, such as `auth-1`; the gateway uses it as well.
    pub name: String,
    /// The name of its program.
    pub program: &'static str,
    /// The port it listens on.
    pub port: u16,
}

/// What can be chosen besides the topology.
pub struct Choice<'a> {
    /// The public port.
    pub port: u16,
    /// The services with the number of their copies.
    pub services: &'a [(&'static str, u16)],
    /// How the gateway chooses a copy.
    pub balance: &'a str,
    /// Where sessions are kept, if not where the topology keeps them.
    pub store: Option<&'a str>,
}

impl Plan {
    /// `ports` are free ones for the copies behind the gateway.
    pub fn new(topology: &Topology, choice: &Choice<'_>, mut ports: impl FnMut() -> u16) -> Self {
        let Choice { port, services, .. } = *choice;
        let direct = topology.layout == Layout::Monolith;
        let mut copies = Vec::new();
        for (program, count) in services {
            for number in 1..=*count {
                // The names the gateway uses for them, too.
                let name = if direct {
                    (*program).to_owned()
                } else {
                    format!("{program}-{number}")
                };
                copies.push(Copy {
                    name,
                    program,
                    port: if direct { port } else { ports() },
                });
            }
        }
        let gateway = (!direct).then(|| gateway(topology, choice, &copies));
        Self {
            environment: environment(topology, choice, gateway.is_some()),
            copies,
            gateway,
        }
    }

    /// What one copy needs besides.
    pub fn environment_of(copy: &Copy, site: &Path) -> [(&'static str, String); 3] {
        [
            ("LEPTOS_SITE_ADDR", format!("127.0.0.1:{}", copy.port)),
            ("LEPTOS_SITE_ROOT", site.display().to_string()),
            ("INSTANCE", copy.name.clone()),
        ]
    }
}

fn environment(topology: &Topology, choice: &Choice<'_>, gateway: bool) -> Vec<(&'static str, String)> {
    let [mall, auth] = topology.origins(choice.port);
    let store = choice.store.unwrap_or(topology.store);
    let mut environment = vec![
        ("MALL_ORIGIN", mall),
        ("AUTH_ORIGIN", auth),
        ("SESSION_STORE", store.to_owned()),
        // The gateway's word about the visitor's address is true; without it a visitor could write anything there.
        ("TRUSTED_PROXIES", u8::from(gateway).to_string()),
        ("DEMO_DATA", "1".to_owned()),
    ];
    if let Some(domain) = topology.cookie_domain {
        environment.push(("SESSION_COOKIE_DOMAIN", domain.to_owned()));
    }
    // The table says nothing about another store: whatever comes of it is to be seen.
    if topology.is_experiment() || store != topology.store {
        environment.push(("LAB", "1".to_owned()));
    }
    environment
}

fn gateway(topology: &Topology, choice: &Choice<'_>, copies: &[Copy]) -> Vec<String> {
    let Choice { port, services, .. } = *choice;
    let mut options: Vec<(&str, String)> = Vec::new();
    for port in topology.public_ports(port) {
        options.push(("--listen", format!("127.0.0.1:{port}")));
    }
    let mut route = |route: String| options.push(("--route", route));
    match topology.hosts {
        Hosts::One => route(format!("host={MALL_HOST},pool=monolith")),
        Hosts::Two => {
            route(format!("host={AUTH_HOST},pool=auth"));
            route(format!("host={MALL_HOST},pool=mall"));
        }
        Hosts::Ports => {
            route(format!("host={MALL_HOST}:{},pool=auth", port + 1));
            route(format!("host={MALL_HOST}:{port},pool=mall"));
        }
        Hosts::Paths => {
            for path in AUTH_PATHS {
                route(format!("host={MALL_HOST},path={path},pool=auth"));
            }
            route(format!("host={MALL_HOST},pool=mall"));
        }
    }
    for (service, _) in services {
        let addresses = copies
            .iter()
            .filter(|copy| copy.program == *service)
            .map(|copy| format!("127.0.0.1:{}", copy.port));
        options.push((
            "--pool",
            format!("{service}={}", addresses.collect::<Vec<_>>().join(",")),
        ));
    }
    options.push(("--balance", choice.balance.to_owned()));
    options
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value])
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::topology;

    fn plan_with(id: &str, store: Option<&str>) -> Plan {
        let topology = topology::find(id).unwrap();
        let mut next = 4000;
        let choice = Choice {
            port: 3000,
            services: &topology.services(None, None),
            balance: topology.balance,
            store,
        };
        Plan::new(topology, &choice, || {
            next += 1;
            next
        })
    }

    fn plan(id: &str) -> Plan {
        plan_with(id, None)
    }

    #[test]
    fn the_monolith_stands_alone() {
        let plan = plan("T1");
        assert_eq!(
            plan.copies,
            [Copy {
                name: "monolith".into(),
                program: "monolith",
                port: 3000
            }]
        );
        assert!(plan.gateway.is_none());
        assert!(
            !plan
                .environment
                .iter()
                .any(|(name, _)| matches!(*name, "LAB" | "SESSION_COOKIE_DOMAIN"))
        );
    }

    #[test]
    fn the_split_has_copies_behind_a_gateway() {
        let plan = plan("T7");
        assert_eq!(
            plan.copies
                .iter()
                .map(|copy| (copy.name.as_str(), copy.port))
                .collect::<Vec<_>>(),
            [
                ("auth-1", 4001),
                ("auth-2", 4002),
                ("mall-1", 4003),
                ("mall-2", 4004)
            ]
        );
        let gateway = plan.gateway.unwrap().join(" ");
        assert_eq!(
            gateway,
            "--listen 127.0.0.1:3000 --route host=auth.cfmall.localhost,pool=auth --route host=cfmall.localhost,pool=mall \
             --pool auth=127.0.0.1:4001,127.0.0.1:4002 --pool mall=127.0.0.1:4003,127.0.0.1:4004 --balance round-robin"
        );
        assert!(
            plan.environment
                .contains(&("SESSION_COOKIE_DOMAIN", "cfmall.localhost".into()))
        );
    }

    #[test]
    fn only_a_gateway_is_believed_about_addresses() {
        for (id, proxies) in [("T1", "0"), ("T4", "1"), ("T7", "1")] {
            let trusted = ("TRUSTED_PROXIES", proxies.to_owned());
            assert!(plan(id).environment.contains(&trusted), "{id}");
        }
    }

    #[test]
    fn another_store_is_an_experiment() {
        let lab = ("LAB", "1".to_owned());
        let stock = plan_with("T7", Some("postgres-stock")).environment;
        assert!(stock.contains(&("SESSION_STORE", "postgres-stock".into())) && stock.contains(&lab));
        assert!(!plan_with("T7", Some("postgres")).environment.contains(&lab));
    }

    #[test]
    fn other_ways_to_tell_services_apart() {
        let ports = plan("T2b").gateway.unwrap().join(" ");
        assert!(
            ports.contains("--listen 127.0.0.1:3001")
                && ports.contains("host=cfmall.localhost:3001,pool=auth"),
            "{ports}"
        );
        let paths = plan("T8").gateway.unwrap().join(" ");
        assert!(paths.contains("path=/api/auth,pool=auth"), "{paths}");
        let sticky = plan("T5");
        assert!(
            sticky
                .gateway
                .unwrap()
                .join(" ")
                .ends_with("--pool monolith=127.0.0.1:4001,127.0.0.1:4002 --balance sticky")
        );
        assert!(sticky.environment.contains(&("LAB", "1".into())));
    }
}
