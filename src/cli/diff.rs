//! `preparity diff`: two definitions on inputs, without a case file.

use super::run::InputArguments;
use super::{Ended, Global, Terminal, against, check, exit};
use crate::check::{Options, Suite};
use crate::definition::{Case, Expectation, Tolerance, load_side};
use crate::diagnostic::{Diagnostic, Span};
use crate::report::{self, ReportStyle};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments of `diff`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The training side's definition file
    train: PathBuf,
    /// The serving side's definition file
    serve: PathBuf,
    #[command(flatten)]
    inputs: InputArguments,
    /// A tolerance (repeatable), as in `--compare max_abs=0.001`
    #[arg(long, value_name = "METRIC=LIMIT")]
    compare: Vec<String>,
    /// The format on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: String,
}

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    let format = check::find_report(&arguments.format)?;
    let (train, serve) = (load_side(&arguments.train)?, load_side(&arguments.serve)?);
    let case = Case {
        id: against(&arguments.train, &arguments.serve),
        file: arguments.train.clone(),
        source: Arc::clone(&train.source),
        description: None,
        tags: Vec::new(),
        source_url: None,
        inputs: arguments.inputs.sources()?,
        train,
        serve: Some(serve),
        tolerances: arguments.compare.iter().map(|text| tolerance(text)).collect::<Result<_, _>>()?,
        expect: Expectation::default(),
        accept: Vec::new(),
    };
    let options = Options { orphans: false, ..Options::new(global.golden.clone(), global.max_pixels) };
    let outcome = Suite::of_case(case).run(&options, &check::Silent)?;
    let style = ReportStyle { palette: terminal.palette(), verbose: terminal.verbose, quiet: !terminal.talk };
    let mut out = terminal.out();
    report::Report::write(format, &outcome, &style, &mut out)?;
    out.flush()?;
    Ok(if outcome.could_not_run() > 0 {
        exit::COULD_NOT_RUN
    } else if outcome.failed() > 0 {
        exit::FAILED
    } else {
        exit::PASSED
    })
}

fn tolerance(text: &str) -> Result<Tolerance, Diagnostic> {
    let parts = text.split_once('=').and_then(|(metric, limit)| Some((metric, limit.parse::<f64>().ok()?)));
    let Some((metric, limit)) = parts.filter(|(_, limit)| *limit >= 0.0) else {
        let message = format!("--compare takes METRIC=LIMIT, found \"{text}\"");
        return Err(Diagnostic::error("cli.tolerance", message).hint("--compare max_abs=0.001"));
    };
    Ok(Tolerance { metric: metric.to_owned(), limit, span: Span::default() })
}
