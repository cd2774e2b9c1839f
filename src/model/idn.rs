//! Internationalised hosts in the one spelling that the DNS has: `例子.cn` and `xn--fsqu00a.cn` are one host.
//!
//! Labels are encoded as RFC 3492 says. Names are not prepared beyond small letters and the full-width dot: two
//! spellings that only a normalisation of Unicode would bring together stay two.

use std::borrow::Cow;

/// What begins an encoded label.
const PREFIX: &str = "xn--";

/// A host in small letters and in ASCII.
///
/// ```
/// use tenantlint::model::idn::ascii;
/// assert_eq!(ascii("WWW.例子.CN"), "www.xn--fsqu00a.cn");
/// assert_eq!(ascii("bücher.example"), "xn--bcher-kva.example");
/// assert_eq!(ascii("www.contoso.cn"), "www.contoso.cn");
/// ```
pub fn ascii(host: &str) -> Cow<'_, str> {
    if host.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(host);
    }
    let host = host.replace(['。', '．', '｡'], ".").to_lowercase();
    // What cannot be encoded is no host; it stays as it is.
    let encoded = |label: &str| punycode(label).map(|code| format!("{PREFIX}{code}"));
    let label = |label: &str| if label.is_ascii() { None } else { encoded(label) };
    let labels = host.split('.').map(|written| label(written).unwrap_or_else(|| written.to_owned()));
    Cow::Owned(labels.collect::<Vec<_>>().join("."))
}

/// The longest label, in characters; no encoding of a longer one is a label.
const LONGEST: usize = 63;

const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;

/// The code of a label that is not ASCII; none if it is too long for one.
fn punycode(label: &str) -> Option<String> {
    let chars: Vec<u32> = label.chars().take(LONGEST + 1).map(u32::from).collect();
    if chars.len() > LONGEST {
        return None;
    }
    let mut code: String = label.chars().filter(char::is_ascii).collect();
    let plain = u32::try_from(code.len()).ok()?;
    if plain > 0 {
        code.push('-');
    }
    let (mut next, mut delta, mut bias, mut done) = (128_u32, 0_u32, 72, plain);
    while (done as usize) < chars.len() {
        let least = chars.iter().copied().filter(|char| *char >= next).min()?;
        delta = delta.checked_add((least - next).checked_mul(done + 1)?)?;
        next = least;
        for &char in &chars {
            if char < next {
                delta = delta.checked_add(1)?;
            }
            if char == next {
                push_number(&mut code, delta, bias)?;
                bias = adapted(delta, done + 1, done == plain);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        next += 1;
    }
    Some(code)
}

/// A number in digits of a base that grows less dense from place to place.
fn push_number(code: &mut String, mut number: u32, bias: u32) -> Option<()> {
    for place in (BASE..).step_by(BASE as usize) {
        let threshold = place.saturating_sub(bias).clamp(LEAST, MOST);
        if number < threshold {
            break;
        }
        let over = number - threshold;
        code.push(digit(threshold + over % (BASE - threshold))?);
        number = over / (BASE - threshold);
    }
    code.push(digit(number)?);
    Some(())
}

fn digit(value: u32) -> Option<char> {
    char::from_digit(value.checked_sub(26).unwrap_or(value + 10), BASE)
}

fn adapted(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut bias = 0;
    while delta > (BASE - LEAST) * MOST / 2 {
        delta /= BASE - LEAST;
        bias += BASE;
    }
    bias + (BASE - LEAST + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn labels_are_encoded_as_the_standard_says() {
        for (host, code) in [
            ("中国.cn", "xn--fiqs8s.cn"),
            ("世纪互联.中国", "xn--rhqrls78jznb.xn--fiqs8s"),
            ("他们为什么不说中文.cn", "xn--ihqwcrb4cv8a8dqg056pqjye.cn"),
            ("ひとつ屋根の下2.jp", "xn--2-u9tlzr9756bt3uc0v.jp"),
            ("münchen.de", "xn--mnchen-3ya.de"),
            ("www。例子．CN", "www.xn--fsqu00a.cn"),
        ] {
            assert_eq!(ascii(host), code, "{host}");
            assert_eq!(ascii(code), code);
        }
        let long = "长".repeat(80);
        assert_eq!(ascii(&long), long.as_str());
    }
}
