//! What the PowerShell scripts of all commands have in common: what they are written from, parameters, words, how a
//! service is signed in to, and how the file is written.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::commands::guard::{clash, over_inputs};
use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, graded, with_pack};
use crate::config::{ConfigFile, Levels};
use crate::lang::{Lang, say, words};
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pack::services::Service;
use crate::pipeline::judge::Exit;
use crate::pipeline::source::{Collected, Encoding, Filter, Input, collect};
use crate::progress::SILENT;
use crate::report::{Existing, Saved, Style, read_saved, unwritten, write_file};
use crate::text::powershell::{file, literal, remark};
use crate::text::printable::printable;

/// What a script is written from: exports or a saved report, and the rules that ask something of them.
#[derive(Debug)]
pub struct ScriptBasis {
    /// Exports, or a report of them.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The rules to use.
    pub levels: Levels,
    /// More rules.
    pub folders: RuleFolders,
    /// The configuration file, if there is one.
    pub config: Option<ConfigFile>,
    /// The day of the evaluation.
    pub today: Date,
}

/// What was read, and the report that it is, if it is one.
pub(super) type Read = (Collected, Option<Saved>);

impl ScriptBasis {
    /// Loads and chooses the rules, then does the job.
    pub(super) fn with_rules(
        &self,
        lang: Lang,
        style: Style,
        output: &mut Output<'_>,
        job: impl FnOnce(&Catalogue, &Rules, &mut Output<'_>) -> io::Result<u8>,
    ) -> io::Result<u8> {
        with_pack(&self.folders, lang, style, output, |catalogue, rules, output| {
            if let Some(code) = graded(rules, &self.levels, self.config.as_ref(), self.today, lang, style, output)? {
                return Ok(code);
            }
            rules.select(|rule| self.levels.wants(rule), catalogue);
            job(catalogue, rules, output)
        })
    }

    /// Reads the inputs, unless what is to be written would go over one of them, or over one of `beside`.
    pub(super) fn read(
        &self,
        written: &[&Path],
        beside: &[&Path],
        lang: Lang,
        output: &mut Output<'_>,
    ) -> io::Result<Result<Read, u8>> {
        let mut refused = |why: &str| {
            writeln!(output.err, "{}{why}", words(lang, "error: ", "错误："))?;
            Ok(Err(Exit::Failed.code()))
        };
        if let Some(why) = clash(written, beside, &self.folders, lang) {
            return refused(&why);
        }
        let filter = self.filter.clone().with_written(written.iter().map(PathBuf::from).collect());
        let collected = collect(&self.inputs, &filter, self.encoding, false, &SILENT);
        if !collected.written_to.is_empty() {
            return refused(&over_inputs(&collected.written_to, lang));
        }
        let saved = match collected.sources.0.as_slice() {
            [source] => read_saved(source).transpose().map_err(|error| (printable(&source.name), printable(&error))),
            _ => Ok(None),
        };
        match saved {
            Ok(saved) => Ok(Ok((collected, saved))),
            Err((name, error)) => {
                refused(&say!(lang, "{name} is no report that can be read: {error}", "无法读取报告 {name}：{error}"))
            }
        }
    }
}

/// The first functions of every script.
pub(super) const COMMON: &str = include_str!("script/common.ps1");
/// The tenant's names.
pub(super) const TENANT: &str = include_str!("script/tenant.ps1");
/// A process for each service.
pub(super) const SHELLS: &str = include_str!("script/shells.ps1");

/// What stands in every script.
const OWN: &str = "\n$Tool = 'tenantlint ";

/// A text of a running script: the name under which it finds it, and the words. `{0}` and so on are filled in there.
pub(super) type Say = (&'static str, &'static str, &'static str);

/// What all scripts for the cloud say.
pub(super) const SAY: [Say; 6] = [
    ("NotSignedIn", "not signed in: {0}", "登录失败：{0}"),
    ("NoProgram", "there is no program {0}; to install it: {1}", "未安装程序 {0}，安装命令：{1}"),
    ("NoModule", "there is no module {0}; to install it: {1}", "未安装模块 {0}，安装命令：{1}"),
    ("OldModule", "the module {0} is older than {1}; to update it: {2}", "模块 {0} 的版本低于 {1}，更新命令：{2}"),
    ("NoService", "there is no service {0} in this script; there are: {1}", "脚本中没有服务 {0}，可选：{1}"),
    (
        "NeedsClient",
        "an application of your own is needed in this cloud: give its id by -ClientId",
        "世纪互联版需要使用自己注册的应用，请用 -ClientId 指定其 ID",
    ),
];

/// A file's name within `<# … #>`.
pub(super) fn in_comment(name: &str) -> String {
    remark(name).replace("#>", "# >")
}

/// The tool and its words.
pub(super) fn say(texts: impl IntoIterator<Item = Say>, lang: Lang) -> String {
    let tool = literal(concat!("tenantlint ", env!("CARGO_PKG_VERSION")));
    let mut text = format!("\n$Tool = {tool}\n$Say = @{{\n");
    debug_assert!(text.starts_with(OWN), "scripts are known by it");
    for (name, en, zh) in texts {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {name} = {}", literal(words(lang, en, zh)));
    }
    text + "}\n\n"
}

/// The parameter that names the tenant: asked for, unless it is known.
pub(super) fn tenant_parameter(known: Option<&str>, lang: Lang) -> String {
    let help = literal(words(
        lang,
        "The tenant: contoso, or contoso.partner.onmschina.cn",
        "租户名称：contoso 或 contoso.partner.onmschina.cn",
    ));
    let pattern = "[ValidatePattern('^[A-Za-z0-9][A-Za-z0-9-]*(\\.(partner\\.)?onmschina\\.cn)?$')]";
    match known {
        Some(name) => format!("    {pattern} [string] $Tenant = {},\n", literal(name)),
        None => {
            format!("    [Parameter(Mandatory = $true, HelpMessage = {help})]\n    {pattern} [string] $Tenant,\n")
        }
    }
}

/// The parameters that say who signs in.
pub(super) const WHO: &str = "    [ValidatePattern('^$|^[0-9a-fA-F-]{36}$')] [string] $ClientId = '',
    [ValidatePattern('^$|^[0-9a-zA-Z][0-9a-zA-Z.-]*$')] [string] $TenantId = '',
    [ValidatePattern('^$|^[0-9a-fA-F]{40,64}$')] [string] $CertificateThumbprint = '',
    [string[]] $Service = @(),
    [string] $Part = ''
";

/// The members of a service that say what it needs and how it signs in; `used`: what the script does with it.
pub(super) fn service_head(service: &Service, used: &str) -> String {
    let mut text = format!("        Id = {}; Tool = {}\n", literal(&service.id), literal(&service.tool));
    if let Some(probe) = &service.probe {
        return text + &format!("        Probe = {}\n", literal(probe));
    }
    let mut put = |line: String| text.extend(["        ", &line, "\n"]);
    put(format!("Desktop = {}; NeedsClient = {}", truth(service.desktop), truth(service.needs_client)));
    if let (Some(program), Some(install)) = (&service.program, &service.install) {
        put(format!("Program = {}; Install = {}", literal(program), literal(install)));
    }
    put("Modules = @(".to_owned());
    for module in service.modules_of(used) {
        let version = module.version.as_deref().unwrap_or_default();
        put(format!("    @{{ Name = {}; Version = {} }}", literal(&module.name), literal(version)));
    }
    put(")".to_owned());
    put("SignIn = {".to_owned());
    text.push_str(&service.sign_in("            "));
    text.push_str("        }\n");
    if !service.sign_out.is_empty() {
        text.extend(["        SignOut = { ", &service.sign_out.join("; "), " }\n"]);
    }
    text
}

pub(super) fn truth(is: bool) -> &'static str {
    if is { "$true" } else { "$false" }
}

/// Writes scripts, or says why not: all of them or none, unless the disk fails.
pub(super) fn write(
    scripts: &[(&Path, String)],
    force: bool,
    lang: Lang,
    output: &mut Output<'_>,
) -> io::Result<Result<(), u8>> {
    if let Some(why) = scripts.iter().find_map(|(path, _)| kept(path, force, lang)) {
        writeln!(output.err, "{}{why}", words(lang, "error: ", "错误："))?;
        return Ok(Err(Exit::Failed.code()));
    }
    let existing = if force { Existing::Replace } else { Existing::Keep };
    for (path, text) in scripts {
        let Err(error) = write_file(path, existing, |out| out.write_all(&file(text))) else { continue };
        writeln!(output.err, "{}", unwritten(path, words(lang, "script", "脚本"), &error, lang))?;
        return Ok(Err(Exit::Failed.code()));
    }
    Ok(Ok(()))
}

/// Why a file that is there is kept; `force`: scripts of this program are not.
fn kept(path: &Path, force: bool, lang: Lang) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let name = printable(&path.to_string_lossy());
    if !force {
        return Some(say!(
            lang,
            "{name} is there already; --force replaces it",
            "{name} 已存在；如需覆盖，请加 --force"
        ));
    }
    let own = |bytes: Vec<u8>| bytes.is_empty() || memchr::memmem::find(&bytes, OWN.as_bytes()).is_some();
    let is_own = fs::read(path).is_ok_and(own);
    (!is_own).then(|| {
        say!(
            lang,
            "{name} is there and no script of this program; --force replaces only those",
            "{name} 已存在，且不是本程序生成的脚本；--force 只覆盖本程序的脚本"
        )
    })
}
