//! The kinds of jobs take turns: the oldest that is due of each is found at once.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0014_job_kinds", up(manager) {
    manager.create_index(oldest_of_kind()).await?;
    manager.drop_index(Index::drop().name("ix_job_dead_run_at_id").table("job").to_owned()).await
}, down(manager) {
    manager.create_index(index("job", &["dead", "run_at", "id"])).await?;
    manager.drop_index(Index::drop().name("ix_job_kind_run_at_id").table("job").to_owned()).await
});

fn oldest_of_kind() -> IndexCreateStatement {
    index("job", &["kind", "run_at", "id"]).and_where(Expr::col("dead").eq(false)).to_owned()
}
