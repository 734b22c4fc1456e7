//! `kill -9` in the middle of placing orders, twenty times on one database.

use std::time::Duration;

use super::branch::Branch;
use crate::harness::process::Served;

const KILLS: usize = 20;
/// Orders in each life of the server: those that are cut off are placed in its next life.
const SALES: usize = 50;
/// The server dies up to so long after an answer, which is about how long a request takes: at any point within one.
const MOMENT_MICROS: usize = 30_000;

#[tokio::test]
async fn a_server_killed_twenty_times_loses_nothing_doubles_nothing_and_leaves_nothing_half_done() {
    // Half of those who want the scarce variant get it.
    let scarce = KILLS * SALES / 8;
    let mut branch = Branch::open(i32::try_from(scarce).unwrap()).await;
    let mut server = branch.serve();
    let (mut cut, mut happened) = (0, 0);
    for round in 1..=KILLS {
        let life = life(&mut branch, server).await;
        println!(
            "life {round}: {} answers, then {} requests cut, {} had happened",
            life.answers, life.cut, life.happened
        );
        (cut, happened) = (cut + life.cut, happened + life.happened);
        server = life.next;
    }
    let scarce = i64::try_from(scarce).unwrap();
    assert_eq!(branch.scarce().await, (scarce, scarce), "all of it was sold, and not a piece more");
    assert!(cut >= KILLS, "{KILLS} kills cut {cut} requests: too few to prove anything");
    println!("{KILLS} kills, {cut} requests cut, {happened} of them had happened");
    branch.close(server).await;
}

/// How a server lived, and the one that came after it.
struct Life {
    answers: usize,
    cut: usize,
    happened: usize,
    next: Served,
}

async fn life(branch: &mut Branch, server: Served) -> Life {
    let mut sales = branch.sales(SALES);
    // Each sale has two answers or three.
    let last = 1 + branch.dice.below(2 * SALES - 10);
    let moment = Duration::from_micros(u64::try_from(branch.dice.below(MOMENT_MICROS)).unwrap());
    let tills = branch.tills(&server);
    let mut server = Some(server);
    tills.sell(&mut sales, |answers| {
        if answers == last {
            tills.close();
            // Not to wait for anything: it picks the moment.
            std::thread::sleep(moment);
            server.take().unwrap().kill();
        }
    });
    let answers = sales.iter().map(|sale| sale.answers.len()).sum();
    let cut = sales.iter().filter(|sale| sale.cut.is_some()).count();

    let next = branch.serve();
    let happened = branch.happened(&sales).await;
    branch.assert_balanced(&sales).await;
    let tills = branch.tills(&next);
    tills.ask_again(&sales);
    tills.sell(&mut sales, |_| {});
    assert!(sales.iter().all(|sale| sale.is_through()));
    branch.assert_balanced(&sales).await;
    branch.assert_audited();
    Life { answers, cut, happened, next }
}
