//! Names that mean secrets: what they name is shown nowhere, also where a rule is about it.

/// The ends of such names, without signs between words. A beginning would mean more: `PasswordPolicy` is no secret.
const ENDS: [&str; 26] = [
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "secrets",
    "secretvalue",
    "secrettext",
    "token",
    "tokens",
    "credential",
    "credentials",
    "connectionstring",
    "apikey",
    "accesskey",
    "accountkey",
    "sharedkey",
    "clientkey",
    "encryptionkey",
    "privatekey",
    "primarykey",
    "secondarykey",
    "passwordhash",
    "sharedaccesssignature",
];

/// Whether a setting of this name holds a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let ends = |end: &str| {
        let mut letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
        end.bytes().rev().all(|byte| letters.next() == Some(byte))
    };
    ENDS.iter().any(|end| ends(end))
}
