//! What a browser calls itself, in words a member recognises.
//!
//! Every browser claims to be several others, so the order of the marks matters: the one that nobody else uses comes
//! first. Nothing is decided by it; it only helps a member to tell their devices apart.

/// The most characters of a name that is not understood; longer ones are cut.
const RAW_LENGTH: usize = 60;

/// The mark before the version, and what it stands for.
const BROWSERS: [(&str, &str); 18] = [
    ("MicroMessenger/", "WeChat"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("MQQBrowser/", "QQ Browser"),
    ("QQBrowser/", "QQ Browser"),
    ("UCBrowser/", "UC Browser"),
    ("Quark/", "Quark"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("curl/", "curl"),
];

/// The third word says whether it is a phone or the like.
const SYSTEMS: [(&str, &str, bool); 10] = [
    ("iPhone", "iPhone", true),
    ("iPad", "iPad", true),
    ("OpenHarmony", "HarmonyOS", true),
    ("HarmonyOS", "HarmonyOS", true),
    ("Android", "Android", true),
    ("Windows", "Windows", false),
    ("Macintosh", "macOS", false),
    ("CrOS", "ChromeOS", false),
    ("FreeBSD", "FreeBSD", false),
    ("Linux", "Linux", false),
];

/// A `User-Agent` header, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UserAgent {
    /// `Chrome 156 · Windows`; what is not understood stays as it is.
    pub(super) name: String,
    /// Whether it is a phone or the like.
    pub(super) mobile: bool,
}

impl UserAgent {
    pub(super) fn read(header: &str) -> Self {
        let system = SYSTEMS.iter().find(|(mark, ..)| header.contains(mark));
        let mobile = system.is_some_and(|(_, _, mobile)| *mobile);
        let known = [browser(header), system.map(|(_, name, _)| (*name).to_owned())];
        let name = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let name = if name.is_empty() { raw(header) } else { name };
        Self { name, mobile }
    }
}

fn browser(header: &str) -> Option<String> {
    let marked = BROWSERS.iter().find_map(|(mark, name)| {
        let (_, version) = header.split_once(mark)?;
        Some((*name, version))
    });
    // Safari's version stands elsewhere, and Android's old browser calls itself Safari too.
    let safari = || {
        let (_, version) = header.split_once("Version/")?;
        (header.contains("Safari/") && !header.contains("Android")).then_some(("Safari", version))
    };
    let (name, version) = marked.or_else(safari)?;
    let major: String = version.chars().take_while(char::is_ascii_digit).take(4).collect();
    Some(format!("{name} {major}").trim_end().to_owned())
}

fn raw(header: &str) -> String {
    header.trim().chars().take(RAW_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::UserAgent;

    #[test]
    fn the_common_ones_are_known() {
        for (header, name, mobile) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
                "Chrome 156 · Linux",
                false,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
                "Edge 156 · Windows",
                false,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                "Safari 26 · macOS",
                false,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                "Safari 26 · iPhone",
                true,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0.1 Mobile/15E148 Safari/604.1",
                "Chrome 156 · iPad",
                true,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
                "Chrome 156 · Android",
                true,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; PKG110 Build/x; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.60",
                "WeChat 8 · Android",
                true,
            ),
            (
                "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0 Safari/537.36 ArkWeb/4.1 Mobile HuaweiBrowser/5.1",
                "Huawei Browser 5 · HarmonyOS",
                true,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
                "Firefox 153 · Linux",
                false,
            ),
            ("curl/8.14.1", "curl 8", false),
        ] {
            let read = UserAgent::read(header);
            assert_eq!((read.name.as_str(), read.mobile), (name, mobile), "{header}");
        }
    }

    #[test]
    fn what_nobody_knows_stays_as_it_is() {
        let name = |header: &str| UserAgent::read(header).name;
        assert_eq!(name("  my script (v2) <b> "), "my script (v2) <b>");
        assert_eq!(name(&"长".repeat(200)), "长".repeat(60));
        assert_eq!(name(""), "");
        assert_eq!(name("Chrome/"), "Chrome");
        assert_eq!(name("Chrome/99999999 Linux"), "Chrome 9999 · Linux");
    }
}
