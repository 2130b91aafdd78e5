/// Turns text into tokens as one library does.
pub trait Tokenize: Sync {}
