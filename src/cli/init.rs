//! `preparity init`: a starter that runs.

use super::{Ended, Terminal, exit};
use crate::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder to write to
    #[arg(default_value = ".")]
    folder: PathBuf,
}

const TEXT_CASE: &str = "\
description: A text field, cleaned by Python at training and by the JavaScript client at serving.
inputs:
  - lines: texts.txt
train:
  steps:
    - trim: {engine: python}
    - lowercase: {engine: python}
serve:
  steps:
    - trim: {engine: javascript}
    - lowercase: {engine: javascript}
";

const IMAGE_CASE: &str = "\
description: A photo classifier; training and serving both resize as Pillow does.
inputs:
  - file: gradient.png
train:
  steps:
    - decode: {engine: pillow}
    - resize: {engine: pillow, width: 16, height: 16, filter: bilinear}
    - rescale: {divide: 255}
    - layout: {to: chw}
serve:
  steps:
    - decode: {engine: opencv, color: rgb}
    - resize: {engine: pillow, width: 16, height: 16, filter: bilinear}
    - rescale: {divide: 255}
    - layout: {to: chw}
";

const FAILING_CASE: &str = "\
# Fails on purpose: both sides say bilinear, and mean different things by it.
# preparity check failing/resize.yaml
description: Training resizes with Pillow, the server with OpenCV.
inputs:
  - file: ../cases/starter/gradient.png
train:
  steps:
    - decode: {engine: pillow}
    - resize: {engine: pillow, width: 16, height: 16, filter: bilinear}
serve:
  steps:
    - decode: {engine: opencv, color: rgb}
    - resize: {engine: opencv, width: 16, height: 16, filter: bilinear}
";

const TEXTS: &str = "Hello, World\n  Caf\u{e9} au lait \nOne Two\n";

const WORKFLOW: &str = "\
name: preparity
on: [pull_request]
jobs:
  parity:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: cargo install preparity --locked
      - run: >-
          preparity check --report github=annotations.txt --report markdown=summary.md
          --report junit=junit.xml --report html=preparity.html
      - if: always()
        run: |
          if [ -f annotations.txt ]; then cat annotations.txt; fi
          if [ -f summary.md ]; then cat summary.md >> \"$GITHUB_STEP_SUMMARY\"; fi
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: preparity
          path: |
            preparity.html
            junit.xml
          if-no-files-found: ignore
";

const PRE_COMMIT: &str = "\
repos:
  - repo: local
    hooks:
      - id: preparity
        name: preprocessing parity
        entry: preparity check --quiet
        language: system
        pass_filenames: false
";

/// Files that belong to the repository around the starter: left as they are where they exist.
const AROUND: [(&str, &str); 2] =
    [(".github/workflows/preparity.yml", WORKFLOW), (".pre-commit-config.yaml", PRE_COMMIT)];

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let files: [(&str, Vec<u8>); 5] = [
        ("cases/starter/text.yaml", TEXT_CASE.into()),
        ("cases/starter/texts.txt", TEXTS.into()),
        ("cases/starter/image.yaml", IMAGE_CASE.into()),
        ("cases/starter/gradient.png", gradient()?),
        ("failing/resize.yaml", FAILING_CASE.into()),
    ];
    let taken: Vec<String> = files
        .iter()
        .map(|(name, _)| arguments.folder.join(name))
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect();
    if !taken.is_empty() {
        let error = Diagnostic::error("init.exists", "the starter would replace files that are there");
        return Err(taken.into_iter().fold(error, Diagnostic::note).hint("name another folder").into());
    }
    for (name, content) in files {
        write(&arguments.folder.join(name), &content)?;
        terminal.say(&format!("wrote {}", shown(&arguments.folder, name)));
    }
    for (name, content) in AROUND {
        let path = arguments.folder.join(name);
        if path.exists() {
            terminal.say(&format!("{} is there already; this would belong in it:\n\n{content}", path.display()));
        } else {
            write(&path, content.as_bytes())?;
            terminal.say(&format!("wrote {}", shown(&arguments.folder, name)));
        }
    }
    if arguments.folder != Path::new(".") {
        terminal.say(&format!("next: cd {}", arguments.folder.display()));
    }
    terminal.say("next: preparity check                        passes");
    terminal.say("      preparity check failing/resize.yaml    fails on purpose");
    terminal.say("      preparity bless                        records goldens");
    Ok(exit::PASSED)
}

/// A file's path as it is told: without `./`.
fn shown(folder: &Path, name: &str) -> String {
    if folder == Path::new(".") { name.to_owned() } else { folder.join(name).display().to_string() }
}

fn write(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed =
        |error: std::io::Error| Diagnostic::error("init.write", format!("cannot write {}: {error}", path.display()));
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(path, content).map_err(failed)
}

/// A small picture with smooth and sharp parts.
fn gradient() -> Result<Vec<u8>, Diagnostic> {
    use crate::value::{ChannelOrder, Image, Samples, Value, format};
    let pixels =
        (0..48u32).flat_map(|y| (0..64u32).flat_map(move |x| [(x * 4) as u8, (y * 5) as u8, ((x ^ y) * 4) as u8]));
    let image = Image::new(64, 48, ChannelOrder::Rgb, Samples::U8(pixels.collect()));
    let png = format::find("png").ok_or_else(|| Diagnostic::error("init.png", "there is no PNG format"))?;
    png.write(&Value::Image(image))
}
