#!/usr/bin/env node
// Written for every Node: one that is too old is told so in a sentence.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major >= 24 || (major === 22 && minor >= 19)) {
  process.env.NODE_ENV = process.env.NODE_ENV || 'production';
  import('../dist/commands/main.js');
} else {
  process.stderr.write(
    `dbt-metadata-subgraph needs Node.js 22.19 or newer, and this is ${process.versions.node}: install Node.js 24 (https://nodejs.org).\n`,
  );
  process.exitCode = 1;
}
