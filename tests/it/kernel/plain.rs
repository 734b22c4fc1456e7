//! What is resolved field by field answers as the executor does.

use async_graphql::{EmptyMutation, EmptySubscription, Object, ObjectType, Response, Schema, SchemaBuilder};
use regie::kernel::plain::{Plain, Plains, Ready};
use serde_json::json;

#[derive(Clone)]
struct Weight(i32);

/// How heavy something is.
#[Object]
impl Weight {
    async fn grams(&self) -> i32 {
        self.0
    }

    async fn times(&self, by: i32) -> Weight {
        Weight(self.0 * by)
    }

    async fn waited(&self) -> i32 {
        tokio::task::yield_now().await;
        self.0
    }

    /// Fails above ten.
    async fn small(&self) -> Result<i32, &'static str> {
        if self.0 > 10 { Err("too heavy") } else { Ok(self.0) }
    }
}

impl Ready for Weight {
    const WAITING: &'static [&'static str] = &["waited"];
}

struct Usual;

#[Object(name = "Query")]
impl Usual {
    async fn one(&self) -> Weight {
        Weight(7)
    }

    async fn none(&self) -> Option<Weight> {
        None
    }

    async fn many(&self) -> Vec<Weight> {
        vec![Weight(1), Weight(20)]
    }
}

struct Ours;

#[Object(name = "Query")]
impl Ours {
    async fn one(&self) -> Plain<Weight> {
        Plain(Weight(7))
    }

    async fn none(&self) -> Option<Plain<Weight>> {
        None
    }

    async fn many(&self) -> Plains<Weight> {
        Plains(vec![Weight(1), Weight(20)])
    }
}

fn schema<Q: ObjectType + 'static>(query: Q) -> SchemaBuilder<Q, EmptyMutation, EmptySubscription> {
    Schema::build(query, EmptyMutation, EmptySubscription)
}

#[tokio::test]
async fn plain_objects_answer_as_others_do() {
    let (usual, ours) = (schema(Usual).finish(), schema(Ours).finish());
    assert_eq!(usual.sdl(), ours.sdl());
    for (document, failures) in [
        ("{ one { grams } none { grams } many { grams } }", 0),
        ("{ one { b: grams a: grams __typename t: times(by: 2) { grams __typename } } }", 0),
        ("{ one { a: times(by: 2) { grams } a: times(by: 2) { x: grams } } many { grams grams } }", 0),
        ("{ one { ... on Weight { grams } ...w } many { ... { grams } ...w } } fragment w on Weight { small }", 1),
        ("query($no: Boolean = false) { one { grams @include(if: $no) small @skip(if: $no) } }", 0),
        ("{ one { small } many { grams small } }", 1),
        ("{ one { grams waited } many { grams waited small } }", 1),
    ] {
        let (theirs, mine) = (usual.execute(document).await, ours.execute(document).await);
        assert_eq!(mine.errors.len(), failures, "{document}");
        assert_eq!(told(&mine), told(&theirs), "{document}");
    }
}

#[tokio::test]
async fn what_fails_in_a_list_has_its_place() {
    let answer = schema(Ours).finish().execute("{ many { small } }").await;
    assert_eq!(serde_json::to_value(&answer.errors[0].path).unwrap(), json!(["many", 1, "small"]));
}

/// With the order of the members.
fn told(answer: &Response) -> (String, Vec<&str>) {
    (answer.data.to_string(), answer.errors.iter().map(|error| error.message.as_str()).collect())
}
