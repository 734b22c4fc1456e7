use serde_json::{Value, json};

use super::engine::model::{ActorRef, MAX_VARIABLE_BYTES, OnError};
use super::engine::step::{
    Effect, EventKind, FinishStatus, IncidentCode, Input, MAX_MOVES, MAX_TITLE_CHARS, Marking, Phase, Progress,
    StepError, TokenId, TokenState,
};
use super::{Driver, object, refund};

fn large() -> Value {
    json!({ "amountMinor": 90_000, "reason": "damaged" })
}

/// A driver that stands at the open task of a large refund.
fn at_the_check() -> Driver {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    driver.answer(&asked, json!({ "score": 10 }));
    driver
}

fn incident(progress: &Progress) -> (IncidentCode, String, TokenId, Value) {
    let found = progress.effects().iter().find_map(|effect| match effect {
        Effect::Incident { code, message, token, data } => Some((*code, message.clone(), *token, data.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no incident in {progress:?}"))
}

#[test]
fn a_start_asks_for_the_first_action_with_its_input_and_keeps_the_rest_for_the_answer() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    let Progress::Action { node, action, input, on_error, effects, .. } = &asked else { panic!("{asked:?}") };
    assert_eq!((node.as_str(), action.as_str(), *on_error), ("score", "risk.score", OnError::Reject));
    assert_eq!(*input, object(json!({ "amount": 90_000 })));
    assert_eq!(effects.len(), 2, "started and moved: {effects:?}");
    assert!(driver.tasks().is_empty());
}

#[test]
fn a_task_is_offered_to_the_lane_and_its_own_roles_with_title_outcomes_exclusions_and_instructions() {
    let driver = at_the_check();
    let [task] = driver.tasks()[..] else { panic!("one task") };
    assert_eq!(task.title, "Refund of 90000");
    assert_eq!(task.roles, ["finance", "administrator"]);
    assert_eq!(task.outcomes, ["approve", "reject", "moreInfo"]);
    assert_eq!(task.excluded, [ActorRef::Initiator]);
    assert_eq!(task.instructions.as_deref(), Some("Look at the order."));
    let token = driver.marking.token(task.token).unwrap();
    assert_eq!((token.state, token.via.as_deref(), token.visits), (TokenState::Waiting, Some("large"), 1));
}

#[test]
fn the_output_of_an_action_is_written_before_the_condition_behind_it_is_evaluated() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(json!({ "amountMinor": 4_000, "reason": "late" }));
    let next = driver.answer(&asked, json!({ "score": 29 }));
    assert!(matches!(&next, Progress::Action { node, .. } if node == "book"), "{next:?}");
    assert_eq!(driver.vars()["riskScore"], 29);
    let decided = driver.event(EventKind::ConditionEvaluated);
    assert_eq!(
        decided.data,
        json!({ "inputs": { "amountMinor": 4_000, "riskScore": 29 }, "evaluated": [{ "flow": "small", "result": true }], "taken": "small" })
    );
    assert_eq!(
        driver.event(EventKind::VarChanged).data["patch"],
        json!([{ "op": "add", "path": "/riskScore", "value": 29 }])
    );
}

#[test]
fn an_answer_is_stored_under_the_node_and_routes_by_its_outcome_to_the_end() {
    let mut driver = at_the_check();
    let token = driver.tasks()[0].token;
    let data = object(json!({ "comment": "looks wrong", "outcome": "forged" }));
    let progress =
        driver.send(Input::TaskDone { token, outcome: "reject".to_owned(), data, actor: "u-bob".to_owned() });
    assert_eq!(driver.vars()["check"], json!({ "comment": "looks wrong", "outcome": "reject" }));
    assert_eq!(driver.event(EventKind::TaskCompleted).data, json!({ "outcome": "reject", "actor": "u-bob" }));
    let finish = Effect::Finish { status: FinishStatus::Completed, outcome: Some("rejected".to_owned()) };
    assert_eq!(progress.effects().last(), Some(&finish));
    assert_eq!((driver.marking.phase, driver.marking.tokens.len()), (Phase::Finished, 0));
}

#[test]
fn the_events_of_a_whole_run_tell_its_story_in_order() {
    let mut driver = at_the_check();
    let asked = driver.done("check", "approve");
    driver.answer(&asked, Value::Null);
    let story: Vec<String> = driver
        .events()
        .iter()
        .map(|event| {
            format!(
                "{} {}",
                serde_json::to_value(event.kind).unwrap().as_str().unwrap(),
                event.node.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        story,
        [
            "instance.started -",
            "token.moved score",
            "action.run score",
            "var.changed score",
            "token.moved route",
            "condition.evaluated route",
            "token.moved check",
            "task.created check",
            "task.completed check",
            "var.changed check",
            "token.moved meet",
            "token.moved book",
            "action.run book",
            "token.moved booked",
            "instance.completed -",
        ]
    );
    assert!(driver.effects.contains(&Effect::Milestone { name: "in review".to_owned() }));
}

#[test]
fn a_task_that_was_answered_is_not_answered_again() {
    let mut driver = at_the_check();
    let token = driver.tasks()[0].token;
    driver.done("check", "moreInfo");
    let again =
        Input::TaskDone { token, outcome: "approve".to_owned(), data: object(json!({})), actor: "u-eve".to_owned() };
    assert_eq!(driver.try_send(again), Err(StepError::UnknownToken { token }));
    assert_eq!(driver.tasks().len(), 2, "the loop offered a new task with a token of its own");
    assert_ne!(driver.tasks()[1].token, token);
}

#[test]
fn an_unknown_outcome_is_refused_and_changes_nothing() {
    let mut driver = at_the_check();
    let before = driver.marking.clone();
    let token = driver.tasks()[0].token;
    let input =
        Input::TaskDone { token, outcome: "maybe".to_owned(), data: object(json!({})), actor: "u-bob".to_owned() };
    let outcomes = ["approve", "reject", "moreInfo"].map(str::to_owned).to_vec();
    assert_eq!(
        driver.try_send(input),
        Err(StepError::UnknownOutcome { node: "check".to_owned(), outcome: "maybe".to_owned(), outcomes })
    );
    assert_eq!(driver.marking, before);
}

#[test]
fn an_outcome_without_a_flow_of_its_own_takes_the_default() {
    let mut source = refund();
    source["flows"][6] = json!({ "id": "again", "from": "check", "to": "rejected", "default": true });
    let mut driver = Driver::new(&source);
    let asked = driver.start(large());
    driver.answer(&asked, json!({ "score": 1 }));
    driver.done("check", "moreInfo");
    assert_eq!(driver.event(EventKind::InstanceCompleted).data["outcome"], "rejected");
}

#[test]
fn while_an_action_runs_only_its_answer_is_accepted() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    let Progress::Action { token, .. } = asked else { panic!("{asked:?}") };
    assert_eq!(driver.try_send(Input::Cancel { reason: "no".to_owned() }), Err(StepError::ActionPending { token }));
    let other = TokenId(token.0 + 7);
    let answer = Input::ActionOk { token: other, result: Value::Null };
    assert_eq!(driver.try_send(answer), Err(StepError::UnknownToken { token: other }));
}

#[test]
fn an_action_that_rejects_refuses_the_step_and_leaves_the_marking_alone() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    let before = driver.marking.clone();
    let refused = driver.refuse(&asked, "TOO_LATE").unwrap_err();
    let expected = StepError::Rejected {
        node: "score".to_owned(),
        action: "risk.score".to_owned(),
        code: "TOO_LATE".to_owned(),
        message: "refused: TOO_LATE".to_owned(),
    };
    assert_eq!(refused, expected);
    assert_eq!(driver.marking, before);
}

#[test]
fn an_action_whose_failure_is_an_incident_parks_its_token_until_a_retry() {
    let mut driver = at_the_check();
    let asked = driver.done("check", "approve");
    let parked = driver.refuse(&asked, "PSP_DOWN").unwrap();
    let (code, message, token, data) = incident(&parked);
    assert_eq!((code, message.as_str()), (IncidentCode::ActionFailed, "refused: PSP_DOWN"));
    assert_eq!(data, json!({ "action": "refund.book", "code": "PSP_DOWN" }));
    assert!(driver.marking.has_incident());
    let late = Input::ActionOk { token, result: Value::Null };
    assert!(
        matches!(driver.try_send(late), Err(StepError::NotWaiting { .. })),
        "the answer of a parked action is not accepted"
    );

    let asked = driver.send(Input::Retry { token });
    assert!(matches!(&asked, Progress::Action { action, .. } if action == "refund.book"), "{asked:?}");
    driver.answer(&asked, Value::Null);
    assert_eq!(driver.marking.phase, Phase::Finished);
    assert!(!driver.marking.has_incident());
}

#[test]
fn an_output_that_cannot_be_mapped_is_an_incident_and_a_retry_does_not_run_the_action_again() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    let parked = driver.answer(&asked, json!({ "rating": 10 }));
    let (code, message, token, data) = incident(&parked);
    assert_eq!((code, message.as_str()), (IncidentCode::ExprFailed, "No such key: score"));
    assert_eq!(data["expression"], "result.score");
    let again = driver.send(Input::Retry { token });
    assert_eq!(incident(&again).0, IncidentCode::ExprFailed, "the kept result is mapped again: {again:?}");
    assert!(!matches!(again, Progress::Action { .. }));
}

#[test]
fn an_output_of_the_wrong_type_does_not_become_a_variable() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    let parked = driver.answer(&asked, json!({ "score": "high" }));
    let (code, message, ..) = incident(&parked);
    assert_eq!((code, message.as_str()), (IncidentCode::ExprFailed, "the variable riskScore must be of type integer"));
    assert_eq!(driver.vars().get("riskScore"), None);
}

#[test]
fn a_failing_condition_is_an_incident_with_its_inputs() {
    let mut source = refund();
    source["flows"][2]["when"] = json!("10 / (amountMinor - 90000) > 0");
    let mut driver = Driver::new(&source);
    let asked = driver.start(large());
    let parked = driver.answer(&asked, json!({ "score": 1 }));
    let (code, message, _, data) = incident(&parked);
    assert_eq!(code, IncidentCode::ExprFailed);
    assert!(message.contains("Division by zero"), "{message}");
    assert_eq!(
        data,
        json!({ "flow": "small", "expression": "10 / (amountMinor - 90000) > 0", "inputs": { "amountMinor": 90_000 } })
    );
}

#[test]
fn a_choice_without_a_true_condition_is_an_incident_with_its_inputs() {
    let mut source = refund();
    // The lint proves that these two cover the enum; a value outside of it can still come in.
    source["context"]["properties"]["reason"] = json!({ "type": "string", "enum": ["damaged", "late"] });
    source["flows"][2]["when"] = json!("reason == 'late'");
    source["flows"][3] = json!({ "id": "large", "from": "route", "to": "check", "when": "reason == 'damaged'" });
    let mut driver = Driver::new(&source);
    let asked = driver.start(json!({ "amountMinor": 1, "reason": "lost" }));
    let parked = driver.answer(&asked, json!({ "score": 1 }));
    let (code, _, token, data) = incident(&parked);
    assert_eq!(code, IncidentCode::NoFlow);
    assert_eq!(
        data,
        json!({ "inputs": { "reason": "lost" }, "taken": null, "evaluated": [{ "flow": "small", "result": false }, { "flow": "large", "result": false }] })
    );
    assert_eq!(driver.marking.token(token).unwrap().node, "route");
}

#[test]
fn a_decision_records_facts_of_the_entity_and_only_the_size_of_a_large_value() {
    let mut source = refund();
    source["flows"][2]["when"] = json!("entity.totalMinor < 10 && reason != ''");
    let mut driver = Driver::new(&source);
    let reason = "x".repeat(2_000);
    let asked = driver.start(json!({ "amountMinor": 1, "reason": reason }));
    driver.answer(&asked, json!({ "score": 1 }));
    let decided = driver.event(EventKind::ConditionEvaluated);
    assert_eq!(decided.data["inputs"], json!({ "entity.totalMinor": 12_000, "reason": { "bytes": 2_002 } }));
}

#[test]
fn a_node_entered_once_too_often_is_an_incident_and_a_retry_lets_it_in_once() {
    let mut driver = at_the_check();
    driver.done("check", "moreInfo");
    driver.done("check", "moreInfo");
    let parked = driver.done("check", "moreInfo");
    let (code, message, token, data) = incident(&parked);
    assert_eq!((code, message.as_str()), (IncidentCode::LoopLimit, "check was entered more than 3 times"));
    assert_eq!(data, json!({ "limit": 3, "visits": 4 }));
    assert_eq!(driver.tasks().len(), 3);
    driver.send(Input::Retry { token });
    assert_eq!(driver.tasks().len(), 4);
    assert_eq!(incident(&driver.done("check", "moreInfo")).0, IncidentCode::LoopLimit);
}

#[test]
fn a_chain_that_never_rests_is_stopped_across_the_actions_it_runs() {
    // An action and eleven gateways in a ring: twelve moves a round, no node above its own limit.
    let mut nodes = vec![
        json!({ "id": "start", "kind": "start" }),
        json!({ "id": "score", "kind": "action", "action": "risk.score", "maxVisits": 2_000 }),
        json!({ "id": "done", "kind": "end" }),
    ];
    let mut flows = vec![
        json!({ "id": "in", "from": "start", "to": "score" }),
        json!({ "id": "f0", "from": "score", "to": "x1" }),
        json!({ "id": "out", "from": "x11", "to": "done", "when": "amountMinor < 0" }),
        json!({ "id": "round", "from": "x11", "to": "score", "default": true }),
    ];
    for i in 1..12 {
        nodes.push(json!({ "id": format!("x{i}"), "kind": "xor" }));
        if i < 11 {
            flows.push(json!({ "id": format!("f{i}"), "from": format!("x{i}"), "to": format!("x{}", i + 1) }));
        }
    }
    let mut source = refund();
    source["nodes"] = json!(nodes);
    source["flows"] = json!(flows);
    let mut driver = Driver::new(&source);
    let mut progress = driver.start(large());
    let mut actions: u32 = 0;
    while let Progress::Action { .. } = &progress {
        actions += 1;
        driver.effects.clear();
        let asked = progress;
        progress = driver.answer(&asked, Value::Null);
    }
    let (code, _, _, data) = incident(&progress);
    assert_eq!((code, &data["limit"]), (IncidentCode::LoopLimit, &json!(MAX_MOVES)));
    assert_eq!(actions, (MAX_MOVES - 1).div_ceil(12), "the start is one move, a round is twelve");
    driver.try_send(Input::Cancel { reason: "stuck".to_owned() }).unwrap();
    assert_eq!(driver.marking.phase, Phase::Finished);
}

#[test]
fn visits_are_limited_without_a_limit_of_their_own() {
    let mut source = refund();
    source["nodes"][3].as_object_mut().unwrap().remove("maxVisits");
    let mut driver = Driver::new(&source);
    let asked = driver.start(large());
    driver.answer(&asked, json!({ "score": 1 }));
    driver.marking.scopes[0].visits.insert("check".to_owned(), 999);
    driver.done("check", "moreInfo");
    assert!(!driver.marking.has_incident(), "the thousandth visit is the last");
    assert_eq!(incident(&driver.done("check", "moreInfo")).0, IncidentCode::LoopLimit);
}

#[test]
fn a_title_that_fails_parks_the_token_and_offers_no_task() {
    let mut source = refund();
    source["nodes"][3]["title"] = json!("['a'][amountMinor]");
    let mut driver = Driver::new(&source);
    let asked = driver.start(large());
    let parked = driver.answer(&asked, json!({ "score": 1 }));
    assert_eq!(incident(&parked).0, IncidentCode::ExprFailed);
    assert!(driver.tasks().is_empty());
    let milestones = driver.effects.iter().filter(|effect| matches!(effect, Effect::Milestone { .. })).count();
    driver.send(Input::Retry { token: incident(&parked).2 });
    assert_eq!(driver.effects.iter().filter(|effect| matches!(effect, Effect::Milestone { .. })).count(), milestones);
}

#[test]
fn a_title_is_cut_to_its_limit_and_an_empty_one_falls_back_to_the_node() {
    for (title, expected) in [("reason", format!("{}…", "é".repeat(MAX_TITLE_CHARS - 1))), ("'  '", "check".to_owned())]
    {
        let mut source = refund();
        source["nodes"][3]["title"] = json!(title);
        let mut driver = Driver::new(&source);
        let asked = driver.start(json!({ "amountMinor": 90_000, "reason": "é".repeat(MAX_TITLE_CHARS + 1) }));
        driver.answer(&asked, json!({ "score": 1 }));
        assert_eq!(driver.tasks()[0].title, expected);
    }
}

#[test]
fn canceling_withdraws_the_open_task_and_ends_the_instance() {
    let mut driver = at_the_check();
    let token = driver.tasks()[0].token;
    let progress = driver.send(Input::Cancel { reason: "customer withdrew".to_owned() });
    assert!(progress.effects().contains(&Effect::CancelTask { token }));
    assert_eq!(driver.event(EventKind::InstanceCanceled).data, json!({ "reason": "customer withdrew" }));
    assert_eq!(progress.effects().last(), Some(&Effect::Finish { status: FinishStatus::Canceled, outcome: None }));
    assert_eq!(driver.try_send(Input::Cancel { reason: "again".to_owned() }), Err(StepError::Finished));
    assert!(driver.marking.tokens.is_empty());
}

#[test]
fn canceling_a_parked_instance_withdraws_no_task() {
    let mut driver = Driver::new(&refund());
    let asked = driver.start(large());
    driver.answer(&asked, json!({}));
    let progress = driver.send(Input::Cancel { reason: "broken".to_owned() });
    assert!(!progress.effects().iter().any(|effect| matches!(effect, Effect::CancelTask { .. })));
    assert_eq!(driver.marking.phase, Phase::Finished);
}

#[test]
fn a_start_checks_its_variables() {
    let too_large = json!({ "amountMinor": 1, "reason": "x".repeat(MAX_VARIABLE_BYTES) });
    let cases = [
        (json!({ "amountMinor": 1 }), StepError::MissingVariable { name: "reason".to_owned() }),
        (
            json!({ "amountMinor": 1, "reason": "x", "amuont": 2 }),
            StepError::UnknownVariable { name: "amuont".to_owned() },
        ),
        (
            json!({ "amountMinor": "1", "reason": "x" }),
            StepError::VariableType { name: "amountMinor".to_owned(), want: "integer".to_owned() },
        ),
        (
            json!({ "amountMinor": 18_446_744_073_709_551_615_u64, "reason": "x" }),
            StepError::VariableType { name: "amountMinor".to_owned(), want: "integer".to_owned() },
        ),
        (too_large, StepError::VariableTooLarge { name: "reason".to_owned(), bytes: MAX_VARIABLE_BYTES + 2 }),
    ];
    for (vars, expected) in cases {
        let mut driver = Driver::new(&refund());
        assert_eq!(driver.try_send(Input::Start { vars: object(vars) }), Err(expected));
        assert_eq!(driver.marking, Marking::default());
    }
    let mut driver = Driver::new(&refund());
    driver.start(json!({ "amountMinor": 1, "reason": "x", "riskScore": null }));
    assert_eq!(driver.try_send(Input::Start { vars: object(large()) }), Err(StepError::AlreadyStarted));
}

#[test]
fn nothing_happens_before_the_start() {
    let mut driver = Driver::new(&refund());
    assert_eq!(driver.try_send(Input::Cancel { reason: "x".to_owned() }), Err(StepError::NotStarted));
}

#[test]
fn a_marking_that_does_not_belong_to_the_definition_is_refused_and_not_followed() {
    let mut driver = at_the_check();
    driver.marking.tokens[0].node = "gone".to_owned();
    let token = driver.marking.tokens[0].id;
    let input =
        Input::TaskDone { token, outcome: "approve".to_owned(), data: object(json!({})), actor: "u".to_owned() };
    assert_eq!(driver.try_send(input), Err(StepError::Corrupt { what: "the node gone".to_owned() }));
}

#[test]
fn marking_inputs_effects_and_errors_survive_json() {
    let mut driver = at_the_check();
    let text = serde_json::to_string(&driver.marking).unwrap();
    assert_eq!(serde_json::from_str::<Marking>(&text).unwrap(), driver.marking);
    let asked = driver.done("check", "approve");
    assert_eq!(serde_json::from_value::<Progress>(serde_json::to_value(&asked).unwrap()).unwrap(), asked);
    let text = serde_json::to_string(&driver.effects).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Effect>>(&text).unwrap(), driver.effects);
    let input =
        Input::TaskDone { token: TokenId(4), outcome: "a".to_owned(), data: object(json!({})), actor: "u".to_owned() };
    let expected = json!({ "taskDone": { "token": 4, "outcome": "a", "data": {}, "actor": "u" } });
    assert_eq!(serde_json::to_value(&input).unwrap(), expected);
    let error = StepError::ActionPending { token: TokenId(3) };
    assert_eq!(serde_json::from_value::<StepError>(serde_json::to_value(&error).unwrap()).unwrap(), error);
}

#[test]
fn the_built_in_approvals_run_the_parked_command_or_discard_it() {
    let cases = [
        (super::lint::PRODUCT_PUBLICATION, "approve", "approve", "command.run", "approved"),
        (super::lint::PRODUCT_PUBLICATION, "approve", "reject", "command.discard", "rejected"),
        (super::lint::ORDER_RELEASE, "release", "release", "command.run", "released"),
        (super::lint::ORDER_RELEASE, "release", "refuse", "command.discard", "refused"),
    ];
    for (source, node, outcome, action, end) in cases {
        let mut driver = Driver::new(&serde_json::from_str(source).unwrap());
        // Larger than a list that CEL may see: a parked input is passed on as it is.
        let input = json!({ "ids": vec![1; 1_500], "big": 18_446_744_073_709_551_615_u64 });
        driver.start(
            json!({ "command": { "name": "productPublish", "summary": "s", "input": input }, "entityLabel": "Lamp" }),
        );
        assert!(driver.tasks()[0].title.ends_with(" Lamp"), "{}", driver.tasks()[0].title);
        let asked = driver.done(node, outcome);
        let Progress::Action { action: asked_for, input: given, .. } = &asked else { panic!("{asked:?}") };
        assert_eq!(asked_for, action);
        assert_eq!(given["name"], "productPublish");
        if action == "command.run" {
            assert_eq!(given["input"], input);
        }
        driver.answer(&asked, json!({}));
        assert_eq!(driver.event(EventKind::InstanceCompleted).data["outcome"], end);
    }
}
