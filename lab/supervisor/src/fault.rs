//! What the lab does to a scene, each bounded in time or made good by a reset.

mod copy;
mod device;
mod slow;

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use dev_deployment::deployment::session_key;
use diagnosis::Text;
use lab_model::{CopyState, Fault, Refusal, Visitor};

use crate::{
    refusal::{failed, refused},
    running::Running,
    scene::{Known, Scene},
};

/// The longest that something may stand still, in seconds.
const LONGEST: u8 = 30;

/// Does it, and says what was done.
pub async fn apply(scene: &Arc<Scene>, fault: &Fault) -> Result<Text, Refusal> {
    match fault {
        Fault::Kill { copy } => kill(scene, copy).await,
        Fault::Restart { copy } => restart(scene, copy).await,
        Fault::Freeze { copy, seconds } => freeze(scene, copy, *seconds).await,
        Fault::AddCopy { service } => add_copy(scene, service).await,
        Fault::ExpireNow { visitor } => expire_now(scene, visitor).await,
        Fault::RevokeElsewhere { visitor } => device::revoke(scene, visitor).await,
        Fault::SlowRequestAgainstLogout { visitor } => slow::against_logout(scene, visitor).await,
        Fault::PauseDatabase { seconds } => pause_database(scene, *seconds).await,
        Fault::RotateKey => rotate_key(scene).await,
        Fault::PlantCookie { visitor } => plant(scene, visitor),
        Fault::RenewNow { visitor } => copy::renewed(scene, visitor).await,
        Fault::UseCopy { visitor } => copy::used(scene, visitor).await,
        Fault::SecondVersion { service } => second_version(scene, service).await,
    }
}

async fn kill(scene: &Arc<Scene>, name: &str) -> Result<Text, Refusal> {
    running(scene, name)?;
    let _operation = scene.operation.lock().await;
    let copy = name.to_owned();
    scene.change(move |running| running.kill(&copy)).await?;
    Ok(Text::new(
        format!("{name} 像断电一样停下了。"),
        format!("{name} has ended as in a power cut."),
    ))
}

async fn restart(scene: &Arc<Scene>, name: &str) -> Result<Text, Refusal> {
    scene.copy(name)?;
    let _operation = scene.operation.lock().await;
    let copy = name.to_owned();
    scene.change(move |running| running.restart(&copy)).await?;
    Ok(Text::new(
        format!("{name} 重启了。"),
        format!("{name} has been started again."),
    ))
}

async fn freeze(scene: &Arc<Scene>, name: &str, seconds: u8) -> Result<Text, Refusal> {
    running(scene, name)?;
    bounded(seconds)?;
    let operation = scene.operation.lock().await;
    let copy = name.to_owned();
    scene.change(move |running| running.freeze(&copy, true)).await?;
    scene.set_frozen(name, true);
    drop(operation);
    let (later, copy) = (scene.clone(), name.to_owned());
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
        let name = copy.clone();
        // A copy that has ended meanwhile, or a scene, stands still no more.
        if later
            .change(move |running| running.freeze(&copy, false))
            .await
            .is_ok()
        {
            later.set_frozen(&name, false);
        }
    });
    Ok(Text::new(
        format!("{name} 冻结 {seconds} 秒，连接都还开着。"),
        format!("{name} stands still for {seconds} s, with its connections open."),
    ))
}

async fn add_copy(scene: &Arc<Scene>, service: &str) -> Result<Text, Refusal> {
    let _operation = scene.operation.lock().await;
    let service = service.to_owned();
    let name = scene.change(move |running| running.add(&service)).await?;
    Ok(Text::new(
        format!("增加了副本 {name}。"),
        format!("The copy {name} has been added."),
    ))
}

async fn expire_now(scene: &Arc<Scene>, visitor: &Visitor) -> Result<Text, Refusal> {
    let session = session(scene, visitor)?;
    let cookie = format!("{}={session}", scene.spec.cookie());
    let mut refusal = refused("没有副本认识这个会话。", "No copy knows the session.");
    for known in scene.copies().into_iter().filter(is_running) {
        let host = scene.host_of(&known.copy.service);
        match scene.shared.side.expire(known.copy.port, &host, &cookie).await {
            Ok(()) => {
                scene.announce();
                return Ok(Text::new(
                    "会话的时间现在到了。",
                    "The session's time is over now.",
                ));
            }
            Err(error) => refusal = failed(&error),
        }
    }
    Err(refusal)
}

async fn pause_database(scene: &Arc<Scene>, seconds: u8) -> Result<Text, Refusal> {
    bounded(seconds)?;
    scene.change(|running| running.pause_database(true)).await?;
    let later = scene.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
        // A scene that has ended meanwhile has no link any more.
        drop(later.change(|running| running.pause_database(false)).await);
    });
    Ok(Text::new(
        format!("{seconds} 秒之内，副本与数据库之间一个字节也不通。"),
        format!("For {seconds} s no byte passes between the copies and the database."),
    ))
}

async fn rotate_key(scene: &Arc<Scene>) -> Result<Text, Refusal> {
    if scene.spec.store != "cookie" {
        return Err(refused(
            "只有会话加密在 Cookie 里时才有密钥可换；这里的会话是随机的编号。",
            "There is a key only where sessions are sealed into the cookie; here a session is a random number.",
        ));
    }
    let _operation = scene.operation.lock().await;
    scene.change(Running::rotate_key).await?;
    Ok(Text::new("所有副本换了新的密钥。", "All copies have a new key."))
}

async fn second_version(scene: &Arc<Scene>, service: &str) -> Result<Text, Refusal> {
    let _operation = scene.operation.lock().await;
    let of = service.to_owned();
    if !scene.copies().iter().any(|known| known.copy.service == service) {
        return Err(Refusal {
            unknown: true,
            reason: Text::new(
                format!("没有服务 {service}。"),
                format!("There is no service {service}."),
            ),
        });
    }
    scene.change(move |running| running.change_format(&of)).await?;
    Ok(Text::new(
        format!("{service} 的副本换成了用另一种格式写会话的版本。"),
        format!("The copies of {service} are now a release that writes sessions in another format."),
    ))
}

/// A value of the session's name that no copy has ever made, for one host only.
fn plant(scene: &Arc<Scene>, visitor: &Visitor) -> Result<Text, Refusal> {
    let length = session(scene, visitor)?.len();
    let mut old = session_key().map_err(|error| failed(&error))?;
    old.truncate(length);
    let line = format!(
        "{}={old}; Path=/; HttpOnly; Secure; SameSite=Lax",
        scene.spec.cookie()
    );
    scene.journal().planted.insert(old);
    scene
        .planted
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(visitor.clone(), line);
    Ok(Text::new(
        "下一个页面会带给访问者一个同名的旧 Cookie，只属于那一个主机。",
        "The next page brings the visitor an old cookie of the same name, for that one host only.",
    ))
}

/// The value of the session that a visitor has, or had last.
fn session(scene: &Scene, visitor: &Visitor) -> Result<String, Refusal> {
    let journal = scene.journal();
    let session = journal
        .browsers
        .get(visitor)
        .and_then(|browser| browser.session.clone());
    session.ok_or_else(|| refused("访问者还没有登录。", "The visitor has not logged in yet."))
}

/// A copy that runs.
fn running(scene: &Scene, name: &str) -> Result<Known, Refusal> {
    let known = scene.copy(name)?;
    if known.state == CopyState::Stopped {
        return Err(refused("这个副本没有运行。", "That copy does not run."));
    }
    Ok(known)
}

fn is_running(known: &Known) -> bool {
    known.state == CopyState::Running
}

fn bounded(seconds: u8) -> Result<(), Refusal> {
    if (1..=LONGEST).contains(&seconds) {
        Ok(())
    } else {
        Err(refused("时间是 1 到 30 秒。", "The time is 1 to 30 seconds."))
    }
}
