//! What can be permitted here.

crate::permissions! {
    slice 8;
    #[doc = "See and work on the tasks that one's roles are offered."]
    TaskWork = "task.work" + seeing,
    #[doc = "See all workflow definitions, their runs and tasks."]
    WorkflowRead = "workflow.read",
    #[doc = "Write drafts of workflow definitions."]
    WorkflowDesign = "workflow.design",
    #[doc = "Publish and deprecate versions of workflow definitions."]
    WorkflowPublish = "workflow.publish",
    #[doc = "Start workflows by hand."]
    WorkflowStart = "workflow.start",
    #[doc = "Cancel running workflows, with what waits in them."]
    WorkflowCancel = "workflow.cancel",
    #[doc = "See the tasks of everybody and release what others have claimed."]
    WorkflowSupervise = "workflow.supervise",
}
