// What `.ci/page` runs: every state of every page, in a browser.
// Usage: node .ci/page.mjs FOLDER [PICTURES]: with a second folder, pictures of the pages are written into it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, pictures] = process.argv.slice(2).map((name) => path.resolve(name));
const require = createRequire(path.join(folder, "page.cjs"));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const rules = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

// 77: there is no browser to look with.
async function launched() {
    try {
        const puppeteer = (await import(pathToFileURL(require.resolve("puppeteer-core")))).default;
        return await puppeteer.launch({
            executablePath: process.env.TENANTLINT_BROWSER,
            args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
        });
    } catch (error) {
        console.error(`${error}`);
        process.exit(77);
    }
}

const browser = await launched();
const faults = [];
let looked = 0;
const fault = (text) => faults.push(text);

async function open(file, scripts = true) {
    const page = await browser.newPage();
    const address = pathToFileURL(path.join(folder, file)).href;
    // axe-core itself needs its clock; the page has no script and may run none.
    await page.setJavaScriptEnabled(scripts);
    page.on("request", (request) => request.url() === address || fault(`${file}: asks for ${request.url()}`));
    page.on("console", (message) => fault(`${file}: ${message.text()}`));
    await page.setViewport({ width: 1200, height: 900 });
    await page.goto(address);
    await page.evaluate(axe);
    return page;
}

const script = (file) => /<script|\son\w+=|javascript:/i.test(readFileSync(path.join(folder, file), "utf8")) && fault(`${file}: holds a script`);

async function violations(page, state) {
    looked += 1;
    const found = await page.evaluate((rules) => window.axe.run(document, rules), rules);
    for (const { id, nodes } of found.violations) {
        fault(`${state}: ${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary ?? ""}`);
    }
}

// What a person would do: choose a radio button, open all that is folded.
const choose = (page, id) => page.evaluate((id) => document.getElementById(id).click(), id);
const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
const choices = (page) => page.evaluate(() => [...document.querySelectorAll("main input[id]")].map((one) => one.id));
const all = (page) => page.evaluate(() => document.querySelectorAll("main input:not([id])").forEach((one) => one.click()));
const scheme = (page, value) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);

// How many elements of a kind are seen.
const seen = (page, selector) =>
    page.evaluate((selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length, selector);

async function look(file, filters) {
    script(file);
    const page = await open(file);
    for (const language of ["zh", "en"]) {
        await choose(page, language);
        const other = await seen(page, language === "en" ? "main [lang=zh]" : "main [lang=en], main i:not([lang])");
        if (other > 0) fault(`${file}: with ${language} on, ${other} elements of the other language are seen`);
        for (const colours of ["light", "dark"]) {
            await scheme(page, colours);
            await violations(page, `${file} ${language} ${colours} folded`);
        }
    }
    await unfold(page);
    for (const language of ["zh", "en"]) {
        await choose(page, language);
        for (const colours of ["light", "dark"]) {
            await scheme(page, colours);
            await violations(page, `${file} ${language} ${colours} unfolded`);
            for (const id of filters ? await choices(page) : []) {
                await choose(page, id);
                const [name, ...option] = id.split("-");
                const shown = await seen(page, "article");
                const wanted = await page.evaluate(
                    (name, option) => [...document.querySelectorAll("article")].filter((one) => one.closest(`[data-${name}]`).getAttribute(`data-${name}`).split(" ").includes(option)).length,
                    name, option.join("-"));
                if (shown === 0 || shown !== wanted) fault(`${file} ${id}: ${shown} findings are seen, not ${wanted}`);
                await violations(page, `${file} ${language} ${colours} ${id}`);
                await all(page);
            }
        }
    }
    await paper(page, file);
    await page.close();
}

// On paper everything is there, whatever is folded or chosen.
async function paper(page, file) {
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = false)));
    const [first] = await choices(page);
    if (first) await choose(page, first);
    await page.emulateMediaType("print");
    for (const language of ["zh", "en"]) {
        await choose(page, language);
        const [shown, findings] = [await seen(page, "article"), await page.evaluate(() => document.querySelectorAll("article").length)];
        if (shown !== findings) fault(`${file}: ${shown} of ${findings} findings are printed`);
        const [items, kept] = [await seen(page, "details li"), await page.evaluate(() => document.querySelectorAll("details li").length)];
        if (items !== kept) fault(`${file}: ${items} of ${kept} folded lines are printed`);
        await violations(page, `${file} ${language} print`);
    }
    await page.emulateMediaType("screen");
    await all(page);
}

// Without its style the page holds every text, and nothing lies outside of `main` and `header`.
async function bare(file) {
    const page = await open(file, false);
    await unfold(page);
    const [styled, plain] = await page.evaluate(() => {
        const text = () => document.body.innerText.replace(/\s+/g, "").length;
        const before = text();
        document.querySelectorAll("style").forEach((one) => one.remove());
        return [before, text()];
    });
    if (plain <= styled) fault(`${file}: without its style it says no more than one language`);
    await page.close();
}

async function picture(file, name, { width, height, language, colours, top }) {
    const page = await open(file);
    await choose(page, language);
    await page.setViewport({ width, height, deviceScaleFactor: 1 });
    await scheme(page, colours ?? "light");
    if (top) await page.evaluate((top) => document.querySelector(top).scrollIntoView({ behavior: "instant" }), top);
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    await page.close();
}

await look("tenant.html", true);
await look("group.html", false);
await look("chinese.html", false);
await look("rules/sharepoint/external-sharing.html", false);
await look("rules/index.html", false);
await bare("tenant.html");
if (pictures) {
    await picture("tenant.html", "report-summary", { width: 1100, height: 820, language: "en" });
    await picture("group.html", "report-findings", { width: 1000, height: 620, language: "zh", colours: "dark", top: "#findings" });
    await picture("tenant.html", "report-narrow", { width: 390, height: 844, language: "zh", top: "#findings" });
}
await browser.close();
for (const text of faults.slice(0, 20)) console.error(`error: ${text}`);
if (faults.length > 0) {
    console.error(`error: ${faults.length} faults`);
    process.exit(1);
}
if (looked < 60) throw new Error(`only ${looked} states were looked at`);
console.log(`${looked} states of pages looked at: no violation, no request`);
