//! The few elements that the pictures are made of.

use std::fmt::Write;

/// The looks, in both themes. What a colour means, a shape or a word says as well.
const STYLE: &str = "
  .page { fill: #fbf6ec } .text { fill: #2a1f19 } .quiet { fill: #6a584a } .line { stroke: #eee0c8; fill: none }
  .good { fill: #e6f3ea } .tick { stroke: #1f6a4a; fill: none } .bad { fill: #fbe9e2; stroke: #b3261e; stroke-opacity: .35 } .code { fill: #941b15 }
  .none { stroke: #97826a; fill: none }
  text { font-family: system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif }
  .bold { font-weight: 650 } .middle { text-anchor: middle }
  @media (prefers-color-scheme: dark) {
    .page { fill: #18110e } .text { fill: #f6eadb } .quiet { fill: #c9b6a1 } .line { stroke: #3d3028 }
    .good { fill: #16291f } .tick { stroke: #8fcfae } .bad { fill: #43201a; stroke: #ff9d87 } .code { fill: #ff9d87 }
    .none { stroke: #8d7763 }
  }
";

/// A picture that is written from top to bottom.
pub struct Svg {
    body: String,
}

impl Svg {
    /// An empty picture.
    pub const fn new() -> Self {
        Self { body: String::new() }
    }

    /// A line of text. `class` has the colour, and more.
    pub fn text(&mut self, (x, y): (f32, f32), size: f32, class: &str, text: &str) {
        let text = escape(text);
        let _ = writeln!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size}" class="{class}">{text}</text>"#
        );
    }

    /// A hairline from left to right.
    pub fn line(&mut self, (x, y): (f32, f32), to: f32) {
        let _ = writeln!(self.body, r#"<path class="line" d="M{x} {y}H{to}"/>"#);
    }

    /// A cell that works: round, with a tick.
    pub fn works(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), title: &str) {
        let (title, round) = (escape(title), height / 2.0);
        let (a, b) = (x + width / 2.0 - 6.0, y + height / 2.0 + 0.5);
        let _ = writeln!(
            self.body,
            r#"<g><title>{title}</title><rect class="good" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}"/><path class="tick" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" d="M{a} {b}l4 4.5 8.5-9.5"/></g>"#
        );
    }

    /// A cell that fails: square, with one or two words.
    pub fn fails(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), words: &[String], title: &str) {
        let (title, middle) = (escape(title), x + width / 2.0);
        let _ = write!(
            self.body,
            r#"<g><title>{title}</title><rect class="bad" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>"#
        );
        let lines: Vec<_> = words.iter().flat_map(|word| word.split('-')).collect();
        let size = if lines.len() > 1 { 11.5 } else { 13.5 };
        let mut at = y + height / 2.0 + size * 0.36;
        if lines.len() > 1 {
            at -= 6.5;
        }
        for word in lines {
            let word = escape(word);
            let _ = write!(
                self.body,
                r#"<text x="{middle}" y="{at}" font-size="{size}" class="code bold middle">{word}</text>"#
            );
            at += 13.0;
        }
        self.body.push_str("</g>\n");
    }

    /// A cell that is not played: a dash.
    pub fn not_played(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), title: &str) {
        let title = escape(title);
        let (a, b) = (x + width / 2.0 - 6.0, y + height / 2.0);
        let _ = writeln!(
            self.body,
            r#"<g><title>{title}</title><path class="none" stroke-width="2" stroke-linecap="round" d="M{a} {b}h12"/></g>"#
        );
    }

    /// The whole file.
    pub fn finish(self, (width, height): (f32, f32), lang: &str, title: &str, description: &str) -> String {
        let (title, description, body) = (escape(title), escape(description), self.body);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title description" lang="{lang}">
<title id="title">{title}</title><desc id="description">{description}</desc>
<style>{STYLE}</style>
<rect class="page" width="{width}" height="{height}" rx="16"/>
{body}</svg>
"#
        )
    }
}

/// Breaks a text into lines of at most this width. Chinese characters are as wide as they are high, others about half of it.
pub fn wrap(text: &str, size: f32, width: f32) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in words(text) {
        if measure(&line, size) + measure(word.trim_end(), size) > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line += word;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The places where a line may break: behind a space, and behind a Chinese character that no mark follows.
fn words(text: &str) -> Vec<&str> {
    let (mut words, mut start) = (Vec::new(), 0);
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        let closes = next.is_some_and(|next| "，。；：！？、）”".contains(next));
        if next.is_none() || character == ' ' || (is_wide(character) && !closes) {
            words.push(&text[start..end]);
            start = end;
        }
    }
    words
}

fn is_wide(character: char) -> bool {
    u32::from(character) >= 0x2E80
}

fn measure(text: &str, size: f32) -> f32 {
    text.chars()
        .map(|character| if is_wide(character) { size } else { size * 0.54 })
        .sum()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 10.0, 45.0), ["one two", "three"]);
        assert_eq!(wrap("会话存储不可用，", 10.0, 30.0), ["会话存", "储不可", "用，"]);
        assert_eq!(wrap("", 10.0, 30.0), [""]);
        assert_eq!(wrap("unbreakable", 10.0, 3.0), ["unbreakable"]);
    }
}
