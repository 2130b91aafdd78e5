//! How a pending output is shown beside its golden.

use super::id;
use super::pixels::Pixels;
use crate::check::preview::{Pictures, pictures};
use crate::cli::Stop;
use crate::compare::{self, Comparison, Context};
use crate::diagnostic::Diagnostic;
use crate::golden::{Kept, Pending, PendingEntry, Store, write_atomically};
use crate::report::{self, Palette};
use crate::side::input_file_name;
use crate::value::format::{self, Format};
use crate::value::{Image, Value, json};
use serde_json::{Value as Json, json};
use similar::{ChangeTag, TextDiff};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What showing needs.
pub struct View<'a> {
    /// Where pending outputs are.
    pub pending: &'a Pending,
    /// Where goldens are.
    pub store: &'a Store,
    /// Where pictures to open are written.
    pub folder: PathBuf,
}

/// Most lines of a text difference.
const LINES: usize = 40;
/// Longest side of a picture to open.
const EDGE: usize = 4_096;

impl View<'_> {
    /// Golden and pending output.
    fn both(&self, entry: &PendingEntry) -> Result<(Option<Kept>, Kept), Diagnostic> {
        let now = self
            .pending
            .get(&entry.case, &entry.input)?
            .ok_or_else(|| Diagnostic::error("golden.not_pending", format!("nothing is pending for {}", id(entry))))?;
        Ok((self.store.open(&entry.case)?.get(&entry.input)?, now))
    }

    fn compared(golden: Option<&Kept>, now: &Kept) -> Option<Comparison> {
        golden.map(|golden| compare::compare(&now.value, &golden.value, &Context::default()))
    }

    /// The difference on one line.
    pub fn difference(&self, entry: &PendingEntry) -> Result<String, Diagnostic> {
        let (golden, now) = self.both(entry)?;
        Ok(words(Self::compared(golden.as_ref(), &now).as_ref()))
    }

    /// An entry as JSON; with the values if they are asked for and JSON can hold them.
    pub fn json(&self, entry: &PendingEntry, values: bool) -> Result<Json, Diagnostic> {
        let (golden, now) = self.both(entry)?;
        let compared = Self::compared(golden.as_ref(), &now);
        let mut shown = json!({
            "id": id(entry), "case": entry.case, "input": entry.input, "difference": words(compared.as_ref()),
            "measures": compared.as_ref().and_then(|compared| serde_json::to_value(compared).ok()),
        });
        if values {
            let holds = format::find("json");
            let encoded = |value: &Value| match holds {
                Some(format) if format.keeps(value) => json::encode(value),
                _ => json!({"described": value.describe()}),
            };
            shown["golden"] = golden.as_ref().map_or(Json::Null, |golden| encoded(&golden.value));
            shown["now"] = encoded(&now.value);
        }
        Ok(shown)
    }

    /// Everything about an entry, for a person; `pixels` draws pictures with coloured blocks.
    pub fn show(
        &self,
        entry: &PendingEntry,
        palette: &Palette,
        pixels: Pixels,
        out: &mut dyn Write,
    ) -> Result<(), Stop> {
        let (golden, now) = self.both(entry)?;
        let Some(golden) = golden else {
            writeln!(out, "  golden   none")?;
            writeln!(out, "  now      {}", now.value.describe())?;
            return Ok(());
        };
        let date = golden.blessed.date.get(..10).unwrap_or_default();
        writeln!(out, "  golden   {}   of {date}", golden.value.describe())?;
        writeln!(out, "  now      {}", now.value.describe())?;
        if golden.sha256 != now.sha256 {
            writeln!(out, "  the input itself has changed since the golden was written")?;
        }
        if golden.blessed.definition != now.blessed.definition {
            writeln!(out, "  the training definition has changed since the golden was written")?;
        }
        writeln!(out, "  {}", words(Self::compared(Some(&golden), &now).as_ref()))?;
        if let Some(pictures) = pictures(&golden.value, &now.value, None, EDGE) {
            return self.pictures(entry, &pictures, pixels, out);
        }
        match (&golden.value, &now.value) {
            (Value::Tokens(_), Value::Tokens(_)) | (Value::Time(_), Value::Time(_)) => {
                let compared = Self::compared(Some(&golden), &now).and_then(|compared| compared.difference);
                let told = compared.map_or(String::new(), |found| report::difference_text(&found, "now", "golden"));
                told.lines().try_for_each(|line| writeln!(out, "    {line}"))?;
                Ok(())
            }
            (before, after) if texts(before) && texts(after) => lines(before, after, palette, out),
            _ => Ok(()),
        }
    }

    /// Draws golden, output and difference, and writes them as files to open.
    fn pictures(
        &self,
        entry: &PendingEntry,
        shown: &Pictures,
        pixels: Pixels,
        out: &mut dyn Write,
    ) -> Result<(), Stop> {
        if shown.stretched {
            writeln!(out, "  as pictures, each channel stretched from its smallest value to its largest:")?;
        }
        let (golden, now) = (Image::from(&shown.a), Image::from(&shown.b));
        let difference = shown.map.as_ref().map(Image::from);
        pixels.draw(&[("golden", Some(&golden)), ("now", Some(&now)), ("difference", difference.as_ref())], out)?;
        let Some(png) = format::find("png") else { return Ok(()) };
        let folder = self.folder.join("view");
        let name = input_file_name(&id(entry));
        for (what, picture) in [("golden", Some(golden)), ("now", Some(now)), ("difference", difference)] {
            if let Some(path) = picture.and_then(|picture| write_picture(png, &folder, &name, what, picture)) {
                writeln!(out, "  {what:10} {}", path.display())?;
            }
        }
        Ok(())
    }
}

/// Writes a picture to open; one that PNG cannot hold is passed over.
fn write_picture(png: &dyn Format, folder: &Path, name: &str, what: &str, picture: Image) -> Option<PathBuf> {
    let path = folder.join(format!("{name}.{what}.png"));
    let content = png.write(&Value::Image(picture)).ok()?;
    write_atomically(&path, &content).ok().map(|()| path)
}

fn words(compared: Option<&Comparison>) -> String {
    match compared {
        None => "there is no golden yet".to_owned(),
        Some(compared) => compared.difference.as_ref().map_or("equal to the golden".to_owned(), ToString::to_string),
    }
}

/// True for values that read well as JSON.
fn texts(value: &Value) -> bool {
    !matches!(value, Value::Bytes(_)) && format::find("json").is_some_and(|json| json.keeps(value))
}

/// The difference line by line, with two lines around each change.
fn lines(before: &Value, after: &Value, palette: &Palette, out: &mut dyn Write) -> Result<(), Stop> {
    let pretty = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => format!("{:#}", json::encode(other)),
    };
    let (before, after) = (pretty(before), pretty(after));
    let diff = TextDiff::from_lines(&before, &after);
    let mut count = 0;
    for (number, group) in diff.grouped_ops(2).iter().enumerate() {
        if number > 0 {
            writeln!(out, "    ...")?;
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            count += 1;
            if count > LINES {
                writeln!(out, "    ... and more")?;
                return Ok(());
            }
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ("golden -", palette.bad),
                ChangeTag::Insert => ("now    +", palette.good),
                ChangeTag::Equal => ("        ", palette.dim),
            };
            let shown = change.value().trim_end_matches('\n').chars();
            let text: String = shown.map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            writeln!(out, "  {style}{sign} {text}{style:#}")?;
        }
    }
    Ok(())
}
