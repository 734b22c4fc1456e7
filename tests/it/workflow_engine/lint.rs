use serde_json::{Value, json};

use super::engine::compile::Compiled;
use super::engine::lint::{Code, Finding, Severity, is_clean, lint, lint_source};
use super::engine::model::{Definition, MAX_SOURCE_BYTES, SourceError};
use super::{parse, refund, with_known};

pub(super) const PRODUCT_PUBLICATION: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/workflows/product-publication.json"));
pub(super) const ORDER_RELEASE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/workflows/order-release.json"));

fn findings(source: &Value) -> Vec<Finding> {
    with_known(|known| lint(&parse(source), Some(known)))
}

/// The findings as `(code, pointer)`, errors first.
fn found(source: &Value) -> Vec<(Code, String)> {
    findings(source).into_iter().map(|finding| (finding.code, finding.pointer)).collect()
}

/// The refund definition with one change must have exactly these findings.
fn changed(change: impl FnOnce(&mut Value), expected: &[(Code, &str)]) {
    let mut source = refund();
    change(&mut source);
    let expected: Vec<(Code, String)> = expected.iter().map(|(code, pointer)| (*code, (*pointer).to_owned())).collect();
    assert_eq!(found(&source), expected, "{:#?}", findings(&source));
}

fn push(source: &mut Value, list: &str, item: Value) {
    source[list].as_array_mut().unwrap().push(item);
}

#[test]
fn the_definition_that_the_tests_change_has_no_finding() {
    changed(|_| {}, &[]);
}

#[test]
fn both_built_in_definitions_are_clean_and_compile() {
    for source in [PRODUCT_PUBLICATION, ORDER_RELEASE] {
        let (definition, findings) = with_known(|known| lint_source(source, Some(known)));
        assert_eq!(findings, []);
        let definition = definition.unwrap();
        let compiled = Compiled::of(&definition).unwrap();
        assert_eq!((compiled.key(), compiled.nodes().len()), (definition.key.as_str(), 6));
    }
}

#[test]
fn a_definition_survives_being_written_and_read() {
    let mut source = refund();
    source["di"] = json!({ "check": [320, 80, 120, 80] });
    let definition = parse(&source);
    let again = Definition::parse(&serde_json::to_string(&definition).unwrap()).unwrap();
    assert_eq!(again, definition);
    assert_eq!(again.di, Some(json!({ "check": [320, 80, 120, 80] })));
}

#[test]
fn unknown_keys_and_kinds_are_refused_by_the_parser_with_their_line() {
    let changes: [fn(&mut Value); 6] = [
        |source| source["calendar"] = json!("shop-eu"),
        |source| source["nodes"][3]["sla"] = json!({}),
        |source| source["nodes"][3]["assign"]["claim"] = json!("required"),
        |source| source["nodes"][0]["kind"] = json!("timer"),
        |source| source["flows"][0]["colour"] = json!("red"),
        |source| source["schema"] = json!("wf/2"),
    ];
    for change in changes {
        let mut source = refund();
        change(&mut source);
        let (definition, findings) = lint_source(&source.to_string(), None);
        assert!(definition.is_none());
        assert_eq!((findings[0].code, findings[0].pointer.as_str(), findings.len()), (Code::InvalidSource, "", 1));
        assert_eq!(findings[0].data["line"], 1, "{findings:?}");
    }
}

#[test]
fn a_source_one_byte_over_the_limit_is_refused_unread() {
    let source = refund().to_string();
    let padded = format!("{source}{}", " ".repeat(MAX_SOURCE_BYTES - source.len()));
    assert!(Definition::parse(&padded).is_ok());
    let refused = Definition::parse(&format!("{padded} "));
    assert!(matches!(refused, Err(SourceError::TooLong { bytes }) if bytes == MAX_SOURCE_BYTES + 1), "{refused:?}");
}

#[test]
fn a_finding_is_data_for_a_designer() {
    let mut source = refund();
    source["flows"][8]["to"] = json!("leadEnd");
    let all = findings(&source);
    let finding = all.iter().find(|finding| finding.code == Code::UnknownNode).unwrap();
    assert_eq!(
        serde_json::to_value(finding).unwrap(),
        json!({
            "code": "UNKNOWN_NODE", "severity": "error", "pointer": "/flows/8/to",
            "message": "there is no node `leadEnd`", "data": { "node": "leadEnd", "flow": "f4" }
        })
    );
    let dangling: Vec<Code> = all.iter().map(|finding| finding.code).collect();
    assert!(
        dangling.contains(&Code::NoPathToEnd) && dangling.contains(&Code::UnreachableNode),
        "all is told at once: {dangling:?}"
    );
}

#[test]
fn ids_are_unique_among_their_kind() {
    changed(
        |source| {
            source["flows"][1]["id"] = json!("f1");
            push(source, "lanes", json!({ "id": "finance", "roles": ["finance"] }));
            source["nodes"][7]["id"] = json!("booked");
            source["flows"][5]["to"] = json!("booked");
        },
        &[(Code::DuplicateId, "/lanes/1/id"), (Code::DuplicateId, "/nodes/7/id"), (Code::DuplicateId, "/flows/1/id")],
    );
}

#[test]
fn there_is_exactly_one_start_and_at_least_one_end() {
    changed(
        |source| push(source, "nodes", json!({ "id": "start2", "kind": "start" })),
        &[(Code::ManyStarts, "/nodes/8"), (Code::UnreachableNode, "/nodes/8"), (Code::NoPathToEnd, "/nodes/8")],
    );
    let mut source = refund();
    source["nodes"] =
        json!([{ "id": "check", "kind": "userTask", "title": "'x'", "lane": "finance", "outcomes": ["ok"] }]);
    source["flows"] = json!([{ "id": "f", "from": "check", "to": "check", "outcome": "ok" }]);
    assert_eq!(found(&source), [(Code::NoStart, "/nodes".to_owned()), (Code::NoEnd, "/nodes".to_owned())]);
}

#[test]
fn no_flow_enters_a_start_or_leaves_an_end() {
    changed(
        |source| push(source, "flows", json!({ "id": "back", "from": "rejected", "to": "start" })),
        &[(Code::FlowIntoStart, "/flows/9/to"), (Code::FlowOutOfEnd, "/flows/9/from")],
    );
}

#[test]
fn an_island_is_unreachable_and_a_dead_end_reaches_no_end() {
    changed(
        |source| {
            push(source, "nodes", json!({ "id": "island", "kind": "xor" }));
            push(source, "flows", json!({ "id": "off", "from": "island", "to": "meet" }));
        },
        &[(Code::UnreachableNode, "/nodes/8")],
    );
    changed(
        |source| {
            push(source, "nodes", json!({ "id": "pit", "kind": "xor" }));
            source["flows"][5]["to"] = json!("pit");
        },
        &[(Code::UnreachableNode, "/nodes/7"), (Code::NoPathToEnd, "/nodes/8")],
    );
}

#[test]
fn two_unconditional_flows_out_of_an_activity_are_an_implicit_split() {
    changed(
        |source| push(source, "flows", json!({ "id": "two", "from": "score", "to": "meet" })),
        &[(Code::ImplicitSplit, "/nodes/1")],
    );
    changed(
        |source| push(source, "flows", json!({ "id": "always", "from": "check", "to": "rejected" })),
        &[(Code::ImplicitSplit, "/nodes/3")],
    );
}

#[test]
fn every_outcome_has_one_flow_or_there_is_a_default() {
    changed(
        |source| source["nodes"][3]["outcomes"] = json!(["approve", "reject", "moreInfo", "defer"]),
        &[(Code::UncoveredOutcome, "/nodes/3/outcomes/3")],
    );
    changed(
        |source| source["flows"][5]["outcome"] = json!("approve"),
        &[(Code::DuplicateOutcome, "/flows/5/outcome"), (Code::UncoveredOutcome, "/nodes/3/outcomes/1")],
    );
    changed(
        |source| source["flows"][6]["outcome"] = json!("later"),
        &[(Code::UnknownOutcome, "/flows/6/outcome"), (Code::UncoveredOutcome, "/nodes/3/outcomes/2")],
    );
    changed(
        |source| {
            source["nodes"][3]["outcomes"] = json!(["approve", "reject", "moreInfo", "defer"]);
            push(source, "flows", json!({ "id": "else", "from": "check", "to": "rejected", "default": true }));
        },
        &[],
    );
}

#[test]
fn one_plain_flow_stands_for_all_outcomes_of_a_task() {
    changed(
        |source| {
            source["flows"][4] = json!({ "id": "yes", "from": "check", "to": "meet" });
            source["flows"].as_array_mut().unwrap().drain(5..7);
            source["nodes"].as_array_mut().unwrap().remove(7);
        },
        &[],
    );
}

#[test]
fn a_task_has_one_to_ten_outcomes_each_once() {
    changed(
        |source| source["nodes"][3]["outcomes"] = json!([]),
        &[
            (Code::Empty, "/nodes/3/outcomes"),
            (Code::UnknownOutcome, "/flows/4/outcome"),
            (Code::UnknownOutcome, "/flows/5/outcome"),
            (Code::UnknownOutcome, "/flows/6/outcome"),
        ],
    );
    let eleven: Vec<String> = (0..11).map(|i| format!("o{i}")).collect();
    changed(
        |source| {
            source["nodes"][3]["outcomes"] = json!(eleven);
            source["flows"][6] = json!({ "id": "again", "from": "check", "to": "check", "default": true });
            source["flows"][4]["outcome"] = json!("o1");
            source["flows"][5]["outcome"] = json!("o2");
        },
        &[(Code::TooLong, "/nodes/3/outcomes")],
    );
    changed(
        |source| source["nodes"][3]["outcomes"] = json!(["approve", "reject", "moreInfo", "reject"]),
        &[(Code::DuplicateOutcome, "/nodes/3/outcomes/3")],
    );
}

#[test]
fn a_choice_needs_a_default() {
    changed(
        |source| {
            source["flows"][3] = json!({ "id": "large", "from": "route", "to": "check", "when": "amountMinor > 5000" })
        },
        &[(Code::NoDefault, "/nodes/2")],
    );
    changed(
        |source| {
            source["flows"][3].as_object_mut().unwrap().remove("default");
        },
        &[(Code::NoCondition, "/flows/3")],
    );
    changed(
        |source| source["flows"][2] = json!({ "id": "small", "from": "route", "to": "meet", "default": true }),
        &[(Code::ManyDefaults, "/flows/3/default")],
    );
    changed(|source| source["flows"][7]["when"] = json!("amountMinor > 1"), &[(Code::NoDefault, "/nodes/4")]);
}

#[test]
fn a_choice_over_every_value_of_an_enum_or_a_flag_needs_no_default() {
    let by_reason = |values: Value| {
        move |source: &mut Value| {
            source["context"]["properties"]["reason"] = json!({ "type": "string", "enum": values });
            source["flows"][2]["when"] = json!("reason == 'late'");
            source["flows"][3] =
                json!({ "id": "large", "from": "route", "to": "check", "when": "'damaged' == reason" });
        }
    };
    changed(by_reason(json!(["late", "damaged"])), &[]);
    changed(by_reason(json!(["late", "damaged", "lost"])), &[(Code::NoDefault, "/nodes/2")]);
    changed(
        |source| {
            source["context"]["properties"]["reason"] = json!({ "type": "boolean" });
            source["flows"][2]["when"] = json!("!reason");
            source["flows"][3] = json!({ "id": "large", "from": "route", "to": "check", "when": "reason" });
        },
        &[],
    );
}

#[test]
fn a_choice_over_every_outcome_needs_no_default_when_the_task_always_comes_first() {
    // check -> after (choice by the outcome of the check) -> meet or rejected
    let by_outcome = |source: &mut Value| {
        push(source, "nodes", json!({ "id": "after", "kind": "xor" }));
        source["nodes"][3]["outcomes"] = json!(["approve", "reject"]);
        source["flows"][4] = json!({ "id": "yes", "from": "check", "to": "after" });
        source["flows"][5] =
            json!({ "id": "no", "from": "after", "to": "rejected", "when": "check.outcome == 'reject'" });
        source["flows"][6] =
            json!({ "id": "again", "from": "after", "to": "meet", "when": "check.outcome == 'approve'" });
    };
    changed(by_outcome, &[]);
    changed(
        |source| {
            by_outcome(source);
            source["nodes"][3]["outcomes"] = json!(["approve", "reject", "defer"]);
        },
        &[(Code::NoDefault, "/nodes/8")],
    );
    // A way around the task: its outcome may be absent.
    let mut source = refund();
    by_outcome(&mut source);
    push(&mut source, "nodes", json!({ "id": "gate", "kind": "xor" }));
    source["flows"][4]["to"] = json!("gate");
    source["flows"][2]["to"] = json!("gate");
    push(&mut source, "flows", json!({ "id": "in", "from": "gate", "to": "after" }));
    assert_eq!(
        found(&source),
        [
            (Code::NoDefault, "/nodes/8".to_owned()),
            (Code::CelUnguarded, "/flows/5/when".to_owned()),
            (Code::CelUnguarded, "/flows/6/when".to_owned())
        ]
    );
}

#[test]
fn one_gateway_does_not_both_join_and_split() {
    // As managers draw it: the merge is left out and both branches enter the choice.
    changed(|source| source["flows"][6]["to"] = json!("route"), &[(Code::JoinAndSplit, "/nodes/2")]);
}

#[test]
fn conditions_outcomes_and_defaults_stand_only_where_they_mean_something() {
    changed(
        |source| {
            source["flows"][0]["when"] = json!("true");
            source["flows"][1]["outcome"] = json!("approve");
            source["flows"][8]["default"] = json!(true);
            source["flows"][5]["when"] = json!("true");
            source["flows"][3]["when"] = json!("true");
            source["flows"][6]["default"] = json!(true);
            source["flows"][7]["outcome"] = json!("approve");
        },
        &[
            (Code::MisplacedCondition, "/flows/0/when"),
            (Code::MisplacedOutcome, "/flows/1/outcome"),
            (Code::MisplacedCondition, "/flows/3/when"),
            (Code::MisplacedCondition, "/flows/5/when"),
            (Code::MisplacedDefault, "/flows/6/default"),
            (Code::MisplacedOutcome, "/flows/7/outcome"),
            (Code::MisplacedDefault, "/flows/8/default"),
        ],
    );
}

#[test]
fn people_rules_name_lanes_roles_and_tasks_that_exist() {
    changed(|source| source["nodes"][3]["lane"] = json!("legal"), &[(Code::UnknownLane, "/nodes/3/lane")]);
    changed(|source| source["lanes"][0]["roles"] = json!([]), &[(Code::NoRoles, "/lanes/0/roles")]);
    changed(
        |source| {
            source["nodes"][3].as_object_mut().unwrap().remove("lane");
            source["nodes"][3]["assign"] = json!({});
        },
        &[(Code::NoRoles, "/nodes/3")],
    );
    changed(
        |source| {
            source["lanes"][0]["roles"] = json!(["finanec"]);
            source["nodes"][3]["assign"]["roles"] = json!(["administrator", "boss"]);
        },
        &[(Code::UnknownRole, "/lanes/0/roles/0"), (Code::UnknownRole, "/nodes/3/assign/roles/1")],
    );
    changed(
        |source| source["nodes"][3]["assign"]["excludeActorsOf"] = json!(["$initiator", "check", "chekc", "score"]),
        &[
            (Code::UnknownNode, "/nodes/3/assign/excludeActorsOf/2"),
            (Code::NotATask, "/nodes/3/assign/excludeActorsOf/3"),
        ],
    );
}

#[test]
fn actions_are_looked_up_and_set_declared_variables() {
    changed(|source| source["nodes"][1]["action"] = json!("risk.scoer"), &[(Code::UnknownAction, "/nodes/1/action")]);
    changed(
        |source| source["nodes"][1]["out"]["rsik"] = json!("result.score"),
        &[(Code::UnknownVariable, "/nodes/1/out/rsik")],
    );
    let mut source = refund();
    source["nodes"][1]["action"] = json!("risk.scoer");
    source["lanes"][0]["roles"] = json!(["role-that-was-deleted"]);
    assert_eq!(lint(&parse(&source), None), [], "without a list nothing is looked up");
}

#[test]
fn a_cycle_without_a_task_needs_a_limit() {
    let cycle = |source: &mut Value| {
        push(source, "nodes", json!({ "id": "merge", "kind": "xor" }));
        source["flows"][0]["to"] = json!("merge");
        push(source, "flows", json!({ "id": "in", "from": "merge", "to": "score" }));
        push(source, "flows", json!({ "id": "back", "from": "route", "to": "merge", "when": "amountMinor > 9" }));
    };
    changed(cycle, &[(Code::UnboundedLoop, "/nodes/1")]);
    let mut source = refund();
    cycle(&mut source);
    assert_eq!(findings(&source)[0].data, json!({ "nodes": ["merge", "route", "score"] }));
    changed(
        |source| {
            cycle(source);
            source["nodes"][1]["maxVisits"] = json!(20);
        },
        &[],
    );
}

#[test]
fn the_limit_of_visits_has_limits() {
    for (max, expected) in [(0, 1), (1, 0), (10_000, 0), (10_001, 1)] {
        let mut source = refund();
        source["nodes"][3]["maxVisits"] = json!(max);
        assert_eq!(found(&source), vec![(Code::OutOfRange, "/nodes/3/maxVisits".to_owned()); expected], "{max}");
    }
}

#[test]
fn names_are_spelled_so_that_people_urls_and_expressions_can_use_them() {
    changed(
        |source| {
            source["key"] = json!("Refund_Approval");
            source["entity"] = json!("");
            source["name"] = json!("  ");
            source["lanes"][0]["roles"] = json!(["finance", "Order Agent"]);
            source["nodes"][1]["action"] = json!("risk..score");
            source["flows"][8]["id"] = json!("4f");
            source["nodes"][3]["instructions"] = json!("x".repeat(2_001));
            source["nodes"][6]["outcome"] = json!("x".repeat(41));
        },
        &[
            (Code::BadName, "/key"),
            (Code::BadName, "/entity"),
            (Code::Empty, "/name"),
            (Code::BadName, "/lanes/0/roles/1"),
            (Code::BadName, "/nodes/1/action"),
            (Code::TooLong, "/nodes/3/instructions"),
            (Code::TooLong, "/nodes/6/outcome"),
            (Code::BadName, "/flows/8/id"),
            (Code::UnknownRole, "/lanes/0/roles/1"),
            (Code::UnknownAction, "/nodes/1/action"),
        ],
    );
}

#[test]
fn a_task_is_a_variable_too_and_takes_no_name_that_is_taken() {
    changed(
        |source| source["context"]["properties"]["check"] = json!({ "type": "string" }),
        &[(Code::DuplicateId, "/nodes/3/id")],
    );
    changed(
        |source| source["context"]["properties"]["now"] = json!({ "type": "string" }),
        &[(Code::ReservedName, "/context/properties/now")],
    );
    changed(
        |source| source["context"]["properties"]["a/b"] = json!({ "type": "string" }),
        &[(Code::BadName, "/context/properties/a~1b")],
    );
}

#[test]
fn a_context_is_the_schema_of_an_object() {
    changed(
        |source| source["context"]["required"] = json!(["amountMinor", "reason", "vat"]),
        &[(Code::BadContext, "/context/required/2")],
    );
    let mut source = refund();
    source["context"] = json!({ "type": "array" });
    assert!(found(&source).contains(&(Code::BadContext, "/context".to_owned())));
    source["context"] = json!({ "type": "object", "properties": { "amountMinor": 7 }, "required": "amountMinor" });
    let all = found(&source);
    assert!(all.contains(&(Code::BadContext, "/context/properties/amountMinor".to_owned())), "{all:?}");
    assert!(all.contains(&(Code::BadContext, "/context/required".to_owned())), "{all:?}");
}

#[test]
fn every_expression_is_checked_where_it_stands() {
    changed(|source| source["nodes"][3]["title"] = json!("'Refund ' + "), &[(Code::CelSyntax, "/nodes/3/title")]);
    changed(
        |source| source["nodes"][3]["title"] = json!("'Refund ' + amountMinor"),
        &[(Code::CelType, "/nodes/3/title")],
    );
    changed(|source| source["nodes"][3]["title"] = json!("amountMinor"), &[(Code::CelType, "/nodes/3/title")]);
    changed(|source| source["flows"][2]["when"] = json!("amountMinor"), &[(Code::CelType, "/flows/2/when")]);
    changed(
        |source| source["flows"][2]["when"] = json!("amuontMinor < 3"),
        &[(Code::CelUnknownVariable, "/flows/2/when")],
    );
    changed(
        |source| source["nodes"][1]["in"]["amount"] = json!("result.score"),
        &[(Code::CelUnknownVariable, "/nodes/1/in/amount")],
    );
    changed(
        |source| source["nodes"][1]["out"]["riskScore"] = json!("string(result.score)"),
        &[(Code::CelType, "/nodes/1/out/riskScore")],
    );
    changed(
        |source| source["flows"][2]["when"] = json!("lines.exists(l, l.sko == 'a')"),
        &[(Code::CelUnknownField, "/flows/2/when"), (Code::CelUnguarded, "/flows/2/when")],
    );
    changed(|source| source["flows"][2]["when"] = json!("lines != null && lines.exists(l, l.sku == 'a')"), &[]);
}

#[test]
fn a_warning_does_not_stop_a_definition() {
    let mut source = refund();
    source["flows"][2]["when"] = json!("size(lines) > 3");
    let all = findings(&source);
    assert_eq!((all.len(), all[0].severity, all[0].code), (1, Severity::Warning, Code::CelUnguarded));
    assert_eq!(all[0].data, json!({ "node": "route", "path": ["lines"] }));
    assert!(is_clean(&all));
    assert!(Compiled::of(&parse(&source)).is_ok());
}

#[test]
fn a_definition_with_an_error_does_not_compile_and_says_why() {
    let mut source = refund();
    source["flows"][8]["to"] = json!("leadEnd");
    let refused = Compiled::of(&parse(&source)).unwrap_err();
    assert!(refused.iter().any(|finding| finding.code == Code::UnknownNode && finding.pointer == "/flows/8/to"));
}

#[test]
fn a_definition_at_the_limit_of_nodes_and_flows_passes_and_one_more_does_not() {
    let chain = |tasks: usize| {
        let mut source = refund();
        let mut nodes = vec![json!({ "id": "start", "kind": "start" }), json!({ "id": "done", "kind": "end" })];
        let mut flows = vec![json!({ "id": "f", "from": "start", "to": "t0" })];
        for i in 0..tasks {
            nodes.push(json!({ "id": format!("t{i}"), "kind": "userTask", "title": "'x'", "lane": "finance", "outcomes": ["a", "b"] }));
            let next = if i + 1 == tasks { "done".to_owned() } else { format!("t{}", i + 1) };
            flows.push(json!({ "id": format!("a{i}"), "from": format!("t{i}"), "to": next, "outcome": "a" }));
            flows.push(json!({ "id": format!("b{i}"), "from": format!("t{i}"), "to": "done", "outcome": "b" }));
        }
        source["nodes"] = json!(nodes);
        source["flows"] = json!(flows);
        source
    };
    assert_eq!(found(&chain(198)), []);
    assert_eq!(found(&chain(199)), [(Code::TooLong, "/nodes".to_owned())]);
    assert_eq!(found(&chain(200)), [(Code::TooLong, "/nodes".to_owned()), (Code::TooLong, "/flows".to_owned())]);
}
