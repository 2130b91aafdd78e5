//! The page in a real browser, where chromedriver is installed: no errors, the filter filters, sliders move, links lead.

use crate::reports::suite;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A browser that is driven by the `WebDriver` protocol.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: tempfile::TempDir,
}

impl Browser {
    /// `None` where there is no browser.
    fn start() -> Option<Self> {
        let mut driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut lines = BufReader::new(driver.stdout.take()?).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            line.split_once("successfully on port ")?.1.trim_end_matches('.').trim().parse().ok()
        });
        let profile = tempfile::tempdir().ok()?;
        let mut browser = Self { driver, port: port?, session: String::new(), profile };
        let data = format!("--user-data-dir={}", browser.profile.path().display());
        let options = json!({"args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--window-size=1200,900", data,
        ]});
        let wanted =
            json!({"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        let made = browser.post("/session", &json!({"capabilities": {"alwaysMatch": wanted}}))?;
        made["sessionId"].as_str()?.clone_into(&mut browser.session);
        Some(browser)
    }

    fn post(&self, path: &str, body: &Value) -> Option<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(120))).ok()?;
        let body = body.to_string();
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n", body.len());
        write!(stream, "{head}Content-Type: application/json\r\nConnection: close\r\n\r\n{body}").ok()?;
        let mut answer = BufReader::new(stream);
        let (mut length, mut line) = (0, String::new());
        while answer.read_line(&mut line).ok()? > 2 {
            let lower = line.to_ascii_lowercase();
            length = lower.strip_prefix("content-length:").map_or(length, |n| n.trim().parse().unwrap_or(0));
            line.clear();
        }
        let mut content = vec![0; length];
        answer.read_exact(&mut content).ok()?;
        let answer: Value = serde_json::from_slice(&content).ok()?;
        assert!(answer["value"]["error"].is_null(), "{answer:#}");
        Some(answer["value"].clone())
    }

    fn command(&self, name: &str, body: &Value) -> Value {
        self.post(&format!("/session/{}/{name}", self.session), body).expect("an answer of the driver")
    }

    fn run(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    fn wait_for(&self, condition: &str) {
        for _ in 0..200 {
            if self.run(&format!("return Boolean({condition})")) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never true: {condition}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let delete =
                format!("DELETE /session/{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", self.session);
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let _ = stream.write_all(delete.as_bytes());
                let _ = stream.read(&mut [0; 64]);
            }
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = Browser::start() else {
        println!("skipped: chromedriver is not installed");
        return;
    };
    let sandbox = suite();
    sandbox.run(&["check", "-q", "--report", "html=r.html"]);
    let page = format!("file://{}", sandbox.path().join("r.html").display());
    browser.command("url", &json!({"url": page}));
    let shown = "return [...document.querySelectorAll('.case')].filter((c) => c.offsetParent).length";
    assert_eq!(browser.run(shown), 7);
    let type_in = |words: &str| {
        browser.run(&format!(
            "const s = document.querySelector('#search'); s.value = '{words}'; s.dispatchEvent(new Event('input'))"
        ));
        browser.run(shown)
    };
    assert_eq!((type_in("resize"), type_in("no such thing"), type_in("")), (1.into(), 0.into(), 7.into()));
    browser.run("document.querySelector('.tile.passed').click()");
    assert_eq!(browser.run(shown), 6);
    // A link to what is filtered away shows it.
    browser.run("location.hash = '#case-text-fine'");
    browser.wait_for("document.querySelector('#case-text-fine').open");
    assert_eq!(browser.run(shown), 7);
    // The heat map is drawn, and the gain makes it brighter.
    browser.run("document.querySelector('#case-vision-photo').open = true");
    browser.wait_for("document.querySelector('.map canvas')");
    let light = "const c = document.querySelector('.map canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, \
                 c.height).data; return d.reduce((a, b) => a + b, 0) / d.length";
    let before = browser.run(light).as_f64().expect("a mean");
    browser.run("const g = document.querySelector('.gain'); g.value = 3; g.dispatchEvent(new Event('input'))");
    assert!(browser.run(light).as_f64().expect("a mean") > before);
    assert_eq!(browser.run("return document.querySelector('.gain-value').textContent"), "×8");
    browser.run("const w = document.querySelector('.wipe'); w.value = 20; w.dispatchEvent(new Event('input'))");
    assert_eq!(
        browser.run("return document.querySelector('.stack img:last-child').style.clipPath"),
        "inset(0px 80% 0px 0px)"
    );
    browser.run("document.querySelector('.blink').click()");
    browser.wait_for("document.querySelector('.stack img:last-child').style.visibility === 'hidden'");
    browser.run("document.querySelector('#theme').click()");
    assert!(browser.run("return document.documentElement.dataset.theme").is_string());
    let names = "return [...document.querySelectorAll('button, input, select, img')].filter((e) => !(e.alt || \
                 e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label') || e.alt === '')).length";
    assert_eq!(browser.run(names), 0, "everything has a name for who cannot see it");
    let log = browser.command("se/log", &json!({"type": "browser"}));
    assert_eq!(log, json!([]), "no word in the console");
}
