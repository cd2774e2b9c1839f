//! The commands of PowerShell text, each with its parameters, without a PowerShell: good enough for what the program
//! writes, which has no here-strings, no escapes and nothing that is put together when it runs.

/// A command with its parameters, as it stands somewhere.
pub(crate) type Use = (String, Vec<String>);

/// The commands in a text, each with the parameters behind it.
pub(crate) fn uses(text: &str) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    // Of each bracket around the place: the command whose parameters stand there.
    let mut around: Vec<Option<usize>> = vec![None];
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || "-_.:$\\/<>".contains(c);
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let starts = at == 0 || !is_word(chars[at - 1]);
        let text_from = |from: usize, end: usize| chars[from..end].iter().collect::<String>();
        match c {
            '<' if chars.get(at + 1) == Some(&'#') => {
                let rest = text_from(at, chars.len());
                at += rest.find("#>").map_or(rest.chars().count(), |end| rest[..end].chars().count() + 2);
            }
            '#' if starts => at = (at..chars.len()).find(|&at| chars[at] == '\n').unwrap_or(chars.len()),
            '\'' | '"' => {
                // A doubled quotation mark is two texts side by side here, which comes to the same.
                at = (at + 1..chars.len()).find(|&at| chars[at] == c).expect("a text ends") + 1;
            }
            '(' | '{' | '[' => {
                around.push(None);
                at += 1;
            }
            ')' | '}' | ']' => {
                around.pop().expect("brackets match");
                at += 1;
            }
            '|' | ';' | '\n' | '&' | '=' => {
                *around.last_mut().expect("brackets match") = None;
                at += 1;
            }
            c if starts && is_word(c) => {
                let end = (at..chars.len()).find(|&at| !is_word(chars[at])).unwrap_or(chars.len());
                let word = text_from(at, end);
                let here = around.last_mut().expect("brackets match");
                if let Some(parameter) = word.strip_prefix('-').filter(|it| it.starts_with(|c: char| c.is_alphabetic()))
                {
                    let parameter = parameter.split(':').next().unwrap_or_default().to_owned();
                    if let Some(of) = here {
                        uses[*of].1.push(parameter);
                    }
                } else if is_command(&word) && here.is_none() {
                    *here = Some(uses.len());
                    uses.push((word, Vec::new()));
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    assert_eq!(around.len(), 1, "brackets match: {text}");
    uses
}

fn is_command(word: &str) -> bool {
    word.split_once('-').is_some_and(|(verb, noun)| {
        verb.starts_with(|c: char| c.is_ascii_uppercase())
            && verb.chars().all(|c| c.is_ascii_alphabetic())
            && noun.starts_with(|c: char| c.is_ascii_alphabetic())
            && noun.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

#[test]
fn commands_are_found_with_their_parameters() {
    let text = "$x = @(Get-A -B 'c -D' -E:$true | Get-F -G (Get-H -I j) -K); Get-L # Get-M\n<# Get-N #> if ($a -eq 1) { Get-O -P }";
    let of = |name: &str, parameters: &[&str]| (name.to_owned(), parameters.iter().map(|&it| it.to_owned()).collect());
    let expected: Vec<Use> = vec![
        of("Get-A", &["B", "E"]),
        of("Get-F", &["G", "K"]),
        of("Get-H", &["I"]),
        of("Get-L", &[]),
        of("Get-O", &["P"]),
    ];
    assert_eq!(uses(text), expected);
}
