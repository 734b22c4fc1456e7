//! The publish-time check of an expression: names, field paths, types.
//!
//! The crate's own list of referenced variables cannot serve: it also lists the variables of loops, and macros leave
//! odd function names behind.

use std::collections::BTreeSet;

use cel::common::ast::{
    CallExpr, ComprehensionExpr, Expr, IdedExpr, ListExpr, LiteralValue, MapExpr, SelectExpr, operators as op,
};
use serde_json::{Value, json};

use super::types::{Field, Fields, Names, Ty};
use super::{Issue, IssueKind, Test, functions, measure::entry_parts};

/// What the check learned.
pub(super) struct Found {
    pub(super) issues: Vec<Issue>,
    pub(super) variables: BTreeSet<String>,
    pub(super) paths: BTreeSet<Vec<String>>,
    pub(super) test: Option<Test>,
    pub(super) copies: Option<Vec<String>>,
}

/// Checks names and types.
pub(super) fn analyze(root: &IdedExpr, names: &Names, want: &Ty) -> Found {
    let mut walk = Walk {
        names,
        locals: Vec::new(),
        issues: Vec::new(),
        variables: BTreeSet::new(),
        paths: BTreeSet::new(),
        optional: Vec::new(),
        guarded: BTreeSet::new(),
    };
    let ty = walk.infer(root);
    if !ty.fits(want) {
        walk.issue(
            IssueKind::Type,
            format!("the result is {ty}, it must be {want}"),
            json!({ "is": ty.to_string(), "want": want.to_string() }),
        );
    }
    walk.report_unguarded(root);
    let all = walk.paths;
    let longer = |path: &Vec<String>| all.iter().any(|other| other.len() > path.len() && other.starts_with(path));
    let paths = all.iter().filter(|path| !longer(path)).cloned().collect();
    Found { issues: walk.issues, variables: walk.variables, paths, test: test_of(root), copies: plain_path(root) }
}

struct Walk<'a> {
    names: &'a Names,
    /// Variables of the loops around, innermost last.
    locals: Vec<(String, Ty)>,
    issues: Vec<Issue>,
    variables: BTreeSet<String>,
    paths: BTreeSet<Vec<String>>,
    /// Paths that were used although they may be absent.
    optional: Vec<Vec<String>>,
    /// Paths whose presence is asked for somewhere in the expression.
    guarded: BTreeSet<Vec<String>>,
}

impl Walk<'_> {
    fn issue(&mut self, kind: IssueKind, message: String, data: Value) {
        self.issues.push(Issue::new(kind, message, data));
    }

    fn infer(&mut self, node: &IdedExpr) -> Ty {
        match &node.expr {
            Expr::Literal(literal) => literal_type(literal),
            Expr::Ident(name) => self.ident(name),
            Expr::Select(select) => self.select(node, select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(list),
            Expr::Map(map) => self.map(map),
            Expr::Comprehension(each) => self.each(each),
            Expr::Struct(object) => {
                let name = &object.type_name;
                self.issue(
                    IssueKind::UnknownFunction,
                    format!("there is no type `{name}` to construct"),
                    json!({ "name": name }),
                );
                Ty::Any
            }
            Expr::Unspecified => {
                self.issue(IssueKind::Syntax, "the expression is incomplete".to_owned(), Value::Null);
                Ty::Any
            }
        }
    }

    fn is_local(&self, name: &str) -> bool {
        self.locals.iter().any(|(local, _)| local == name)
    }

    fn ident(&mut self, name: &str) -> Ty {
        if let Some((_, ty)) = self.locals.iter().rev().find(|(local, _)| local == name) {
            return ty.clone();
        }
        if let Some(Field { ty, optional }) = self.names.known.get(name) {
            self.variables.insert(name.to_owned());
            self.paths.insert(vec![name.to_owned()]);
            if *optional {
                self.optional.push(vec![name.to_owned()]);
            }
            return ty.clone();
        }
        if functions::is_type_name(name) {
            return Ty::Type;
        }
        self.issue(IssueKind::UnknownVariable, format!("there is no variable `{name}`"), json!({ "name": name }));
        Ty::Any
    }

    fn select(&mut self, node: &IdedExpr, select: &SelectExpr) -> Ty {
        let path = self.path_of(node);
        if select.test {
            self.guarded.extend(path.clone());
        }
        let operand = self.infer(&select.operand);
        self.paths.extend(path.clone());
        let field = self.field(&operand, &select.field);
        if field.optional && !select.test {
            self.optional.extend(path);
        }
        if select.test { Ty::Bool } else { field.ty }
    }

    fn field(&mut self, operand: &Ty, name: &str) -> Field {
        let unknown = Field { ty: Ty::Any, optional: false };
        match operand {
            Ty::Map(Fields { known, open }) => match known.get(name) {
                Some(field) => return field.clone(),
                None if *open => return unknown,
                None => {
                    let fields: Vec<&String> = known.keys().collect();
                    self.issue(
                        IssueKind::UnknownField,
                        format!("there is no field `{name}`"),
                        json!({ "name": name, "fields": fields }),
                    );
                }
            },
            Ty::Any => {}
            // Reading a field of an optional gives an optional.
            Ty::Optional => return Field { ty: Ty::Optional, optional: false },
            Ty::Null
            | Ty::Bool
            | Ty::Int
            | Ty::Uint
            | Ty::Double
            | Ty::Number
            | Ty::String
            | Ty::Bytes
            | Ty::Timestamp
            | Ty::Duration
            | Ty::Type
            | Ty::List(_) => {
                self.issue(
                    IssueKind::Type,
                    format!("{operand} has no field `{name}`"),
                    json!({ "name": name, "is": operand.to_string() }),
                );
            }
        }
        unknown
    }

    /// The path that a chain of selections on a variable spells.
    fn path_of(&self, node: &IdedExpr) -> Option<Vec<String>> {
        path_of(node).filter(|path| path.first().is_some_and(|root| !self.is_local(root)))
    }

    fn list(&mut self, list: &ListExpr) -> Ty {
        let types: Vec<Ty> = list.elements.iter().map(|element| self.infer(element)).collect();
        let first = types.first().cloned().unwrap_or(Ty::Any);
        let same = types.iter().all(|ty| *ty == first);
        Ty::List(Box::new(if same { first } else { Ty::Any }))
    }

    fn map(&mut self, map: &MapExpr) -> Ty {
        for entry in &map.entries {
            for part in entry_parts(&entry.expr) {
                self.infer(part);
            }
        }
        Ty::Map(Fields { known: std::collections::BTreeMap::new(), open: true })
    }

    fn each(&mut self, each: &ComprehensionExpr) -> Ty {
        let item = match self.infer(&each.iter_range) {
            Ty::List(item) => *item,
            // A loop over an object runs over its keys.
            Ty::Map(_) => Ty::String,
            Ty::Any => Ty::Any,
            other => {
                self.issue(
                    IssueKind::Type,
                    format!("{other} is nothing to loop over"),
                    json!({ "is": other.to_string() }),
                );
                Ty::Any
            }
        };
        let accu = self.infer(&each.accu_init);
        let outer = self.locals.len();
        self.locals.push((each.accu_var.clone(), accu));
        self.locals.push((each.iter_var.clone(), item));
        self.infer(&each.loop_cond);
        let step = self.infer(&each.loop_step);
        self.locals.truncate(outer);
        // The type of a list that is collected is only known from its step.
        self.locals.push((each.accu_var.clone(), step));
        let result = self.infer(&each.result);
        self.locals.truncate(outer);
        result
    }

    fn call(&mut self, call: &CallExpr) -> Ty {
        if let (None, [left, right], op::EQUALS | op::NOT_EQUALS) =
            (&call.target, call.args.as_slice(), call.func_name.as_str())
        {
            for (one, other) in [(left, right), (right, left)] {
                if matches!(other.expr, Expr::Literal(LiteralValue::Null)) {
                    self.guarded.extend(self.path_of(one));
                }
            }
        }
        if call.func_name == op::OPT_SELECT {
            return self.optional_select(call);
        }
        if let Some(ty) = self.namespaced(call) {
            return ty;
        }
        let target = call.target.as_deref().map(|target| self.infer(target));
        let args: Vec<Ty> = call.args.iter().map(|arg| self.infer(arg)).collect();
        self.check_pattern(call);
        match functions::result(&call.func_name, target.as_ref(), &args) {
            Ok(ty) => ty,
            Err(issue) => {
                self.issues.push(issue);
                Ty::Any
            }
        }
    }

    /// `x.?field`: the field is a literal argument.
    fn optional_select(&mut self, call: &CallExpr) -> Ty {
        let Some((operand, field)) = call.args.split_first() else { return Ty::Optional };
        let ty = self.infer(operand);
        if let Some(Expr::Literal(LiteralValue::String(name))) = field.first().map(|field| &field.expr) {
            self.field(&ty, name.inner());
        }
        // Asking for a field this way asks for everything before it as well.
        self.guarded.extend(self.path_of(operand));
        Ty::Optional
    }

    /// `optional.of(x)` and its like, whose target is no variable.
    fn namespaced(&mut self, call: &CallExpr) -> Option<Ty> {
        let Expr::Ident(namespace) = &call.target.as_ref()?.expr else { return None };
        if namespace != "optional" || self.is_local(namespace) {
            return None;
        }
        for arg in &call.args {
            self.infer(arg);
        }
        let known = matches!((call.func_name.as_str(), call.args.len()), ("none", 0) | ("of" | "ofNonZeroValue", 1));
        if !known {
            self.issues.push(functions::unknown(&format!("optional.{}", call.func_name)));
        }
        Some(Ty::Optional)
    }

    fn check_pattern(&mut self, call: &CallExpr) {
        if call.func_name != "matches" {
            return;
        }
        let literal = call.args.last().and_then(|arg| match &arg.expr {
            Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
            _ => None,
        });
        if let Some(problem) = functions::pattern_problem(literal) {
            self.issue(IssueKind::Pattern, problem, json!({ "pattern": literal }));
        }
    }

    fn report_unguarded(&mut self, root: &IdedExpr) {
        // The whole expression being the optional value passes it on, absent or not.
        let passed_on = path_of(root);
        let mut reported = BTreeSet::new();
        for path in std::mem::take(&mut self.optional) {
            let guarded = self.guarded.contains(&path) || passed_on.as_ref() == Some(&path);
            if guarded || !reported.insert(path.clone()) {
                continue;
            }
            let name = path.join(".");
            let ask = if path.len() > 1 { format!("has({name})") } else { format!("{name} != null") };
            let message = format!("`{name}` is optional: ask `{ask}` first, or the expression fails without it");
            self.issue(IssueKind::Unguarded, message, json!({ "path": path }));
        }
    }
}

fn literal_type(literal: &LiteralValue) -> Ty {
    match literal {
        LiteralValue::Boolean(_) => Ty::Bool,
        LiteralValue::Bytes(_) => Ty::Bytes,
        LiteralValue::Double(_) => Ty::Double,
        LiteralValue::Int(_) => Ty::Int,
        LiteralValue::Null => Ty::Null,
        LiteralValue::String(_) => Ty::String,
        LiteralValue::UInt(_) => Ty::Uint,
    }
}

fn path_of(node: &IdedExpr) -> Option<Vec<String>> {
    match &node.expr {
        Expr::Ident(name) => Some(vec![name.clone()]),
        Expr::Select(select) => {
            let mut path = path_of(&select.operand)?;
            path.push(select.field.clone());
            Some(path)
        }
        Expr::Call(_)
        | Expr::Comprehension(_)
        | Expr::List(_)
        | Expr::Literal(_)
        | Expr::Map(_)
        | Expr::Struct(_)
        | Expr::Unspecified => None,
    }
}

fn plain_path(node: &IdedExpr) -> Option<Vec<String>> {
    let presence = matches!(&node.expr, Expr::Select(select) if select.test);
    path_of(node).filter(|_| !presence)
}

fn test_of(root: &IdedExpr) -> Option<Test> {
    if let Some(path) = plain_path(root) {
        return Some(Test::Flag(path, true));
    }
    let Expr::Call(call) = &root.expr else { return None };
    match (call.func_name.as_str(), call.args.as_slice()) {
        (op::LOGICAL_NOT, [inner]) => plain_path(inner).map(|path| Test::Flag(path, false)),
        (op::EQUALS, [left, right]) => text_test(left, right).or_else(|| text_test(right, left)),
        _ => None,
    }
}

fn text_test(path: &IdedExpr, text: &IdedExpr) -> Option<Test> {
    match &text.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(Test::Text(plain_path(path)?, text.inner().to_owned())),
        _ => None,
    }
}
