//! The database ends the connections of the server in the middle of placing orders; the server goes on.

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::branch::Branch;
use crate::harness::database::on_postgres;

const SALES: usize = 120;
/// How many answers lie between two ends.
const EVERY: usize = 15;
const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_connections_are_ended_answers_or_asks_to_try_again() {
    // SQLite has no connections that somebody else could end.
    if !on_postgres() {
        return;
    }
    let mut branch = Branch::open(10).await;
    let server = branch.serve();
    let mut sales = branch.sales(SALES);
    let offset = branch.dice.below(EVERY);
    let tills = branch.tills(&server);
    block_in_place(|| {
        tills.sell(&mut sales, |answers| {
            if answers % EVERY == offset {
                Handle::current().block_on(branch.tell(END));
            }
        });
    });
    assert!(sales.iter().all(|sale| sale.is_through()));
    println!("{} answers were to ask again", tills.put_off());
    assert!(tills.put_off() > 0, "nobody noticed that connections were ended");
    branch.assert_balanced(&sales).await;
    tills.ask_again(&sales);
    branch.assert_balanced(&sales).await;
    branch.assert_audited();
    branch.close(server).await;
}
