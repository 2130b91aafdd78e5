use super::*;
use crate::value::*;
use chrono::NaiveDate;

fn tensor(shape: &[usize], data: &[f32]) -> Value {
    Value::Tensor(Tensor::new(shape.to_vec(), Elements::F32(data.to_vec()), None))
}

fn gray(data: &[u8]) -> Value {
    Value::Image(Image::new(data.len(), 1, ChannelOrder::Gray, Samples::U8(data.to_vec())))
}

fn int(value: i64) -> Value {
    Value::Number(Number::Int(value))
}

fn float(value: f64) -> Value {
    Value::Number(Number::Float(value))
}

fn list(items: &[Value]) -> Value {
    Value::List(items.to_vec())
}

fn record(fields: &[(&str, Value)]) -> Value {
    Value::Record(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn at(second: u32) -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2024, 11, 3).and_then(|day| day.and_hms_opt(5, 30, second)).expect("a real time")
}

fn exact(a: &Value, b: &Value) -> Comparison {
    compare(a, b, &Context::default())
}

fn within(a: &Value, b: &Value, tolerances: &[(&str, f64)]) -> Comparison {
    let tolerances = Tolerances::new(tolerances.iter().copied()).expect("known metrics");
    compare(a, b, &Context { tolerances: &tolerances, ..Context::default() })
}

#[test]
fn equal_by_the_rules_of_the_contract() {
    let pixels = Value::Tensor(Tensor::new(vec![1, 2], Elements::U8(vec![7, 9]), None));
    let pixels_hw1 = Value::Tensor(Tensor::new(vec![1, 2, 1], Elements::U8(vec![7, 9]), None));
    let local = Value::Time(Time::Local(at(0)));
    let berlin = Instant { utc: at(0), offset: 3600, zone: Some("Europe/Berlin".into()) };
    for (a, b) in [
        (gray(&[7, 9]), pixels),
        (gray(&[7, 9]), pixels_hw1),
        (gray(&[7, 9]), list(&[list(&[int(7), int(9)])])),
        (tensor(&[2], &[1.5, f32::NAN]), list(&[float(1.5), float(f64::NAN)])),
        (int(5), float(5.0)),
        (float(f64::NAN), float(f64::NAN)),
        (float(0.0), float(-0.0)),
        (Value::Null, Value::Null),
        (Value::Time(Time::Instant(Instant::utc(at(0)))), Value::Time(Time::Instant(berlin))),
        (local.clone(), local),
        (Value::rejected("A", ""), Value::rejected("B", "")),
        (record(&[("t", Value::rejected("A", "")), ("x", int(1))]), Value::rejected("B", "")),
        (list(&[]), list(&[])),
        (record(&[("a", int(1)), ("b", int(2))]), record(&[("b", int(2)), ("a", int(1))])),
    ] {
        let found = exact(&a, &b);
        assert!(found.equal && found.exact, "{a:?} against {b:?}: {found:?}");
        assert_eq!(found.needed, Some(Vec::new()));
    }
}

#[test]
fn different_by_the_rules_of_the_contract() {
    for (a, b, structural) in [
        (Value::Null, float(f64::NAN), true),
        (float(f64::NAN), float(1.0), false),
        (int(5), Value::Text("5".into()), true),
        (int(i64::MAX), int(i64::MAX - 1), false),
        (Value::Boolean(true), int(1), true),
        (Value::Time(Time::Local(at(0))), Value::Time(Time::Instant(Instant::utc(at(0)))), true),
        (Value::Null, Value::Time(Time::Local(at(0))), true),
        (Value::rejected("A", ""), int(1), true),
        (tensor(&[2], &[0.0, 1.0]), tensor(&[1, 2], &[0.0, 1.0]), true),
        (tensor(&[1], &[1.0]), Value::Tensor(Tensor::new(vec![1], Elements::F64(vec![1.0]), None)), true),
        (list(&[int(1), Value::Null]), list(&[int(1), int(0)]), true),
        (record(&[("a", int(1))]), record(&[("a", int(1)), ("b", Value::Null)]), true),
        (record(&[("a", int(1))]), record(&[("a", int(2))]), false),
    ] {
        let found = exact(&a, &b);
        assert!(!found.equal && !found.exact, "{a:?} against {b:?}");
        assert_eq!(found.is_structural(), structural, "{a:?} against {b:?}: {found:?}");
        assert_eq!(exact(&b, &a).is_structural(), structural);
    }
}

#[test]
fn the_order_of_fields_counts_where_it_is_asked_for() {
    let (a, b) = (record(&[("a", int(1)), ("b", int(2))]), record(&[("b", int(2)), ("a", int(1))]));
    assert_eq!(exact(&a, &b).notes, [Note::FieldOrder]);
    let found = compare(&a, &b, &Context { field_order: true, ..Context::default() });
    assert!(matches!(found.difference, Some(Difference::Fields(FieldDifference { order: Some(_), .. }))));
}

#[test]
fn tolerances_must_all_hold_and_cover_what_differs() {
    let (a, b) = (tensor(&[4], &[0.0; 4]), tensor(&[4], &[0.0, 0.5, 0.0, 0.25]));
    assert!(within(&a, &b, &[("max_abs", 0.5)]).equal);
    assert!(!within(&a, &b, &[("max_abs", 0.5), ("differing", 0.4)]).equal);
    assert!(!within(&a, &b, &[("max_seconds", 9.0)]).equal);
    assert!(!within(&a, &b, &[("max_abs", 0.5), ("max_levels", 9.0)]).equal, "levels cannot be measured here");
    let needed = within(&a, &b, &[("mean_abs", 0.1), ("differing", 0.4)]).needed;
    assert_eq!(needed, Some(vec![("mean_abs", 0.1875), ("differing", 0.5)]));
    assert_eq!(exact(&a, &b).needed, Some(vec![("max_abs", 0.5)]));
    let (a, b) = (
        record(&[("x", float(1.0)), ("t", Value::Time(Time::Local(at(0))))]),
        record(&[("x", float(1.1)), ("t", Value::Time(Time::Local(at(2))))]),
    );
    let found = within(&a, &b, &[("max_abs", 1.0)]);
    assert!(!found.equal, "the time is covered by no tolerance");
    assert_eq!(found.needed.as_ref().and_then(|needed| needed.last().copied()), Some(("max_seconds", 2.0)));
    assert!(within(&a, &b, &[("max_abs", 1.0), ("max_seconds", 2.0)]).equal);
}

#[test]
fn a_measure_of_one_field_says_nothing_of_another() {
    let value = |fare: f64, city: i64| record(&[("fare", float(fare)), ("city", int(city))]);
    let found = within(&value(1.0, 0), &value(1.0 + f64::EPSILON, 1), &[("max_ulps", 4.0)]);
    assert!(!found.equal && found.measures.max_ulps.is_none());
    assert!(within(&value(1.0, 1), &value(1.0 + f64::EPSILON, 1), &[("max_ulps", 4.0)]).equal);
    assert!(within(&value(1.0, 0), &value(1.0 + f64::EPSILON, 1), &[("max_abs", 1.0)]).equal);
}

#[test]
fn what_is_needed_passes_and_a_little_less_does_not() {
    let (a, b) = (tensor(&[3], &[0.1, 0.2, 0.3]), tensor(&[3], &[0.4, 0.1, 0.35]));
    for metric in ["max_abs", "mean_abs", "differing", "p99", "bias", "max_ulps"] {
        let needed = within(&a, &b, &[(metric, 0.0)]).needed.and_then(|needed| needed.first().copied());
        let (_, limit) = needed.expect("one metric was given");
        assert!(within(&a, &b, &[(metric, limit)]).equal, "{metric} {limit}");
        assert!(!within(&a, &b, &[(metric, limit * 0.999)]).equal, "{metric} {limit}");
    }
}

#[test]
fn levels_are_measured_per_channel_in_both_layouts() {
    let sizes = [0.1, 0.2, 0.5];
    let context = Context { level_size: Some(&sizes), ..Context::default() };
    let (hwc_a, hwc_b) = (tensor(&[2, 1, 3], &[0.0; 6]), tensor(&[2, 1, 3], &[0.1, 0.2, 1.5, 0.0, 0.4, 0.0]));
    let (chw_a, chw_b) = (tensor(&[3, 2, 1], &[0.0; 6]), tensor(&[3, 2, 1], &[0.1, 0.0, 0.2, 0.4, 1.5, 0.0]));
    for (a, b) in [(hwc_a, hwc_b), (chw_a, chw_b)] {
        let measures = compare(&a, &b, &context).measures;
        assert!((measures.max_levels.unwrap_or(0.0) - 3.0).abs() < 1e-6);
        assert!((measures.mean_levels.unwrap_or(0.0) - 7.0 / 6.0).abs() < 1e-6);
    }
}

#[test]
fn the_report_shape_of_a_comparison() {
    let found = exact(&gray(&[1, 2]), &gray(&[1, 84]));
    let json = serde_json::to_value(&found).expect("plain data");
    assert_eq!(json["equal"], false);
    assert_eq!((json["max_abs"].as_f64(), json["mean_abs"].as_f64()), (Some(82.0), Some(41.0)));
    assert_eq!((json["differing"].as_f64(), json["needed"]["max_abs"].as_f64()), (Some(0.5), Some(82.0)));
    assert_eq!(json["difference"], "1 elements differ, most at (0, 1, 0): 2 against 84");
    let infinite = serde_json::to_value(exact(&float(1.0), &float(f64::NAN))).expect("plain data");
    assert_eq!(infinite["max_abs"]["number"], "Infinity");
}

#[test]
fn plain_lists_of_ids_compare_with_tokens() {
    let tokens = Value::Tokens(Box::new(Tokens { ids: vec![4, 5], ..Tokens::default() }));
    assert!(exact(&tokens, &list(&[int(4), int(5)])).equal);
    assert!(!exact(&list(&[int(4), int(6)]), &tokens).equal);
}

#[test]
fn every_metric_is_documented_and_its_example_is_a_tolerance() {
    for metric in metric::ALL {
        let meta = metric.meta();
        assert!(crate::meta::is_well_formed_id(meta.id) && !meta.summary.is_empty() && meta.manual.len() > 150);
        let example: serde_yaml::Mapping = serde_yaml::from_str(meta.example).expect("YAML");
        assert!(example.contains_key(meta.id), "{}", meta.id);
        assert_eq!(metric::ALL.iter().filter(|other| other.meta().id == meta.id).count(), 1);
    }
    assert!(Tolerances::new([("max_ab", 1.0)]).is_err_and(|error| error.to_string().contains("`max_abs`")));
    assert!(Tolerances::new([("max_abs", -1.0)]).is_err());
}
