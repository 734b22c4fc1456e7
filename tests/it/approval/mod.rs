//! Any change can be put behind an approval, and an approval stands for what was looked at.

mod masks;
mod secret;
mod sweep;
mod versions;
