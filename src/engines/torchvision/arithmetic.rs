use crate::engines::capability::Arithmetic;

/// `ToTensor` divides; `Normalize` subtracts and divides float tensors only.
pub static ARITHMETIC: Arithmetic =
    Arithmetic { whole_numbers: Some("TypeError"), zero_std: Some("ValueError"), ..Arithmetic::PLAIN };
