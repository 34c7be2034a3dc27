//! What the lab's pages ask of the lab.

use std::time::Duration;

use async_trait::async_trait;
use dev_deployment::topology::Layout;
use diagnosis::{Diagnosis, Outcome, Text, diagnose, jar::Context};
use lab_model::{
    Anatomy, CookieAt, CopyState, Fault, Known, Lab, Refusal, Scene as View, SceneId, Seen, Switch, Visitor,
};
use url::Url;

use crate::{
    Supervisor, anatomy, clock, evidence, fault,
    refusal::{failed, refused},
    spec::Spec,
};

/// How long somebody waits for a change.
const WAIT: Duration = Duration::from_secs(20);
/// The number of visitors whose sessions copies are asked for.
const ASKED_FOR: usize = 4;

#[async_trait]
impl Lab for Supervisor {
    async fn scenes(&self) -> Vec<View> {
        self.inner.scenes().iter().map(|scene| scene.view()).collect()
    }

    async fn scene(&self, id: &SceneId) -> Result<View, Refusal> {
        let scene = self.inner.scene(id)?;
        let mut view = scene.view();
        let sessions: Vec<(Visitor, String)> = {
            let journal = scene.journal();
            let visitors = journal.visitors().into_iter().filter_map(|visitor| {
                let session = journal.browsers.get(&visitor)?.session.clone()?;
                Some((visitor, session))
            });
            visitors.take(ASKED_FOR).collect()
        };
        let copies = scene.copies();
        let asked = copies.iter().map(async |known| {
            let mut knows = Vec::new();
            if known.state != CopyState::Running {
                return knows;
            }
            let host = scene.host_of(&known.copy.service);
            for (visitor, session) in &sessions {
                let cookie = format!("{}={session}", scene.spec.cookie());
                let Some(look_up) = scene.shared.side.knows(known.copy.port, &host, &cookie).await else {
                    break;
                };
                knows.push(Known {
                    visitor: visitor.clone(),
                    session: scene.shared.key.mark(session),
                    look_up,
                });
            }
            knows
        });
        let told = futures::future::join_all(asked).await;
        for (copy, knows) in view.copies.iter_mut().zip(told) {
            copy.knows = knows;
        }
        Ok(view)
    }

    async fn start(&self, id: &SceneId) -> Result<(), Refusal> {
        self.inner.scene(id)?.start().await
    }

    async fn stop(&self, id: &SceneId) -> Result<(), Refusal> {
        self.inner.scene(id)?.stop().await
    }

    async fn reset(&self, id: &SceneId) -> Result<(), Refusal> {
        self.inner.scene(id)?.reset().await
    }

    async fn apply(&self, id: &SceneId, fault: &Fault) -> Result<Text, Refusal> {
        let scene = self.inner.scene(id)?;
        if scene.gateway().is_none() {
            return Err(refused("场景没有启动。", "The scene does not run."));
        }
        fault::apply(&scene, fault).await
    }

    async fn seen(&self, id: &SceneId, after: u64) -> Result<Vec<Seen>, Refusal> {
        let scene = self.inner.scene(id)?;
        let journal = scene.journal();
        Ok(journal.after(after).map(|record| record.seen.clone()).collect())
    }

    async fn changed(&self, id: &SceneId, after: u64) -> Result<(), Refusal> {
        let scene = self.inner.scene(id)?;
        let mut changes = scene.changes();
        changes.mark_unchanged();
        if scene.journal().last() <= after {
            drop(tokio::time::timeout(WAIT, changes.changed()).await);
        }
        Ok(())
    }

    async fn visitors(&self, id: &SceneId) -> Result<Vec<Visitor>, Refusal> {
        Ok(self.inner.scene(id)?.journal().visitors())
    }

    async fn cookies(&self, id: &SceneId, visitor: &Visitor) -> Result<Vec<CookieAt>, Refusal> {
        let scene = self.inner.scene(id)?;
        let [mall, auth] = scene.origins();
        let mut addresses = vec![format!("{mall}/")];
        if scene.spec.topology.layout == Layout::Split {
            addresses.push(format!("{auth}/account"));
        }
        let journal = scene.journal();
        let Some(browser) = journal.browsers.get(visitor) else {
            return Ok(Vec::new());
        };
        let mut cookies = Vec::new();
        for address in addresses {
            let url = Url::parse(&address).map_err(|error| failed(&error.into()))?;
            for decision in browser.jar.decide(&url, &Context::typed(), clock::now()) {
                let cookie = decision.cookie;
                cookies.push(CookieAt {
                    name: cookie.name.clone(),
                    mark: scene.shared.key.mark(&cookie.value),
                    domain: cookie.domain.clone(),
                    host_only: cookie.host_only,
                    path: cookie.path.clone(),
                    address: address.clone(),
                    sent: decision.sent,
                    rule: decision.rule,
                });
            }
        }
        Ok(cookies)
    }

    async fn diagnose(&self, id: &SceneId, visitor: &Visitor) -> Result<Diagnosis, Refusal> {
        let scene = self.inner.scene(id)?;
        let journey = evidence::gather(&scene, visitor).await;
        let mut diagnosis = diagnose(&journey.evidence);
        if journey.logged_out && diagnosis.outcome == Outcome::Fine {
            diagnosis.outcome = Outcome::CouldNotRun;
            diagnosis.sentence = Text::new(
                "访问者自己退出了登录，没有昵称是应该的。",
                "The visitor has logged out: that no nickname is shown is as it should be.",
            );
        }
        Ok(diagnosis)
    }

    async fn anatomy(&self, id: &SceneId, visitor: &Visitor) -> Result<Anatomy, Refusal> {
        let scene = self.inner.scene(id)?;
        Ok(anatomy::of(&scene, visitor).await)
    }

    fn flipped(&self, id: &SceneId, switch: Switch) -> Option<SceneId> {
        Some(Spec::find(id)?.flipped(switch)?.id)
    }
}
