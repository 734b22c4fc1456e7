//! What can be permitted here.

crate::permissions! {
    slice 1;
    #[doc = "See members of staff, teams and invitations."]
    StaffRead = "staff.read",
    #[doc = "Invite people to the staff."]
    StaffInvite = "staff.invite": Ruling,
    #[doc = "Change names of staff and edit teams."]
    StaffUpdate = "staff.update": Ruling,
    #[doc = "Deactivate and reactivate members of staff."]
    StaffDeactivate = "staff.deactivate": Ruling,
    #[doc = "See and end sessions of other people."]
    SessionEnd = "session.end": Ruling,
}
