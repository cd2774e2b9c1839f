//! `tenantlint init`: a commented configuration file from what is found in the exports. No rule is switched off.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::commands::output::Output;
use crate::commands::schema;
use crate::config::value::name_of;
use crate::diagnostic::Code;
use crate::lang::{Lang, Text, tell, words};
use crate::model::cloud;
use crate::model::cloud::Cloud;
use crate::model::dialect::Dialect;
use crate::model::place::SourceId;
use crate::pack::catalogue::Catalogue;
use crate::pipeline::derive;
use crate::pipeline::derive::Facts;
use crate::pipeline::judge::Exit;
use crate::pipeline::read::{Export, ReadError, Recognised, read};
use crate::pipeline::source::{Collected, Filter, Input, Source, collect};
use crate::progress::SILENT;
use crate::report::Style;
use crate::report::unwritten;
use crate::report::{Existing, write_file};
use crate::text::printable::printable;
use crate::text::safe_toml;
use crate::text::safe_toml::quoted;
use jiff::civil::Date;

/// What is found in the exports.
#[derive(Debug, Default)]
struct InitFound {
    /// Files with settings.
    exports: usize,
    dialects: BTreeSet<&'static str>,
    tenants: Vec<String>,
    clouds: Vec<Cloud>,
    /// An export tells when it was taken.
    dated: bool,
    /// Globs of the folders with exports, where others hold JSON of other sorts.
    include: Vec<String>,
}

/// What `init` is to do.
#[derive(Debug)]
pub struct Job {
    /// Where exports are looked for, as it was typed.
    pub paths: Vec<PathBuf>,
    /// The file to write.
    pub file: PathBuf,
    /// Write over a file that is there.
    pub force: bool,
    /// The configuration file further up, which was used here until now.
    pub above: Option<PathBuf>,
    /// The day of the evaluation.
    pub today: Date,
}

/// Looks at the exports and writes the file.
pub(super) fn run(job: &Job, lang: Lang, _: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let shown = printable(&job.file.to_string_lossy().replace('\\', "/"));
    let failed = |output: &mut Output<'_>, en: &str, zh: &str| {
        writeln!(output.err, "{}{shown}{}", words(lang, "error: ", "错误："), words(lang, en, zh))?;
        Ok(Exit::Failed.code())
    };
    if job.file.exists() && !job.force {
        return failed(output, " is there already; --force writes over it", " 已存在；加 --force 可覆盖");
    }
    let inputs: Vec<Input> = job.paths.iter().cloned().map(Input::Path).collect();
    let collected = collect(&inputs, &Filter::default(), None, false, &SILENT);
    for unreadable in &collected.unreadable {
        let missing = unreadable.code == Code::InputAbsent;
        let colon = lang.colon();
        writeln!(output.err, "{}{colon}{}", printable(unreadable.file()), unreadable.headline.get(lang))?;
        if missing {
            // A path that was mistyped should not become part of the configuration.
            return Ok(Exit::Failed.code());
        }
    }
    let found = look(&collected, job);
    let text = write(&found, &job.paths, lang);
    // Another program may have written it meanwhile.
    let existing = if job.force { Existing::Replace } else { Existing::Keep };
    if let Err(error) = write_file(&job.file, existing, |file| file.write_all(text.as_bytes())) {
        writeln!(output.err, "{}", unwritten(&job.file, words(lang, "configuration", "配置"), &error, lang))?;
        return Ok(Exit::Failed.code());
    }
    // Until now the one further up was used here.
    let above = job.above.as_deref().map(|above| printable(&above.to_string_lossy().replace('\\', "/")));
    schema::beside(&job.file, "config", &Catalogue::builtin(), lang);
    match above {
        None => {}
        Some(above) => tell!(
            output.out,
            lang,
            "note: in this folder and below, {shown} now takes the place of {above}: what that says does not count here",
            "提示：在此文件夹及其下级中，{shown} 将取代 {above}，后者的内容不再生效"
        )?,
    }
    tell!(output.out, lang, "{shown} is written; next: tenantlint check", "已写入 {shown}；下一步：tenantlint check")?;
    Ok(Exit::Clean.code())
}

fn look(Collected { sources, .. }: &Collected, job: &Job) -> InitFound {
    let catalogue = Catalogue::builtin();
    let mut found = InitFound::default();
    let mut facts: Vec<(SourceId, Facts)> = Vec::new();
    // Folders, and whether they hold exports and other JSON.
    let mut folders: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for source in &sources.0 {
        let read = examine(source, &catalogue);
        let dialects = read.iter().flat_map(|(export, _)| &export.recognised).filter_map(|known| match known {
            Recognised::Settings(format) => Some(format.dialect),
            _ => None,
        });
        let dialects: Vec<Option<Dialect>> = dialects.collect();
        let folder = source.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let holds = folders.entry(folder.to_owned()).or_default();
        *(if dialects.is_empty() { &mut holds.1 } else { &mut holds.0 }) = true;
        found.exports += usize::from(!dialects.is_empty());
        found.dialects.extend(dialects.into_iter().flatten().map(Dialect::id));
        if let Some((export, known)) = read {
            found.dated |= export.taken.is_some();
            facts.push((source.id, known));
        }
    }
    for cloud in
        facts.iter().flat_map(|(_, facts)| &facts.tenancy.clues).filter_map(|clue| cloud::shown_by(&clue.value))
    {
        if !found.clouds.contains(&cloud) {
            found.clouds.push(cloud);
        }
    }
    found.tenants = derive::derive(&facts, sources, &catalogue, job.today)
        .tenants
        .into_iter()
        .map(|tenant| tenant.name.to_string())
        .collect();
    let relative = |folder: &str| folder.strip_prefix("./").unwrap_or(folder).to_owned();
    let with: Vec<String> =
        folders.iter().filter(|(_, (exports, _))| *exports).map(|(folder, _)| relative(folder)).collect();
    let others = folders.values().any(|(exports, others)| *others && !exports);
    // A long list would be no help, and a folder outside cannot be named.
    let nameable = |folder: &String| !folder.is_empty() && folder != "." && Path::new(folder).is_relative();
    if others && with.len() <= 8 && with.iter().all(nameable) && !with.iter().any(|folder| folder.starts_with("..")) {
        found.include = with.iter().map(|folder| format!("{}/*", globset::escape(folder))).collect();
    }
    found
}

fn examine(source: &Source, catalogue: &Catalogue) -> Option<(Export, Facts)> {
    let attempt = |stream: bool| {
        let mut facts = Facts::default();
        let export = read(source, catalogue, stream, &mut |resource| facts.observe(resource, catalogue));
        (export, facts)
    };
    let (mut export, mut facts) = attempt(true);
    if matches!(export, Err(ReadError::OutlineChanged)) {
        (export, facts) = attempt(false);
    }
    let export = export.ok()?;
    facts.tenancy.clues.splice(0..0, export.clues.iter().cloned());
    Some((export, facts))
}

/// The file's text.
fn write(found: &InitFound, paths: &[PathBuf], lang: Lang) -> String {
    let mut text = "#:schema ./config-v1.schema.json\n\n".to_owned();
    let strings = |items: &[String]| safe_toml::value(&items.into());
    let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
    let dialects: Vec<&str> = found.dialects.iter().copied().collect();
    let mut put = |remark: Text, line: &str| {
        for remark in remark.get(lang).lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# {remark}");
        }
        let _ = writeln!(text, "{line}{}", if line.is_empty() { "" } else { "\n" });
    };
    let (exports, dialects) = (found.exports, dialects.join(lang.list_comma()));
    let plural = if exports == 1 { "" } else { "s" };
    let head = if exports == 0 { words::none_found() } else { words::found(exports, plural, &dialects) };
    put(words::head(&head), "");
    put(words::paths(), &format!("paths = {}", strings(&paths)));
    if found.include.is_empty() {
        put(words::include(), "# include = [\"exports/**\"]");
    } else {
        put(words::include(), &format!("include = {}", strings(&found.include)));
    }
    put(words::exclude(), "# exclude = [\"**/archive/**\"]");
    tenant(found, &mut put);
    cloud(found, &mut put);
    put(words::fail_on(), "fail-on = \"error\"");
    put(words::min_coverage(), "# min-coverage = 80");
    put(if found.dated { words::max_age() } else { words::max_age_undated() }, "# max-age = \"30d\"");
    put(words::lang(), &format!("lang = {}", quoted(&name_of(&lang))));
    put(words::rule_folders(), "# rule-folders = [\"rules\"]");
    put(words::rules(), "[rules]\n# \"sharepoint/store-access\" = \"info\"");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

type Put<'p> = dyn FnMut(Text, &str) + 'p;

fn tenant(found: &InitFound, put: &mut Put<'_>) {
    let names = |names: &[String]| match names {
        [name] => quoted(name),
        names => safe_toml::value(&names.into()),
    };
    match found.tenants.len() {
        0 => put(words::no_tenant(), "# tenant = \"contoso.partner.onmschina.cn\""),
        1 => put(words::tenant(), &format!("tenant = {}", names(&found.tenants))),
        _ => put(words::several_tenants(), &format!("# tenant = {}", names(&found.tenants))),
    }
}

fn cloud(found: &InitFound, put: &mut Put<'_>) {
    match found.clouds[..] {
        [] | [Cloud::Vianet21] => put(words::cloud(), "cloud = \"21Vianet\""),
        ref clouds => {
            let names: Vec<&str> = clouds.iter().map(|cloud| cloud.name()).collect();
            put(words::other_clouds(&names.join(", ")), "# cloud = \"21Vianet\"");
        }
    }
}
