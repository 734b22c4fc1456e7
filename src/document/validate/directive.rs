//! Directives: known, in their place, unique, and with the right arguments.

use async_graphql::Positioned;
use async_graphql::parser::types::{Directive, DirectiveLocation};
use std::collections::HashSet;

use super::Validator;

impl<'a> Validator<'a> {
    pub(super) fn directives(&mut self, directives: &'a [Positioned<Directive>], location: DirectiveLocation) {
        let mut names = HashSet::new();
        for directive in directives {
            let name = &directive.node.name.node;
            let model = self.model;
            let Some(def) = model.directive(name) else {
                self.fault(format_args!("There is no directive \"@{name}\"."), &[directive.pos]);
                continue;
            };
            if !def.locations.contains(&location) {
                self.fault(format_args!("The directive \"@{name}\" may not stand here."), &[directive.pos]);
            }
            if !names.insert(name) && !def.repeatable {
                self.fault(format_args!("There can be only one directive \"@{name}\" at one place."), &[directive.pos]);
            }
            self.arguments(
                &directive.node.arguments,
                &def.arguments,
                directive.pos,
                format_args!("directive \"@{name}\""),
            );
        }
    }
}
