//! The one integration test binary; each module is a topic.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::print_stdout, clippy::borrowed_box, clippy::format_collect, reason = "tests tell their counts")]

mod bad_images;
mod bad_input;
mod browser;
mod crate_resizers;
mod decode;
mod definition;
mod diagnose;
mod evidence;
mod explain;
mod floors;
mod gate;
mod init;
mod injected;
mod injected_small;
mod killed;
mod pixel_engines;
mod registries;
mod reports;
mod review;
mod sandbox;
mod schema;
mod side;
mod table_engines;
mod time_engines;
mod time_texts;
mod tokenizer_diff;
mod verdicts;
