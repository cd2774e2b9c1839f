#!/usr/bin/env node
// Runs the program of the package for this system, which npm installs beside this one, and hands on how it ends.
"use strict";
const { spawnSync } = require("node:child_process");

const system = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "tenantlint.exe" : "tenantlint";
let program;
try {
  program = require.resolve(`@tenantlint/${system}/bin/${file}`);
} catch {
  console.error(
    `tenantlint: the package @tenantlint/${system} is missing. Either there is none for this system, or npm was told to ` +
      "leave out optional dependencies; install it beside tenantlint.\n" +
      `tenantlint：缺少包 @tenantlint/${system}。可能没有适用于此系统的包，也可能 npm 跳过了可选依赖；请与 tenantlint 一起安装它。`,
  );
  process.exit(2);
}
const done = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (done.error) {
  console.error(`tenantlint: ${program}: ${done.error.message}`);
  process.exit(2);
}
if (done.signal) {
  process.kill(process.pid, done.signal);
} else {
  process.exit(done.status);
}
