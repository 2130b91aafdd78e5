//! Colours, line breaks and the shapes of numbers in reports for people.

use anstyle::{AnsiColor, Style};

/// The few styles of the text reports. [`Palette::plain`] writes nothing but the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Palette {
    /// A failed case.
    pub bad: Style,
    /// A passed case.
    pub good: Style,
    /// What matters in a line.
    pub strong: Style,
    /// What may be skipped.
    pub dim: Style,
}

impl Palette {
    /// No colour at all.
    pub fn plain() -> Self {
        Self::default()
    }

    /// ANSI colours.
    pub fn colored() -> Self {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        Self {
            bad: color(AnsiColor::Red).bold(),
            good: color(AnsiColor::Green).bold(),
            strong: Style::new().bold(),
            dim: Style::new().dimmed(),
        }
    }
}

/// Breaks paragraphs at spaces so that no line is wider than `width` characters, where words allow it. Lines that start
/// with a space keep their indent; blank lines stay.
pub fn wrap(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for line in text.trim_end().lines() {
        let indent = line.len() - line.trim_start().len();
        let mut current = " ".repeat(indent);
        let mut empty = true;
        for word in line.split_whitespace() {
            if !empty && current.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut current, " ".repeat(indent)));
                empty = true;
            }
            if !empty {
                current.push(' ');
            }
            current.push_str(word);
            empty = false;
        }
        lines.push(current.trim_end().to_owned());
    }
    lines.join("\n")
}

/// Breaks a manual page anew: lines that its source broke for want of room are joined first. A line was broken so if the
/// first word of the next one would not have fitted into the page's widest line.
pub fn reflow(text: &str, width: usize) -> String {
    let length = |line: &str| line.chars().count();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let widest = text.lines().map(length).max().unwrap_or_default();
    let mut joined: Vec<String> = Vec::new();
    for line in text.lines() {
        let first = line.split_whitespace().next().unwrap_or_default();
        // The last line as the source has it: what was joined to it before does not count.
        let last = joined.last_mut().filter(|last| !last.trim().is_empty() && indent(last) == indent(line));
        match last {
            Some(last)
                if !first.is_empty() && !first.starts_with("http") && {
                    let start = last.rfind('\n').map_or(0, |at| at + 1);
                    length(&last[start..]) + 1 + length(first) > widest
                } =>
            {
                last.push('\n');
                last.push_str(line);
            }
            _ => joined.push(line.to_owned()),
        }
    }
    let whole = |line: String| {
        let spaces = " ".repeat(indent(&line));
        spaces + &line.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
    };
    wrap(&joined.into_iter().map(whole).collect::<Vec<_>>().join("\n"), width)
}

/// `1 case`, `12 cases`, `1,000 inputs`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// `1,234,567`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with three or four significant digits, without trailing zeros: `82`, `3.04`, `0.00012`, `1.2e-7`.
pub fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    if !(-4..9).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    let decimals = (2 - magnitude).clamp(0, 6) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A share as a percentage: `69 %`, `0.4 %`, `under 0.01 %`.
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    if percent > 0.0 && percent < 0.01 {
        "under 0.01 %".to_owned()
    } else if percent < 10.0 {
        format!("{} %", number(percent))
    } else {
        format!("{percent:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown: Vec<String> =
            [82.0, 3.0412, 0.69, 0.000_123_4, 1.234e-7, 1_234_567.0, 0.0].into_iter().map(number).collect();
        assert_eq!(shown, ["82", "3.04", "0.69", "0.000123", "1.23e-7", "1234567", "0"]);
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(share(0.691), "69 %");
        assert_eq!(share(0.00001), "under 0.01 %");
    }

    #[test]
    fn long_lines_break_at_spaces() {
        assert_eq!(wrap("  one two three\n\nfour", 9), "  one two\n  three\n\nfour");
    }

    #[test]
    fn a_manual_is_broken_anew() {
        let page = "Heading\nOne two three\nfour five six\nseven.\nA new one.\n\nhttp://one.org\nhttp://two.org";
        let wanted = "Heading\nOne two\nthree four\nfive six\nseven.\nA new one.\n\nhttp://one.org\nhttp://two.org";
        assert_eq!(reflow(page, 10), wanted);
    }
}
