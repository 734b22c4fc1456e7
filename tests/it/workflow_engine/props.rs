use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::engine::compile::Compiled;
use super::engine::expr::{EvalError, Expr, Names, Ty};
use super::engine::lint::{Code, Severity, lint};
use super::engine::step::{Effect, Env, Input, Marking, Phase, Progress, TokenId, TokenState, Variables, step};
use super::{cel_env, compile, noon, object, refund};

/// What a random driver may do next.
#[derive(Clone, Copy, Debug)]
struct Choice(u32);

/// Decides conditions by chance instead of by CEL, as the model checker will.
struct Dice {
    state: u32,
}

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.state >> 16) % sides
    }
}

impl Env for Dice {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        noon()
    }

    fn eval(&mut self, expr: &Expr, _: Variables<'_>) -> Result<Value, EvalError> {
        match self.roll(20) {
            0 => Err(EvalError::Failed { message: "bad luck".to_owned() }),
            _ if expr.source().starts_with('\'') => Ok(json!("a title")),
            roll if expr.source().starts_with("result") => Ok(json!(roll)),
            roll => Ok(json!(roll % 2 == 0)),
        }
    }
}

/// A sound definition of a random shape: a chain of blocks, each a task, an action, a choice with two branches, or a
/// task that may loop back.
fn chain(blocks: &[u8]) -> Value {
    let mut nodes = vec![json!({ "id": "start", "kind": "start" })];
    let mut flows = Vec::new();
    let mut last = ("start".to_owned(), None::<&str>);
    let mut flow = |from: &(String, Option<&str>), to: &str| {
        let mut flow = json!({ "id": format!("f{}", flows.len()), "from": from.0, "to": to });
        match from.1 {
            Some("default") => flow["default"] = json!(true),
            Some(outcome) => flow["outcome"] = json!(outcome),
            None => {}
        }
        flows.push(flow);
        flows.len() - 1
    };
    let mut conditions = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let id = format!("n{i}");
        let task = |id: &str| json!({ "id": id, "kind": "userTask", "title": "'t'", "lane": "finance", "outcomes": ["ok", "back"] });
        let action = |id: &str, on_error: &str| json!({ "id": id, "kind": "action", "action": "risk.score", "out": { "riskScore": "result.score" }, "onError": on_error });
        flow(&last, &id);
        last = match block % 5 {
            0 => {
                nodes.push(action(&id, "incident"));
                (id, None)
            }
            1 => {
                nodes.push(task(&id));
                flow(&(id.clone(), Some("back")), &id);
                (id, Some("ok"))
            }
            2 | 3 => {
                let (a, b, meet) = (format!("{id}a"), format!("{id}b"), format!("{id}m"));
                nodes.push(json!({ "id": id, "kind": "xor" }));
                nodes.push(action(&a, "reject"));
                nodes.push(task(&b));
                nodes.push(json!({ "id": meet, "kind": "xor" }));
                conditions.push(flow(&(id.clone(), None), &a));
                flow(&(id, Some("default")), &b);
                flow(&(a, None), &meet);
                flow(&(b, None), &meet);
                (meet, None)
            }
            _ => {
                nodes.push(task(&id));
                (id, None)
            }
        };
    }
    flow(&last, "done");
    for at in conditions {
        flows[at]["when"] = json!("amountMinor > 3");
    }
    nodes.push(json!({ "id": "done", "kind": "end", "outcome": "done" }));
    let mut source = refund();
    source["nodes"] = json!(nodes);
    source["flows"] = json!(flows);
    source
}

/// An instance driven by chance, with the tasks that are open according to the effects.
struct Random<'a> {
    compiled: &'a Compiled,
    marking: Marking,
    dice: Dice,
    open: BTreeSet<TokenId>,
    effects: Vec<Effect>,
    finishes: usize,
}

impl Random<'_> {
    fn record(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::CreateTask(task) => assert!(self.open.insert(task.token), "a second task for {:?}", task.token),
                Effect::CancelTask { token } => {
                    assert!(self.open.remove(token), "a task withdrawn that was not open: {token:?}")
                }
                Effect::Finish { .. } => self.finishes += 1,
                Effect::Event(_) | Effect::Incident { .. } | Effect::Milestone { .. } => {}
            }
        }
        self.effects.extend_from_slice(effects);
    }

    /// Sends an input, answers the actions it leads to, and holds the invariants at rest.
    fn send(&mut self, input: Input) {
        if let Input::TaskDone { token, .. } = &input {
            assert!(self.open.remove(token));
        }
        let mut next = input;
        loop {
            let progress = step(self.compiled, &mut self.marking, next, &mut self.dice);
            // An action that rejects rolls the whole chain back; this driver lets such actions succeed.
            let progress = progress.unwrap();
            self.record(progress.effects());
            let Progress::Action { token, on_error, .. } = progress else { break };
            let fails = on_error == super::engine::model::OnError::Incident && self.dice.roll(3) == 0;
            next = if fails {
                Input::ActionErr { token, code: "DOWN".to_owned(), message: "down".to_owned() }
            } else {
                Input::ActionOk { token, result: json!({ "score": 1 }) }
            };
        }
        self.check();
    }

    fn check(&self) {
        let marking = &self.marking;
        for token in &marking.tokens {
            assert_eq!(token.state, TokenState::Waiting, "at rest nothing is ready");
            assert!(marking.scope(token.scope_id).is_some(), "every token lives in a scope");
        }
        let ids: BTreeSet<TokenId> = marking.tokens.iter().map(|token| token.id).collect();
        assert_eq!(ids.len(), marking.tokens.len());
        let waiting = marking.tokens.iter().filter(|token| token.parked.is_none()).map(|token| token.id);
        assert_eq!(waiting.collect::<BTreeSet<_>>(), self.open, "one open task per waiting token");
        assert_eq!(marking.phase == Phase::Finished, marking.tokens.is_empty());
        assert_eq!(self.finishes, usize::from(marking.phase == Phase::Finished));
    }

    fn act(&mut self, choice: Choice) {
        let Some(token) = self.marking.tokens.first().cloned() else { return };
        if token.parked.is_some() {
            return self.send(Input::Retry { token: token.id });
        }
        let outcome = if choice.0.is_multiple_of(4) { "back" } else { "ok" };
        self.send(Input::TaskDone {
            token: token.id,
            outcome: outcome.to_owned(),
            data: object(json!({})),
            actor: "u".to_owned(),
        });
    }
}

fn random(compiled: &Compiled, seed: u32) -> Random<'_> {
    let dice = Dice { state: seed };
    Random { compiled, marking: Marking::default(), dice, open: BTreeSet::new(), effects: Vec::new(), finishes: 0 }
}

fn run(compiled: &Compiled, seed: u32, choices: &[u32]) -> (Marking, Vec<Effect>) {
    let mut driver = random(compiled, seed);
    driver.send(Input::Start { vars: object(json!({ "amountMinor": 5, "reason": "r" })) });
    // Luck may run out of choices; then the rest is decided kindly.
    for choice in choices.iter().copied().chain(std::iter::repeat_n(1, 2_000)) {
        if driver.marking.phase == Phase::Finished {
            break;
        }
        driver.act(Choice(choice));
    }
    (driver.marking, driver.effects)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_random_driver_finishes_every_instance_of_a_sound_definition(
        blocks in proptest::collection::vec(0_u8..5, 1..9),
        seeds in proptest::collection::vec(any::<u32>(), 20),
        choices in proptest::collection::vec(any::<u32>(), 0..40),
    ) {
        let compiled = compile(&chain(&blocks));
        for seed in seeds {
            let (marking, effects) = run(&compiled, seed, &choices);
            prop_assert_eq!(marking.phase, Phase::Finished);
            prop_assert!(marking.tokens.is_empty(), "{:?}", marking.tokens);
            let is_finish = matches!(effects.last(), Some(Effect::Finish { outcome: Some(outcome), .. }) if outcome == "done");
            prop_assert!(is_finish);
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_marking_and_effects(
        blocks in proptest::collection::vec(0_u8..5, 1..9),
        seed in any::<u32>(),
        choices in proptest::collection::vec(any::<u32>(), 0..40),
    ) {
        let source = chain(&blocks);
        let first = run(&compile(&source), seed, &choices);
        let second = run(&compile(&source), seed, &choices);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn canceling_at_any_point_leaves_no_token_and_no_open_task(
        blocks in proptest::collection::vec(0_u8..5, 1..9),
        seed in any::<u32>(),
        choices in proptest::collection::vec(any::<u32>(), 0..6),
    ) {
        let compiled = compile(&chain(&blocks));
        let mut driver = random(&compiled, seed);
        driver.send(Input::Start { vars: object(json!({ "amountMinor": 5, "reason": "r" })) });
        for choice in choices {
            driver.act(Choice(choice));
        }
        if driver.marking.phase == Phase::Running {
            driver.send(Input::Cancel { reason: "enough".to_owned() });
        }
        prop_assert!(driver.open.is_empty());
        prop_assert!(driver.marking.tokens.is_empty());
    }

    #[test]
    fn a_marking_written_and_read_between_any_two_steps_goes_on_alike(
        blocks in proptest::collection::vec(0_u8..5, 1..7),
        seed in any::<u32>(),
        choices in proptest::collection::vec(any::<u32>(), 0..10),
    ) {
        let compiled = compile(&chain(&blocks));
        let (mut kept, mut stored) = (random(&compiled, seed), random(&compiled, seed));
        for driver in [&mut kept, &mut stored] {
            driver.send(Input::Start { vars: object(json!({ "amountMinor": 5, "reason": "r" })) });
        }
        for choice in choices {
            stored.marking = serde_json::from_str(&serde_json::to_string(&stored.marking).unwrap()).unwrap();
            kept.act(Choice(choice));
            stored.act(Choice(choice));
        }
        prop_assert_eq!(kept.effects, stored.effects);
    }

    #[test]
    fn no_text_makes_the_checker_or_the_evaluator_panic(
        source in "[ a-z0-9.,+*/%<>=!&|?:()\\[\\]{}'\"-]{0,60}",
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "qty", "name", "order", ".lines", ".exists(l, ", ".map(l, ", ")", "(", "[", "]", "{'a': ", "}", " + ", " - ", " == ", " && ", " || ",
            "!", "1", "0", "9223372036854775807", "-9223372036854775808", "1.5", "1e308", "2u", "'a'", "b'x'", "null", "true", " ? ", " : ", " in ",
            "size(", "int(", "string(", "timestamp(", "duration(", "'1h'", ".matches('a')", ".?x", ".orValue(1)", "now", " / ", " % ", "l", "has(",
        ]), 0..14),
    ) {
        let mut names = Names::new();
        for name in ["qty", "name", "order"] {
            names.add_any(name);
        }
        let vars = object(json!({ "qty": 3, "name": "n", "order": { "lines": [1, 2] } }));
        for text in [source, pieces.concat()] {
            let checked = Expr::check(&text, &names, &Ty::Any);
            prop_assert!(checked.issues.iter().all(|issue| !issue.message.contains("panicked")), "{text}: {:?}", checked.issues);
            if let Some(expr) = checked.expr {
                let result = cel_env().eval(&expr, Variables { scope: &vars, result: None });
                prop_assert!(!matches!(result, Err(EvalError::Internal { .. })), "{text}: {result:?}");
            }
        }
    }
}

/// Whether some way from the start to a node that runs the command meets no task: every way is walked, one by one.
fn runs_undecided(source: &Value, at: &str, been: &[&str]) -> bool {
    let node = source["nodes"].as_array().unwrap().iter().find(|node| node["id"] == at).unwrap();
    if node["action"] == "command.run" {
        return true;
    }
    if node["kind"] == "userTask" || been.contains(&at) {
        return false;
    }
    let been: Vec<&str> = been.iter().copied().chain([at]).collect();
    let flows = source["flows"].as_array().unwrap().iter().filter(|flow| flow["from"] == at);
    flows.into_iter().any(|flow| runs_undecided(source, flow["to"].as_str().unwrap(), &been))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_command_is_run_undecided_where_a_way_leads_to_it_without_a_task(
        blocks in prop::collection::vec(0_u8..5, 1..7),
        running in prop::collection::vec(any::<bool>(), 14),
    ) {
        let mut source = chain(&blocks);
        let mut running = running.into_iter().cycle();
        for node in source["nodes"].as_array_mut().unwrap().iter_mut().filter(|node| node["kind"] == "action") {
            if running.next().unwrap() {
                node["action"] = json!("command.run");
            }
        }
        let found = super::with_known(|known| lint(&super::parse(&source), Some(known)));
        let told = found.iter().any(|finding| finding.code == Code::RunUnattended && finding.severity == Severity::Error);
        let expected = runs_undecided(&source, "start", &[]);
        prop_assert_eq!(told, expected, "{:#}", source);
        let unfit = compile(&source).unfit().cloned();
        let undecided = matches!(unfit, Some(regie::kernel::approval::Unfit::Unattended { .. }));
        prop_assert_eq!(undecided, expected);
    }
}
