//! Variables: their definitions, and whether what an operation reaches may use them.

use async_graphql::parser::types::{BaseType, DirectiveLocation, OperationDefinition, Type, VariableDefinition};
use async_graphql::{Name, Pos, Positioned, Value};
use std::collections::{HashMap, HashSet};

use super::{Usage, Uses, Validator};
use crate::document::model::TypeDef;

impl<'a> Validator<'a> {
    pub(super) fn definitions(&mut self, operation: &'a OperationDefinition) {
        let mut names = HashSet::new();
        for definition in &operation.variable_definitions {
            let VariableDefinition { name, var_type, directives, default_value } = &definition.node;
            if !names.insert(&name.node) {
                self.fault(format_args!("There can be only one variable \"${}\".", name.node), &[definition.pos]);
            }
            self.directives(directives, DirectiveLocation::VariableDefinition);
            match self.model.named(&var_type.node) {
                Some(ty) if ty.is_input() => {}
                Some(_) => {
                    let message =
                        format_args!("The variable \"${}\" cannot be of type \"{}\".", name.node, var_type.node);
                    self.fault(message, &[var_type.pos]);
                    continue;
                }
                None => {
                    let message =
                        format_args!("The variable \"${}\" is of unknown type \"{}\".", name.node, var_type.node);
                    self.fault(message, &[var_type.pos]);
                    continue;
                }
            }
            if let Some(default) = default_value {
                self.constant(&var_type.node, &default.node, default.pos);
            }
        }
    }

    /// A default, in which no variable can stand.
    fn constant(&mut self, ty: &Type, value: &Value, pos: Pos) {
        let value = value.clone().into_value();
        let Validator { model, limits, document, work, .. } = self;
        let faults = std::mem::take(&mut self.faults);
        let mut inner = Validator { model, limits, document, faults, path: Vec::new(), uses: Uses::default(), work };
        inner.value(ty, false, &value, pos);
        self.faults = inner.faults;
    }

    /// Everything that is used is defined and fits; everything that is defined is used. The answer is which of the nullable
    /// ones stand where null is refused, which is allowed when there is a default.
    pub(super) fn variables(&mut self, operation: &'a OperationDefinition, uses: &[&Uses<'a>]) -> HashSet<Name> {
        let defined: HashMap<_, _> =
            operation.variable_definitions.iter().map(|definition| (&definition.node.name.node, definition)).collect();
        let (mut used, mut never_null) = (HashSet::new(), HashSet::new());
        for usage in uses.iter().flat_map(|uses| &uses.variables) {
            self.work.validated += 1;
            used.insert(usage.name);
            match defined.get(usage.name) {
                None => self.fault(format_args!("The variable \"${}\" is not defined.", usage.name), &[usage.pos]),
                Some(definition) => self.fits(definition, usage),
            }
            if usage.expected.is_some_and(|expected| !expected.nullable) {
                never_null.insert(usage.name.clone());
            }
        }
        for (name, definition) in defined.iter().filter(|(name, _)| !used.contains(*name)) {
            self.fault(format_args!("The variable \"${name}\" is never used."), &[definition.pos]);
        }
        never_null
    }

    /// VariablesInAllowedPosition.
    fn fits(&mut self, definition: &Positioned<VariableDefinition>, usage: &Usage<'a>) {
        let Some(expected) = usage.expected else { return };
        let VariableDefinition { name, var_type, default_value, .. } = &definition.node;
        let ty = &var_type.node;
        if !self.model.named(ty).is_some_and(TypeDef::is_input) {
            // Reported at the definition.
            return;
        }
        let never_null = default_value.as_ref().is_some_and(|value| value.node != Value::Null);
        let fits = if usage.one_of {
            !ty.nullable && is_subtype(ty, expected)
        } else if !expected.nullable && ty.nullable {
            (never_null || usage.default) && is_base_subtype(&ty.base, &expected.base)
        } else {
            is_subtype(ty, expected)
        };
        if !fits {
            let message = format_args!(
                "The variable \"${}\" of type \"{ty}\" cannot stand where \"{expected}\" is expected.",
                name.node
            );
            self.fault(message, &[definition.pos, usage.pos]);
        }
    }
}

fn is_subtype(ty: &Type, expected: &Type) -> bool {
    (expected.nullable || !ty.nullable) && is_base_subtype(&ty.base, &expected.base)
}

fn is_base_subtype(ty: &BaseType, expected: &BaseType) -> bool {
    match (ty, expected) {
        (BaseType::Named(ty), BaseType::Named(expected)) => ty == expected,
        (BaseType::List(ty), BaseType::List(expected)) => is_subtype(ty, expected),
        (BaseType::Named(_), BaseType::List(_)) | (BaseType::List(_), BaseType::Named(_)) => false,
    }
}
