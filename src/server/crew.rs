//! What runs behind the requests of a gateway, from its opening to its end.

use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::kernel::feed;
use crate::server::worker;

/// The tasks of a gateway.
pub struct Crew {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Crew {
    /// Starts them. The worker runs in this gateway when `poll` says how often it looks for work that others have left.
    pub fn start(app: &App, poll: Option<Duration>) -> Self {
        let crew = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        let (bus, stop) = (Arc::clone(&app.house.bus), crew.stop.clone());
        crew.tasks.spawn(async move { bus.run(stop).await });
        crew.tasks.spawn(feed::follow(app.house.clone(), crew.stop.clone()));
        crew.tasks.spawn(worker::follow_policies(app.clone(), crew.stop.clone()));
        if let Some(poll) = poll {
            crew.tasks.spawn(worker::run(app.clone(), poll, crew.stop.clone()));
        }
        crew.tasks.close();
        crew
    }

    /// Lets them finish what they have begun.
    pub async fn end(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}
