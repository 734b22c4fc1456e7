//! SIGTERM in the middle of placing orders: every request that was let in is finished and answered, no other has begun.

use super::branch::Branch;

const SALES: usize = 40;
const STOPS: usize = 3;

#[tokio::test]
async fn told_to_stop_it_answers_whatever_it_has_begun_and_begins_nothing_else() {
    let mut branch = Branch::open(5).await;
    let mut server = branch.serve();
    for _ in 0..STOPS {
        let mut sales = branch.sales(SALES);
        // At least as many are to come as there are sales: the signal takes a while.
        let last = 1 + branch.dice.below(SALES);
        let tills = branch.tills(&server);
        tills.sell(&mut sales, |answers| {
            if answers == last {
                tills.close();
                server.terminate();
            }
        });
        assert_eq!(server.end().0, Some(0));
        assert!(sales.iter().any(|sale| !sale.is_through()), "it was told to stop too late");
        // Stronger than after a kill: what got no answer has not happened.
        assert_eq!(branch.happened(&sales).await, 0);
        branch.assert_balanced(&sales).await;
        server = branch.serve();
        let tills = branch.tills(&server);
        tills.ask_again(&sales);
        tills.sell(&mut sales, |_| {});
        branch.assert_balanced(&sales).await;
        branch.assert_audited();
    }
    branch.close(server).await;
}
