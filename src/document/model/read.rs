//! From SDL to the model.

use async_graphql::parser::types::{
    ConstDirective, DirectiveDefinition, FieldDefinition, InputValueDefinition, SchemaDefinition, TypeDefinition,
    TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Pos, Positioned, Value};
use std::collections::{BTreeSet, HashMap};

use super::{DirectiveDef, FieldDef, InputDef, Kind, ListSize, SchemaModel, TypeDef, find, introspection};

/// How a description names the permission of a field.
const REQUIRES: &str = "Requires `";

#[derive(Default)]
struct Reader {
    types: HashMap<Name, TypeDef>,
    directives: HashMap<Name, DirectiveDef>,
    /// Interface or union, and an object type that belongs to it.
    members: Vec<(Name, Name)>,
    roots: Option<SchemaDefinition>,
}

pub(super) fn schema(sdl: &str) -> Result<SchemaModel, String> {
    let mut reader = Reader::default();
    reader.document(introspection::SDL)?;
    let mut meta = match reader.types.remove("__Meta") {
        Some(TypeDef { kind: Kind::Object(fields), .. }) => fields,
        _ => HashMap::new(),
    };
    let typename = meta.remove("__typename").ok_or("no type name")?;
    reader.document(sdl)?;
    for (whole, member) in std::mem::take(&mut reader.members) {
        let whole = reader.types.get_mut(&whole).ok_or_else(|| format!("{whole} is not defined"))?;
        whole.possible.insert(member);
    }
    reader.inherit_costs();
    let (query, mutation, subscription) = reader.root_names();
    let model = SchemaModel {
        types: reader.types,
        directives: reader.directives,
        query,
        mutation,
        subscription,
        typename,
        meta,
    };
    check(&model)?;
    Ok(model)
}

/// Every type that is named exists, so that a document cannot lead to one that does not.
fn check(model: &SchemaModel) -> Result<(), String> {
    let roots = [Some(&model.query), model.mutation.as_ref(), model.subscription.as_ref()];
    for root in roots.into_iter().flatten() {
        model.get(root).filter(|ty| ty.is_object()).ok_or_else(|| format!("the root {root} is no object type"))?;
    }
    let inputs = |inputs: &HashMap<Name, InputDef>| inputs.values().map(|input| input.ty.clone()).collect::<Vec<_>>();
    for (name, def) in &model.types {
        let named: Vec<_> = match &def.kind {
            Kind::Object(fields) | Kind::Interface(fields) => fields
                .values()
                .flat_map(|field| inputs(&field.arguments).into_iter().chain([field.ty.clone()]))
                .collect(),
            Kind::Input { fields, .. } => inputs(fields),
            Kind::Scalar | Kind::Enum(_) | Kind::Union => Vec::new(),
        };
        if let Some(ty) = named.iter().find(|ty| model.named(ty).is_none()) {
            return Err(format!("{name} names the type {ty}, which is not defined"));
        }
    }
    Ok(())
}

impl Reader {
    fn document(&mut self, sdl: &str) -> Result<(), String> {
        let document = async_graphql::parser::parse_schema(sdl).map_err(|error| error.to_string())?;
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => self.roots = Some(schema.node),
                TypeSystemDefinition::Type(ty) => self.ty(ty.node)?,
                TypeSystemDefinition::Directive(directive) => {
                    let directive = directive.node;
                    let def = DirectiveDef {
                        repeatable: is_repeatable(sdl, &directive),
                        arguments: inputs(directive.arguments),
                        locations: directive.locations.into_iter().map(|location| location.node).collect(),
                    };
                    self.directives.insert(directive.name.node, def);
                }
            }
        }
        Ok(())
    }

    /// A field of an interface of which nothing is said costs as much as the dearest of the fields that can be meant.
    fn inherit_costs(&mut self) {
        let mut inherited = Vec::new();
        for ty in self.types.values() {
            let Kind::Interface(fields) = &ty.kind else { continue };
            for name in fields.keys() {
                let objects = ty.possible.iter().filter_map(|object| self.types.get(object));
                let meant: Vec<_> = objects.filter_map(|object| object.fields()?.get(name)).collect();
                let weight = meant.iter().filter_map(|field| field.weight).max();
                let sizes = meant.iter().filter_map(|field| field.list_size.as_ref());
                let size = sizes.max_by_key(|size| size.assumed).cloned();
                inherited.push((ty.name.clone(), name.clone(), weight, size));
            }
        }
        for (ty, name, weight, size) in inherited {
            if let Some(TypeDef { kind: Kind::Interface(fields), .. }) = self.types.get_mut(&ty)
                && let Some(field) = fields.get_mut(&name)
            {
                field.weight = field.weight.or(weight);
                field.list_size = field.list_size.take().or(size);
            }
        }
    }

    fn root_names(&mut self) -> (Name, Option<Name>, Option<Name>) {
        if let Some(SchemaDefinition { query, mutation, subscription, .. }) = self.roots.take() {
            let query = query.map_or_else(|| Name::new("Query"), |name| name.node);
            return (query, mutation.map(|name| name.node), subscription.map(|name| name.node));
        }
        let named = |name: &str| self.types.get(name).map(|ty| ty.name.clone());
        (Name::new("Query"), named("Mutation"), named("Subscription"))
    }

    fn ty(&mut self, definition: TypeDefinition) -> Result<(), String> {
        let TypeDefinition { extend, name, directives, kind, .. } = definition;
        let name = name.node;
        if extend {
            return Err(format!("{name} is an extension, and the schema of a server has none"));
        }
        let mut possible = BTreeSet::new();
        let kind = match kind {
            TypeKind::Scalar => Kind::Scalar,
            TypeKind::Enum(values) => {
                Kind::Enum(values.values.into_iter().map(|value| value.node.value.node).collect())
            }
            TypeKind::Object(object) => {
                possible.insert(name.clone());
                self.members.extend(object.implements.into_iter().map(|whole| (whole.node, name.clone())));
                Kind::Object(fields(object.fields)?)
            }
            TypeKind::Interface(interface) => Kind::Interface(fields(interface.fields)?),
            TypeKind::Union(union) => {
                self.members.extend(union.members.into_iter().map(|member| (name.clone(), member.node)));
                Kind::Union
            }
            TypeKind::InputObject(input) => {
                Kind::Input { fields: inputs(input.fields), one_of: find(&directives, "oneOf").is_some() }
            }
        };
        let weight = weight(&directives)?;
        self.types.insert(name.clone(), TypeDef { name, kind, possible, weight });
        Ok(())
    }
}

/// The parser takes every directive for repeatable, so the text before the first location is asked.
fn is_repeatable(sdl: &str, directive: &DirectiveDefinition) -> bool {
    let Some(Pos { line, column }) = directive.locations.first().map(|location| location.pos) else { return false };
    let before: String = sdl.lines().take(line - 1).flat_map(|line| [line, " "]).collect();
    let start: String = sdl.lines().nth(line - 1).unwrap_or_default().chars().take(column - 1).collect();
    let text = format!("{before}{start}");
    let text = text.trim_end().trim_end_matches('|').trim_end().trim_end_matches("on").trim_end();
    text.ends_with("repeatable") && !text.ends_with("@repeatable")
}

fn fields(definitions: Vec<Positioned<FieldDefinition>>) -> Result<HashMap<Name, FieldDef>, String> {
    let definitions = definitions.into_iter().map(|field| {
        let FieldDefinition { description, name, arguments, ty, directives } = field.node;
        let field = FieldDef {
            ty: ty.node,
            arguments: inputs(arguments),
            permission: description.and_then(|text| permission(&text.node)),
            weight: weight(&directives)?,
            list_size: find(&directives, "listSize").map(list_size).transpose()?,
        };
        Ok((name.node, field))
    });
    definitions.collect()
}

fn inputs(definitions: Vec<Positioned<InputValueDefinition>>) -> HashMap<Name, InputDef> {
    let definitions = definitions.into_iter().map(|input| {
        let InputValueDefinition { name, ty, default_value, .. } = input.node;
        (name.node, InputDef { ty: ty.node, default: default_value.map(|value| value.node) })
    });
    definitions.collect()
}

fn permission(description: &str) -> Option<String> {
    let (_, rest) = description.split_once(REQUIRES)?;
    rest.split_once('`').map(|(name, _)| name.to_owned())
}

/// `@cost(weight: "10")`: the cost specification has weights as text; ours are whole points.
fn weight(directives: &[Positioned<ConstDirective>]) -> Result<Option<u64>, String> {
    let Some(cost) = find(directives, "cost") else { return Ok(None) };
    match cost.get_argument("weight").map(|value| &value.node) {
        Some(Value::String(text)) => text.parse().map(Some).map_err(|_| format!("{text} is no weight in whole points")),
        _ => Err("@cost without a weight".to_owned()),
    }
}

fn list_size(directive: &ConstDirective) -> Result<ListSize, String> {
    let mut size = ListSize { require_one: true, ..ListSize::default() };
    for (name, value) in &directive.arguments {
        match (name.node.as_str(), &value.node) {
            (_, Value::Null) => {}
            ("assumedSize", Value::Number(number)) => size.assumed = number.as_u64(),
            ("slicingArguments", Value::List(names)) => size.slicing = texts(names),
            ("sizedFields", Value::List(names)) => size.sized_fields = texts(names),
            ("requireOneSlicingArgument", Value::Boolean(require)) => size.require_one = *require,
            (name, value) => return Err(format!("@listSize does not know {name}: {value}")),
        }
    }
    size.require_one &= !size.slicing.is_empty();
    Ok(size)
}

fn texts(values: &[Value]) -> Vec<Name> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(Name::new(text)),
        _ => None,
    };
    values.iter().filter_map(text).collect()
}
