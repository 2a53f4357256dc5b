#!/usr/bin/env node
// Rebuilds what changed, then runs it: worker threads and decoder processes need real files, which no loader gives them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { execute } from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(1);
await execute({ development: true, dir: import.meta.url });
