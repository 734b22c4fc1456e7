//! How much there was to do.

/// Steps that were taken for one document. They are bounded by its length and by the limits, which is what keeps a crafted
/// document from being slow: a test can hold them without a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Selections that the front counted.
    pub selections: usize,
    /// Selections and values that were validated.
    pub validated: usize,
    /// Selections that were normalized.
    pub normalized: usize,
    /// Fields that were compared because they have a response key in common.
    pub compared: usize,
}
