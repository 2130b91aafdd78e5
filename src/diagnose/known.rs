//! Both sides are definitions: their differences are known, and the question is which of them matter on these inputs.

use super::bench::{Bench, Residual};
use super::difference::Script;
use super::draft::{Draft, Tag};
use super::{Finding, Proof, cause, exchange};

/// What is found among the known differences.
pub struct Outcome {
    /// The causes; empty if the differences do not close the gap.
    pub causes: Vec<Finding>,
    /// Differences without effect on these inputs.
    pub without_effect: Vec<String>,
}

/// The smallest set of differences that, undone on one side, gives the other side's outputs.
pub fn explain(bench: &Bench, own: &Draft, other: &Draft) -> Outcome {
    let script = Script::new(own, other);
    let count = script.differences.len();
    let before = bench.residual(own, &bench.failing);
    let all = vec![true; count];
    let nothing = Outcome { causes: Vec::new(), without_effect: Vec::new() };
    if count == 0 || !bench.residual(&script.build(&all), &bench.failing).is_closed() {
        return nothing;
    }
    let alone: Vec<Residual> =
        (0..count).map(|index| bench.residual(&script.build(&only(count, index)), &bench.failing)).collect();
    let needed = smallest(bench, &script, &before, &alone);
    let without_effect = (0..count)
        .filter(|index| !needed[*index] && alone[*index].score == before.score)
        .map(|index| script.differences[index].words.clone())
        .collect();
    Outcome { causes: findings(bench, &script, &before, &alone, &needed), without_effect }
}

fn only(count: usize, index: usize) -> Vec<bool> {
    (0..count).map(|other| other == index).collect()
}

/// Differences are left alone one by one, the least telling first, as long as the gap stays closed.
fn smallest(bench: &Bench, script: &Script, before: &Residual, alone: &[Residual]) -> Vec<bool> {
    let count = script.differences.len();
    let mut needed = vec![true; count];
    // Where only last bits differ, only an exact result will do.
    let strict = before.open == 0;
    let closed = |residual: &Residual| if strict { residual.is_zero() } else { residual.is_closed() };
    if let Some(single) = best_single(script, alone, &closed) {
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

fn findings(bench: &Bench, script: &Script, before: &Residual, alone: &[Residual], needed: &[bool]) -> Vec<Finding> {
    let closing = script.build(needed);
    let whole = bench.residual(&closing, &bench.failing);
    let proof = if whole.is_zero() { Proof::Exact } else { Proof::Benign };
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
        let ids = match difference.tag {
            Tag::Cause(id) => vec![id],
            Tag::Exchange => {
                // The step as it was, with every other difference undone: only the exchange is looked at.
                let mut open = needed.to_vec();
                for (other, same) in script.differences.iter().enumerate() {
                    open[other] &= same.slot != difference.slot;
                }
                let position = script.position(difference.slot, needed);
                let before_step = script.build(&open).steps.get(script.position(difference.slot, &open)).cloned();
                match before_step.filter(|_| position < closing.steps.len()) {
                    Some(step) => exchange::causes(bench, &closing, position, &step),
                    None => vec!["env.library_version"],
                }
            }
        };
        for id in ids.into_iter().filter(|id| *id != "env.library_version") {
            if found.iter().any(|finding| finding.id == id) {
                continue;
            }
            found.push(Finding {
                id,
                side: bench.side,
                step: difference.step,
                change: difference.words.clone(),
                proof,
                residual_before: from.measures,
                residual_after: to.measures,
                tied_with: Vec::new(),
                inputs: bench.touched(&previous, &now),
                fix: cause::find(id).map_or(String::new(), |cause| cause.fix.to_owned()),
            });
        }
        from = to;
    }
    merge(&mut found);
    found
}

/// Causes that another one in the list implies are not causes of their own.
fn merge(found: &mut Vec<Finding>) {
    let has = |found: &[Finding], id: &str| found.iter().any(|finding| finding.id == id);
    if has(found, "image.geom.aspect") {
        // A crop or a size that comes with another treatment of the aspect ratio.
        found.retain(|finding| finding.id != "image.geom.size" && finding.id != "image.geom.crop_offset");
    }
    if has(found, "time.lmt") {
        // Local mean time has neither gaps nor folds: that it is left for them is the same change.
        found.retain(|finding| !matches!(finding.id, "time.dst_fold" | "time.dst_gap"));
    }
    if has(found, "image.norm.constants") {
        found.retain(|finding| finding.id != "image.norm.std_collapsed");
    }
    if found.len() > 1 && found.iter().any(|finding| finding.id != "image.resize.lsb_rounding") {
        found.retain(|finding| finding.id != "image.resize.lsb_rounding");
    }
}
