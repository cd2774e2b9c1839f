// Opens files as VS Code does: with no schema configured, and with nothing to be had but files.
const fs = require('fs');
const path = require('path');
const { fileURLToPath, pathToFileURL } = require('url');
const { getLanguageService, TextDocument } = require('vscode-json-languageservice');

const fetched = [];
const service = getLanguageService({
    schemaRequestService: uri => {
        if (!uri.startsWith('file:')) {
            fetched.push(uri);
            return Promise.reject(`no network: ${uri}`);
        }
        return fs.promises.readFile(fileURLToPath(uri), 'utf8');
    },
    workspaceContext: { resolveRelativePath: (relative, resource) => new URL(relative, resource).href },
});
service.configure({ validate: true, allowComments: false });

let failed = 0;
const check = (good, what) => {
    if (!good) {
        failed += 1;
        console.error(`FAILED  ${what}`);
    }
};

async function open(file, change) {
    const json = JSON.parse(fs.readFileSync(file, 'utf8'));
    change?.(json);
    const text = JSON.stringify(json, null, 2);
    const document = TextDocument.create(pathToFileURL(path.resolve(file)).href, 'json', 1, text);
    return { text, document, parsed: service.parseJSONDocument(document) };
}

async function told(file, change) {
    const { document, parsed } = await open(file, change);
    return (await service.doValidation(document, parsed)).map(flaw => flaw.message);
}

// What is offered in place of a text.
async function offered(file, change, needle) {
    const { text, document, parsed } = await open(file, change);
    const at = document.positionAt(text.indexOf(needle) + 1);
    const list = await service.doComplete(document, at, parsed);
    return list.items.map(item => item.label.replace(/^"|"$/g, ''));
}

async function main() {
    for (const folder of process.argv.slice(2)) {
        const declaration = path.join(folder, 'declaration.json');
        const rules = ['sharepoint/guest-links.json', 'exchange/own.json'].map(name => path.join(folder, 'rules', name));
        for (const file of [declaration, ...rules]) {
            const flaws = await told(file);
            check(flaws.length === 0, `${file}: ${flaws.join('; ')}`);
        }
        const spoilt = [
            [declaration, json => (json.answers.features[0].in_use = 'perhaps')],
            [declaration, json => (json.answers.feature = [])],
            [declaration, json => (json.answers.features[0].on = '4.5.2026')],
            [rules[0], json => (json.kind = 'sharepoint.tenannt')],
            [rules[0], json => (json.expect = { SharingCapabillity: {} })],
            [rules[1], json => (json.severity = 'fatal')],
            [rules[1], json => delete json.when_missing],
        ];
        for (const [file, change] of spoilt) {
            const flaws = await told(file, change);
            check(flaws.length === 1, `${file}, ${change}: ${flaws.join('; ') || 'nothing is told'}`);
        }
        const kinds = await offered(rules[0], json => (json.kind = 'XXX'), '"XXX"');
        check(kinds.includes('sharepoint.site') && kinds.length > 40, `kinds offered: ${kinds}`);
        const settings = await offered(rules[0], json => (json.expect = { XXX: {} }), '"XXX"');
        check(settings.includes('SharingCapability'), `settings offered: ${settings}`);
        const features = await offered(declaration, json => (json.answers.features[0].feature = 'XXX'), '"XXX"');
        check(features.includes('office_lens'), `features offered: ${features}`);
    }
    check(fetched.length === 0, `asked for: ${fetched.join(', ')}`);
    console.log(`VS Code's JSON engine: 6 files, 14 spoilt ones, completions in two languages; ${failed} faults`);
    process.exit(failed ? 1 : 0);
}
main();
