//! A program that is run once per input, in its own process group, with a time limit.

use super::Input;
use crate::diagnostic::Diagnostic;
use crate::value::format::{self, Format};
use crate::value::{Value, json};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// A program with its arguments and limits.
#[derive(Debug, Clone)]
pub struct Command {
    /// Program and arguments; `{input}` and `{output}` stand for files.
    pub arguments: Vec<String>,
    /// The format of the output; `None` looks at the content.
    pub format: Option<&'static str>,
    /// How long one run may take.
    pub timeout: Duration,
    /// Environment variables beside those of this process.
    pub environment: Vec<(String, String)>,
    /// The folder that the program runs in.
    pub folder: PathBuf,
}

/// How long a run may take unless the case says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// Largest output that is read.
const MAX_OUTPUT: u64 = 2 << 30;
/// How much of what the program prints is kept: the end.
const TAIL: usize = 4096;

impl Command {
    /// Runs the program for one input and reads what it wrote.
    ///
    /// # Errors
    /// A program that cannot be started, fails, runs over its time, or writes nothing that can be read.
    pub fn answer(&self, input: &Input) -> Result<Value, Diagnostic> {
        let io = |error: io::Error| Diagnostic::error("side.command", format!("no temporary files: {error}"));
        let room = tempfile::Builder::new().prefix("preparity-").tempdir().map_err(io)?;
        let (name, content) = input_file(input)?;
        let input_path = room.path().join(name);
        std::fs::write(&input_path, content).map_err(io)?;
        let extension = self.format.and_then(format::find).map_or("out", |format| format.extensions()[0]);
        let output_path = room.path().join(format!("output.{extension}"));
        let ended = self.run(&input_path, &output_path)?;
        if !ended.status.success() {
            return Err(self.fail(&format!("the command ended with {}", status_text(ended.status)), &ended.printed));
        }
        self.read(&output_path).map_err(|error| {
            let error = Diagnostic { message: format!("the command's output: {}", error.message), ..error };
            with_tail(error.note(format!("command: {}", self.shown())), &ended.printed)
        })
    }

    fn shown(&self) -> String {
        self.arguments.join(" ")
    }

    fn fail(&self, message: &str, printed: &Printed) -> Diagnostic {
        with_tail(Diagnostic::error("side.command", message).note(format!("command: {}", self.shown())), printed)
    }

    fn run(&self, input: &Path, output: &Path) -> Result<Ended, Diagnostic> {
        let fill = |argument: &String| {
            argument.replace("{input}", &input.to_string_lossy()).replace("{output}", &output.to_string_lossy())
        };
        let filled: Vec<String> = self.arguments.iter().map(fill).collect();
        let Some((program, arguments)) = filled.split_first() else {
            return Err(Diagnostic::error("side.command", "the command names no program"));
        };
        let mut command = std::process::Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(&self.folder);
        }
        let started = Instant::now();
        let mut child = start(&mut command).map_err(|error| self.cannot_start(program, &error))?;
        let stderr = child.stderr.take().map(drain);
        let stdout = child.stdout.take().map(drain);
        let end = wait(&mut child, started + self.timeout);
        let printed = Printed { stderr: tail(stderr), stdout: tail(stdout) };
        match end {
            End::Exited(status) => Ok(Ended { status, printed }),
            End::TimedOut => {
                let limit = self.timeout.as_secs_f64();
                let error = self.fail(&format!("the command was ended after its time limit of {limit} s"), &printed);
                Err(error.hint("`timeout:` sets another limit, in seconds"))
            }
            End::Interrupted => Err(self.fail("the command was ended because the run was interrupted", &printed)),
            End::Lost(error) => Err(self.fail(&format!("the command was lost: {error}"), &printed)),
        }
    }

    fn cannot_start(&self, program: &str, error: &io::Error) -> Diagnostic {
        let reason = match error.kind() {
            io::ErrorKind::NotFound if !self.folder.as_os_str().is_empty() && !self.folder.is_dir() => {
                format!("there is no folder {}", self.folder.display())
            }
            io::ErrorKind::NotFound => "there is no such program".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string(),
        };
        Diagnostic::error("side.command", format!("cannot start {program}: {reason}"))
            .note(format!("command: {}", self.shown()))
            .note("a program is looked for on the PATH, or relative to the file that names it")
    }

    fn read(&self, path: &Path) -> Result<Value, Diagnostic> {
        let fail = |what: &str| Diagnostic::error("side.command", what);
        let facts = std::fs::metadata(path).map_err(|_| {
            fail("it wrote nothing to {output}").hint("{output} is the file that the program must write")
        })?;
        if !facts.is_file() {
            return Err(fail("{output} is not a file"));
        }
        if facts.len() > MAX_OUTPUT {
            return Err(fail("it is larger than 2 GiB"));
        }
        let content = std::fs::read(path).map_err(|error| fail(&error.to_string()))?;
        match self.format.and_then(format::find).or_else(|| recognise(&content)) {
            Some(format) => format.read(&content),
            None => Err(fail("it is in no format that can be told by looking at it").hint("`format:` names it")),
        }
    }
}

/// The format of content by how it begins.
fn recognise(content: &[u8]) -> Option<&'static dyn Format> {
    let id = match content {
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => "npy",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [_, _, _, _, _, _, _, _, b'{', b'"', ..] if content[3..8] == [0; 5] => "safetensors",
        _ if serde_json::from_slice::<serde::de::IgnoredAny>(content).is_ok() => "json",
        _ => return None,
    };
    format::find(id)
}

/// Name and content of the file that holds the input.
fn input_file(input: &Input) -> Result<(String, Vec<u8>), Diagnostic> {
    let written = |id: &str, value: &Value| {
        let format = format::find(id).ok_or_else(|| Diagnostic::error("side.command", format!("no format {id}")))?;
        Ok((format!("input.{id}"), format.write(value)?))
    };
    match &*input.value {
        Value::Bytes(bytes) => {
            let extension = input.path.as_ref().and_then(|path| path.extension());
            let name = extension.map_or("input".into(), |e| format!("input.{}", e.to_string_lossy()));
            Ok((name, bytes.to_vec()))
        }
        value @ Value::Text(_) => written("txt", value),
        value @ (Value::Tensor(_) | Value::Image(_)) => {
            let npy = format::find("npy").is_some_and(|npy| npy.keeps(value)) || matches!(value, Value::Image(_));
            written(if npy { "npy" } else { "safetensors" }, value)
        }
        value => Ok(("input.json".to_owned(), json::encode(value).to_string().into_bytes())),
    }
}

struct Ended {
    status: ExitStatus,
    printed: Printed,
}

/// The end of what the program printed.
struct Printed {
    stderr: String,
    stdout: String,
}

fn with_tail(error: Diagnostic, printed: &Printed) -> Diagnostic {
    let (name, text) =
        if printed.stderr.is_empty() { ("stdout", &printed.stdout) } else { ("stderr", &printed.stderr) };
    if text.is_empty() {
        return error.note("it printed nothing");
    }
    let lines: Vec<&str> = text.lines().collect();
    let last = &lines[lines.len().saturating_sub(10)..];
    last.iter().fold(error.note(format!("the end of its {name}:")), |error, line| error.note(format!("  {line}")))
}

fn status_text(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    status.code().map_or("no exit status".into(), |code| format!("exit status {code}"))
}

/// Reads a pipe to its end on a thread of its own and keeps the last bytes: a program that floods its output neither
/// blocks nor fills the memory.
fn drain(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut kept, mut buffer) = (Vec::new(), [0u8; 8192]);
        while let Ok(length @ 1..) = pipe.read(&mut buffer) {
            kept.extend_from_slice(&buffer[..length]);
            if kept.len() > 2 * TAIL {
                kept.drain(..kept.len() - TAIL);
            }
        }
        // Nobody listens any more if the program left its pipe to a process that outlived it.
        let _ = sender.send(kept);
    });
    receiver
}

/// What was printed; a pipe that a left-over process keeps open is not waited for.
fn tail(pipe: Option<mpsc::Receiver<Vec<u8>>>) -> String {
    let kept = pipe.and_then(|pipe| pipe.recv_timeout(Duration::from_millis(500)).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&kept[kept.len().saturating_sub(TAIL)..]).into_owned();
    let shown = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c });
    shown.collect::<String>().trim_end().to_owned()
}

enum End {
    Exited(ExitStatus),
    TimedOut,
    Interrupted,
    Lost(io::Error),
}

/// Process groups that run now, for [`end_all`].
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());
/// Set once the run is interrupted: nothing is started any more.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Ends every program that runs, with all its children, and lets none start any more. For the handler of Ctrl-C.
pub fn end_all() {
    ENDING.store(true, Ordering::SeqCst);
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    for id in running.iter() {
        end_group(*id);
    }
}

fn start(command: &mut std::process::Command) -> io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    // Held from before the start until the program is listed: an interruption sees it or prevents it.
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    if ENDING.load(Ordering::SeqCst) {
        return Err(io::Error::other("the run was interrupted"));
    }
    let child = command.spawn()?;
    running.push(child.id());
    Ok(child)
}

/// Waits for the end of the program, and ends its whole group in every case.
fn wait(child: &mut Child, deadline: Instant) -> End {
    let mut pause = Duration::from_micros(500);
    let end = loop {
        match has_exited(child) {
            Err(error) => break Some(End::Lost(error)),
            Ok(true) => break None,
            Ok(false) if ENDING.load(Ordering::SeqCst) => break Some(End::Interrupted),
            Ok(false) if Instant::now() >= deadline => break Some(End::TimedOut),
            Ok(false) => {}
        }
        std::thread::sleep(pause.min(deadline.saturating_duration_since(Instant::now())));
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    {
        // The program is not yet collected, so its number cannot have gone to another process.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        end_group(child.id());
        running.retain(|id| *id != child.id());
    }
    // Where groups cannot be ended, at least the program is.
    if end.is_some() {
        let _ = child.kill();
    }
    match (child.wait(), end) {
        (_, Some(end)) => end,
        (Ok(status), None) => End::Exited(status),
        (Err(error), None) => End::Lost(error),
    }
}

#[cfg(unix)]
fn has_exited(child: &Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
        return Err(io::Error::other("it has no process id"));
    };
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    match waitid(WaitId::Pid(pid), options) {
        Ok(status) => Ok(status.is_some()),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn has_exited(child: &mut Child) -> io::Result<bool> {
    child.try_wait().map(|status| status.is_some())
}

#[cfg(unix)]
fn end_group(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // A group that is gone already is what was wanted.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_id: u32) {}
