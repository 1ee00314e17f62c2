import { run } from './program.ts';

await run({ args: process.argv.slice(2), env: process.env, typed: () => 'npm run discovery --' });
