//! Both sides are definitions: their differences are known, and the question is which of them matter on these inputs.

use super::bench::Bench;
use super::contrast::{self, Effect, Row};
use super::difference::Script;
use super::draft::{Draft, Tag};
use super::report::Tie;
use super::residual::Residual;
use super::{Finding, Proof, cause, exchange};
use crate::steps;

/// What is found among the known differences.
#[derive(Default)]
pub struct Outcome {
    /// The causes; empty if the differences do not close the gap.
    pub causes: Vec<Finding>,
    /// Differences without effect on these inputs.
    pub without_effect: Vec<String>,
    /// Both definitions side by side.
    pub rows: Vec<Row>,
    /// The definition that reproduces the other side.
    pub closing: Option<Draft>,
    /// Other differences that close the gap as well.
    pub ties: Vec<Tie>,
}

/// The smallest set of differences that, undone on one side, gives the other side's outputs.
pub fn explain(bench: &Bench, own: &Draft, other: &Draft) -> Outcome {
    let script = Script::new(own, other);
    let count = script.differences.len();
    let before = bench.residual(own, &bench.failing);
    let all = vec![true; count];
    if count == 0 || !bench.residual(&script.build(&all), &bench.failing).is_closed() {
        let rows = contrast::rows(&script, bench.side, &|_| Effect::Unknown);
        return Outcome { rows, ..Outcome::default() };
    }
    let alone: Vec<Residual> =
        (0..count).map(|index| bench.residual(&script.build(&only(count, index)), &bench.failing)).collect();
    // Where only last bits differ, only an exact result will do.
    let strict = before.open == 0;
    let closed = |residual: &Residual| if strict { residual.is_zero() } else { residual.is_closed() };
    let needed = smallest(bench, &script, &before, &alone, &closed);
    let ties = ties(bench, &script, &needed, &closed);
    let effect = |index: usize| match needed[index] {
        true => Effect::Matters,
        false if ties.iter().any(|(tied, ..)| *tied == index) => Effect::Tied,
        // The gap closes with the difference left as it is.
        false => Effect::None,
    };
    let without_effect = (0..count)
        .filter(|index| effect(*index) == Effect::None)
        .map(|index| script.differences[index].words.clone())
        .collect();
    let mut causes = findings(bench, &script, &before, &alone, &needed);
    for (_, chosen, tie) in &ties {
        // Differences of one cause are no others.
        let others: Vec<&'static str> =
            tie.causes.iter().copied().filter(|id| causes.iter().all(|cause| cause.id != *id)).collect();
        let words = &script.differences[*chosen].words;
        causes.iter_mut().filter(|cause| cause.change == *words).for_each(|cause| cause.tie(&others));
    }
    let rows = contrast::rows(&script, bench.side, &effect);
    let ties = ties.into_iter().map(|(.., tie)| tie).collect();
    Outcome { causes, without_effect, rows, closing: Some(script.build(&needed)), ties }
}

fn only(count: usize, index: usize) -> Vec<bool> {
    (0..count).map(|other| other == index).collect()
}

/// Differences are left alone one by one, the least telling first, as long as the gap stays closed.
fn smallest(
    bench: &Bench,
    script: &Script,
    before: &Residual,
    alone: &[Residual],
    closed: &impl Fn(&Residual) -> bool,
) -> Vec<bool> {
    let count = script.differences.len();
    let mut needed = vec![true; count];
    if let Some(single) = best_single(script, alone, closed) {
        return only(count, single);
    }
    let mut order: Vec<usize> = (0..count).collect();
    let gain = |index: usize| if alone[index].failed > 0 { before.score } else { before.score - alone[index].score };
    order.sort_by(|a, b| gain(*a).total_cmp(&gain(*b)));
    for index in order {
        needed[index] = false;
        if !closed(&bench.residual(&script.build(&needed), &bench.failing)) {
            needed[index] = true;
        }
    }
    needed
}

/// One difference that closes the gap by itself, the commonest if there are several.
fn best_single(script: &Script, alone: &[Residual], closed: &impl Fn(&Residual) -> bool) -> Option<usize> {
    let seen = |index: usize| match script.differences[index].tag {
        Tag::Cause(id) => cause::find(id).map_or(0, |cause| cause.seen),
        Tag::Exchange => 1000,
    };
    (0..alone.len()).filter(|index| closed(&alone[*index])).max_by_key(|index| (alone[*index].is_zero(), seen(*index)))
}

/// Differences that could stand in the place of one that was chosen: both, and what the other stands for.
fn ties(
    bench: &Bench,
    script: &Script,
    needed: &[bool],
    closed: &impl Fn(&Residual) -> bool,
) -> Vec<(usize, usize, Tie)> {
    let mut found = Vec::new();
    for other in (0..needed.len()).filter(|index| !needed[*index]) {
        for chosen in (0..needed.len()).filter(|index| needed[*index]) {
            let mut undone = needed.to_vec();
            (undone[chosen], undone[other]) = (false, true);
            let draft = script.build(&undone);
            if closed(&bench.residual(&draft, &bench.failing)) && bench.keeps_passing(&draft) {
                let causes = ids(bench, script, &draft, &undone, other);
                let change = script.differences[other].words.clone();
                found.push((other, chosen, Tie { causes, change, reproduction: bench.reproduction(&draft) }));
                break;
            }
        }
    }
    found
}

/// The causes of one difference of a definition that closes the gap.
fn ids(bench: &Bench, script: &Script, closing: &Draft, undone: &[bool], index: usize) -> Vec<&'static str> {
    let difference = &script.differences[index];
    match difference.tag {
        Tag::Cause(id) => vec![id],
        Tag::Exchange => {
            // The step as it was, with every other difference undone: only the exchange is looked at. Parameters that
            // the other engine does not know go back with it.
            let reverted = |all: bool| {
                let mut open = undone.to_vec();
                for (other, same) in script.differences.iter().enumerate() {
                    open[other] &= same.slot != difference.slot || !(all || same.tag == Tag::Exchange);
                }
                let draft = script.build(&open);
                let step = draft.steps.get(script.position(difference.slot, &open)).cloned()?;
                steps::bind(&step, &draft.runtime).is_ok().then_some(step)
            };
            let position = script.position(difference.slot, undone);
            let before = reverted(false).or_else(|| reverted(true));
            match before.filter(|_| position < closing.steps.len()) {
                Some(step) => exchange::causes(bench, closing, position, &step),
                None => vec!["env.library_version"],
            }
        }
    }
}

fn findings(bench: &Bench, script: &Script, before: &Residual, alone: &[Residual], needed: &[bool]) -> Vec<Finding> {
    let closing = script.build(needed);
    let mut order: Vec<usize> = (0..needed.len()).filter(|index| needed[*index]).collect();
    order.sort_by(|a, b| alone[*a].score.total_cmp(&alone[*b].score));
    let mut undone = vec![false; needed.len()];
    let mut found: Vec<Finding> = Vec::new();
    let mut from = *before;
    for index in order {
        let difference = &script.differences[index];
        let previous = script.build(&undone);
        undone[index] = true;
        let now = script.build(&undone);
        let to = bench.residual(&now, &bench.failing);
        let ids = ids(bench, script, &closing, needed, index);
        for id in ids.into_iter().filter(|id| *id != "env.library_version") {
            if found.iter().any(|finding| finding.id == id) {
                continue;
            }
            found.push(Finding {
                id,
                side: bench.side,
                step: difference.step,
                change: difference.words.clone(),
                proof: Proof::of(&to),
                residual_before: from.measures,
                residual_after: to.measures,
                tied_with: Vec::new(),
                inputs: bench.touched(&previous, &now),
                fix: cause::find(id).map_or(String::new(), |cause| cause.fix.to_owned()),
            });
        }
        from = to;
    }
    merge(bench, &mut found);
    // What was merged away may have been the last of them: together they still close the gap.
    if let Some(last) = found.last_mut() {
        (last.residual_after, last.proof) = (from.measures, Proof::of(&from));
    }
    found
}

/// Causes without those that another one in the list implies.
pub fn merged(bench: &Bench, mut ids: Vec<&'static str>) -> Vec<&'static str> {
    let all = ids.clone();
    ids.retain(|id| !is_implied(bench, id, &all));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Causes that another one in the list implies are not causes of their own.
pub fn merge(bench: &Bench, found: &mut Vec<Finding>) {
    let all: Vec<&'static str> = found.iter().map(|finding| finding.id).collect();
    found.retain(|finding| !is_implied(bench, finding.id, &all));
}

/// True if another cause of the list implies this one.
fn is_implied(bench: &Bench, id: &str, all: &[&str]) -> bool {
    let has = |other: &str| all.contains(&other);
    match id {
        // A crop or a size that comes with another treatment of the aspect ratio, unless the result is of another size.
        "image.geom.size" => has("image.geom.aspect") && !bench.is_resized(),
        "image.geom.crop_offset" => has("image.geom.aspect"),
        // Local mean time has neither gaps nor folds: that it is left for them is the same change.
        "time.dst_fold" | "time.dst_gap" => has("time.lmt"),
        "image.norm.std_collapsed" => has("image.norm.constants"),
        "image.resize.lsb_rounding" => all.iter().any(|other| *other != id),
        _ => false,
    }
}
