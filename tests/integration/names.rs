//! Names from exports are data in scripts, whatever stands in them.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::fix::{fix, policies};
use crate::powershell::{Edition, Place, Tenant, checked, pwsh};

/// Names that end a string, begin a parameter or a command, or are not seen.
fn hostile() -> Vec<String> {
    let mut names: Vec<String> = [
        "plain",
        "it's",
        "’; Remove-Item y; ‘",
        "\"; Remove-Item y; \"",
        "$(Remove-Item y)",
        "`$x`n",
        "--x",
        "-Identity",
        "a]]b",
        "a\nRemove-Item y\n",
        "a\r\nb",
        "#>",
        "<#",
        "@{a=1}",
        "$env:PATH",
        "| Remove-Item y",
        "& calc",
        "a\u{0}b",
        "\u{202E}gnp",
        "\u{2028}x",
        "“双引号”",
        "‚low‛",
        "\u{201B}x\u{201A}",
        "%PATH%",
        "{0}",
        "名称'含’引号",
        "\u{1F600}",
        "\t",
        "a\u{85}b",
        "x' + [char]0x41 + '",
        "')) }; Remove-Item y; { (('",
        "*",
        "?",
        "a;b",
        "a,b",
        "@('x')",
        "\u{FEFF}bom",
        "\u{AD}",
    ]
    .map(str::to_owned)
    .to_vec();
    // And whatever else these parts come to.
    let parts = ["'", "’", "\"", "`", "$(", ")", "\n", ";", "#", "{", "}", "a", "文", "\u{2019}", "\u{201C}", " ", "-"];
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..60 {
        let mut name = String::from("n");
        for _ in 0..8 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            name += parts[(seed % parts.len() as u64) as usize];
        }
        names.push(name);
    }
    names.sort();
    names.dedup();
    names
}

#[test]
fn every_name_is_one_literal_equal_to_the_original() {
    let Some(pwsh) = pwsh() else { return };
    let names = hostile();
    let place = Place::new(&pwsh, &Tenant::empty().with("Get-OwaMailboxPolicy", policies(&names)));
    fs::write(place.path("owa.json"), policies(&names).to_string()).unwrap();
    let run = fix(&place, "owa.json", &["--rule", "exchange/places"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(checked(&pwsh, &[&place.path("fix.ps1"), &place.path("undo.ps1")], &[]), "");
    let ran = place.run(Edition::Desktop, "fix.ps1", &["-Tenant", "beihai", "-Apply"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let calls = fs::read_to_string(place.path("tenant/calls.jsonl")).unwrap();
    let calls = calls.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let set = calls.filter(|call| call["command"] == "Set-OwaMailboxPolicy");
    let told: BTreeSet<String> = set.map(|call| call["parameters"]["Identity"].as_str().unwrap().to_owned()).collect();
    // What could be a variable, a table that was cut or a mark for no value is no name; it is told nowhere.
    let cut = |name: &String| name.starts_with('$') || name.starts_with("@{") || ["?", "#>", "<#"].contains(&&**name);
    assert_eq!(told, names.into_iter().filter(|name| !cut(name)).collect());
}
