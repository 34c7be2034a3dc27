//! What a topology means on this machine: programs, ports, environment, what the gateway is told.
//!
//! Pure, so that a test can read what would be started.

use std::path::Path;

use crate::{
    hostnames::Hostnames,
    topology::{AUTH_PATHS, Hosts, Layout, Topology},
};

/// What will be started.
pub struct Plan {
    /// The processes of the services.
    pub copies: Vec<Copy>,
    /// What the gateway is told, where there is one.
    pub gateway: Option<Gateway>,
    /// The same for every copy.
    pub environment: Vec<(&'static str, String)>,
}

/// What a gateway is told, be it the program of that name or a part of somebody else's.
pub struct Gateway {
    /// The ports it listens on, of 127.0.0.1.
    pub listen: Vec<u16>,
    /// The routing table: the first route that fits decides.
    pub routes: Vec<Route>,
    /// How a copy is chosen.
    pub balance: String,
}

/// A line of the routing table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The host, with its port where ports tell services apart.
    pub host: String,
    /// The path that stands for itself and all below; `None` is every path.
    pub path: Option<&'static str>,
    /// The service whose copies answer.
    pub service: &'static str,
}

/// One process of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Its host names.
    pub hostnames: &'a Hostnames,
    /// Whether there is a gateway also where the topology needs none.
    pub always_behind_gateway: bool,
}

impl Plan {
    /// `ports` are free ones for the copies behind the gateway.
    pub fn new(topology: &Topology, choice: &Choice<'_>, mut ports: impl FnMut() -> u16) -> Self {
        let Choice { port, services, .. } = *choice;
        let direct = topology.layout == Layout::Monolith && !choice.always_behind_gateway;
        let mut copies = Vec::new();
        for (program, count) in services {
            for number in 1..=*count {
                copies.push(if direct {
                    Copy {
                        name: (*program).to_owned(),
                        program,
                        port,
                    }
                } else {
                    Copy::numbered(program, number, ports())
                });
            }
        }
        let gateway = (!direct).then(|| gateway(topology, choice));
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

impl Copy {
    /// A copy behind a gateway, with the name that the gateway uses for it, too.
    pub fn numbered(program: &'static str, number: u16, port: u16) -> Self {
        Self {
            name: format!("{program}-{number}"),
            program,
            port,
        }
    }
}

fn environment(topology: &Topology, choice: &Choice<'_>, gateway: bool) -> Vec<(&'static str, String)> {
    let [mall, auth] = choice.hostnames.origins(topology, choice.port);
    let store = choice.store.unwrap_or(topology.store);
    let mut environment = vec![
        ("MALL_ORIGIN", mall),
        ("AUTH_ORIGIN", auth),
        ("SESSION_STORE", store.to_owned()),
        // The gateway's word about the visitor's address is true; without it a visitor could write anything there.
        ("TRUSTED_PROXIES", u8::from(gateway).to_string()),
        ("DEMO_DATA", "1".to_owned()),
    ];
    if let Some(domain) = choice.hostnames.cookie_domain(topology) {
        environment.push(("SESSION_COOKIE_DOMAIN", domain.to_owned()));
    }
    // The table says nothing about another store: whatever comes of it is to be seen.
    if topology.is_experiment() || store != topology.store {
        environment.push(("LAB", "1".to_owned()));
    }
    environment
}

fn gateway(topology: &Topology, choice: &Choice<'_>) -> Gateway {
    let Choice { port, hostnames, .. } = *choice;
    let Hostnames { mall, auth, pay } = hostnames;
    let route = |host: &str, path, service| Route {
        host: host.to_owned(),
        path,
        service,
    };
    let routes = match topology.hosts {
        Hosts::One => vec![route(mall, None, "monolith")],
        Hosts::Two => vec![route(auth, None, "auth"), route(mall, None, "mall")],
        Hosts::Ports => vec![
            route(&format!("{mall}:{}", port + 1), None, "auth"),
            route(&format!("{mall}:{port}"), None, "mall"),
        ],
        Hosts::Paths => AUTH_PATHS
            .iter()
            .map(|path| route(mall, Some(*path), "auth"))
            .chain([route(mall, None, "mall")])
            .collect(),
    };
    let has_it = if topology.hosts == Hosts::One {
        "monolith"
    } else {
        "mall"
    };
    let routes = routes.into_iter().chain([route(pay, None, has_it)]).collect();
    Gateway {
        listen: topology.public_ports(port),
        routes,
        balance: choice.balance.to_owned(),
    }
}

impl Gateway {
    /// The arguments of the program `gateway` for these copies.
    pub fn arguments(&self, copies: &[Copy]) -> Vec<String> {
        let mut options: Vec<(&str, String)> = Vec::new();
        for port in &self.listen {
            options.push(("--listen", format!("127.0.0.1:{port}")));
        }
        for Route { host, path, service } in &self.routes {
            let path = path.map(|path| format!(",path={path}")).unwrap_or_default();
            options.push(("--route", format!("host={host}{path},pool={service}")));
        }
        let mut services: Vec<_> = copies.iter().map(|copy| copy.program).collect();
        services.dedup();
        for service in services {
            let addresses = copies
                .iter()
                .filter(|copy| copy.program == service)
                .map(|copy| format!("127.0.0.1:{}", copy.port));
            options.push((
                "--pool",
                format!("{service}={}", addresses.collect::<Vec<_>>().join(",")),
            ));
        }
        options.push(("--balance", self.balance.clone()));
        options
            .into_iter()
            .flat_map(|(name, value)| [name.to_owned(), value])
            .collect()
    }
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
            hostnames: &Hostnames::default(),
            always_behind_gateway: false,
        };
        Plan::new(topology, &choice, || {
            next += 1;
            next
        })
    }

    fn plan(id: &str) -> Plan {
        plan_with(id, None)
    }

    fn arguments(plan: &Plan) -> String {
        let gateway = plan.gateway.as_ref().unwrap();
        gateway.arguments(&plan.copies).join(" ")
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
        let gateway = arguments(&plan);
        assert_eq!(
            gateway,
            "--listen 127.0.0.1:3000 --route host=auth.cfmall.localhost,pool=auth --route host=cfmall.localhost,pool=mall \
             --route host=pay-cfmall.localhost,pool=mall --pool auth=127.0.0.1:4001,127.0.0.1:4002 --pool mall=127.0.0.1:4003,127.0.0.1:4004 --balance round-robin"
        );
        assert!(
            plan.environment
                .contains(&("SESSION_COOKIE_DOMAIN", "cfmall.localhost".into()))
        );
    }

    #[test]
    fn all_names_follow_from_one() {
        let topology = topology::find("T7").unwrap();
        let hostnames = Hostnames::below("t7.cfmall.localhost");
        let choice = Choice {
            port: 4400,
            services: &topology.services(None, None),
            balance: topology.balance,
            store: None,
            hostnames: &hostnames,
            always_behind_gateway: true,
        };
        let plan = Plan::new(topology, &choice, || 4001);
        for (name, value) in [
            ("MALL_ORIGIN", "http://t7.cfmall.localhost:4400"),
            ("AUTH_ORIGIN", "http://auth.t7.cfmall.localhost:4400"),
            ("SESSION_COOKIE_DOMAIN", "t7.cfmall.localhost"),
        ] {
            assert!(plan.environment.contains(&(name, value.to_owned())), "{name}");
        }
        let hosts: Vec<_> = plan
            .gateway
            .unwrap()
            .routes
            .into_iter()
            .map(|route| route.host)
            .collect();
        assert_eq!(
            hosts,
            [
                "auth.t7.cfmall.localhost",
                "t7.cfmall.localhost",
                "pay-t7.cfmall.localhost"
            ]
        );
    }

    #[test]
    fn a_monolith_can_stand_behind_a_gateway_too() {
        let topology = topology::find("T1").unwrap();
        let choice = Choice {
            port: 4400,
            services: &topology.services(None, None),
            balance: topology.balance,
            store: None,
            hostnames: &Hostnames::default(),
            always_behind_gateway: true,
        };
        let plan = Plan::new(topology, &choice, || 4001);
        assert_eq!(plan.copies, [Copy::numbered("monolith", 1, 4001)]);
        assert!(plan.environment.contains(&("TRUSTED_PROXIES", "1".to_owned())));
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
        let ports = arguments(&plan("T2b"));
        assert!(
            ports.contains("--listen 127.0.0.1:3001")
                && ports.contains("host=cfmall.localhost:3001,pool=auth"),
            "{ports}"
        );
        let paths = arguments(&plan("T8"));
        assert!(paths.contains("path=/api/auth,pool=auth"), "{paths}");
        let sticky = plan("T5");
        assert!(
            arguments(&sticky).ends_with("--pool monolith=127.0.0.1:4001,127.0.0.1:4002 --balance sticky")
        );
        assert!(sticky.environment.contains(&("LAB", "1".into())));
    }
}
