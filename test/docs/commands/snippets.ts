import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Database } from 'node-sqlite3-wasm';
import ts from 'typescript';
import { ROOT } from '../../support/fixtures.js';
import { findPython } from '../../support/python.js';
import { NOT_RUN } from './not-run.js';
import { where, type Block } from './read-blocks.js';

const run = promisify(execFile);

/** Runs what is no command, as far as the tools for it are here; throws with the reason where it is wrong. */
export async function runSnippet(block: Block, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const context = { cwd: folder, env: { ...process.env, ...env } };
  switch (block.language) {
    case 'json': {
      const settings = JSON.parse(block.text) as object;
      // An example of settings is what the commands after it find.
      if (looksLikeSettings(settings)) writeFileSync(join(folder, 'xclip.config.json'), block.text);
      return;
    }
    case 'js':
    case 'ts': {
      const file = join(folder, `${fileOf(block)}.run.mjs`);
      const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
      writeFileSync(file, ts.transpileModule(block.text, { compilerOptions: options }).outputText);
      await run(process.execPath, [file], context);
      return;
    }
    case 'python':
      return runPython(block, context);
    case 'yaml':
      return runSteps(block, context);
    case 'sql':
      return runSql(block, context);
    default:
      throw new Error(
        `nobody knows how to check a block of ${block.language}: teach test/docs/commands/snippets.ts, or list it in ` +
          'test/docs/commands/not-run.ts',
      );
  }
}

const fileOf = (block: Block): string => where(block).replaceAll(/[^\w.-]/g, '-');

/** Names of flags or commands, in files that the page calls settings. */
function looksLikeSettings(value: object): boolean {
  return 'presets' in value || 'tag' in value;
}

interface Context {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** As a reader would begin: with the libraries that the lines name. */
const IMPORTS = ['pandas', 'numpy', 'duckdb', 'polars'];

async function runPython({ text }: Block, context: Context): Promise<void> {
  const imports = IMPORTS.filter(
    (name) => new RegExp(`\\b${name}\\.`).test(text) && !text.includes(`import ${name}`),
  );
  const script = [...imports.map((name) => `import ${name}`), text].join('\n');
  const python = findPython();
  const needed = IMPORTS.filter((name) => new RegExp(`\\bimport ${name}\\b`).test(script));
  if (python !== undefined && (await has(python, needed))) await run(python, ['-c', script], context);
  else if (await has('python3', []))
    await run('python3', ['-c', 'import ast, sys; ast.parse(sys.argv[1])', script], context);
}

/** The commands of a workflow, in the folder of the page. */
async function runSteps(block: Block, context: Context): Promise<void> {
  const steps = [...block.text.matchAll(/^\s*(?:- )?run: (.+)$/gm)].map(([, command = '']) => command);
  if (steps.length === 0) throw new Error('a workflow without a command');
  for (const step of steps.filter((command) => NOT_RUN[command] === undefined)) {
    await run('bash', ['-c', step], context);
  }
}

async function has(python: string, modules: readonly string[]): Promise<boolean> {
  const script = ['pass', ...modules.map((name) => `import ${name}`)].join('\n');
  return run(python, ['-c', script]).then(
    () => true,
    () => false,
  );
}

/** Statements on a file's table (`'x.parquet'`) are DuckDB's, others those of the page's SQLite file. */
async function runSql({ text }: Block, { cwd, env }: Context): Promise<void> {
  const statements = text
    .replaceAll(/--.*$/gm, '')
    .split(';')
    .map((each) => each.trim())
    .filter(Boolean);
  const python = findPython();
  for (const statement of statements) {
    if (/\.parquet'|\.csv'|\.jsonl?'/.test(statement)) {
      if (python === undefined || !(await has(python, ['duckdb']))) continue;
      await run(python, ['-c', 'import duckdb, sys; duckdb.sql(sys.argv[1]).fetchall()', statement], {
        cwd,
        env,
      });
      continue;
    }
    const path = join(cwd, 'tags.sqlite');
    if (!existsSync(path)) throw new Error(`there is no tags.sqlite for: ${statement}`);
    const database = new Database(path, { readOnly: true });
    try {
      database.all(statement);
    } finally {
      database.close();
    }
  }
}

const TYPE_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  typeRoots: [join(ROOT, 'node_modules/@types')],
  types: ['node'],
};

/** @returns what TypeScript says of the blocks, JavaScript's too; empty if nothing */
export async function typeErrors(blocks: readonly Block[], folder: string): Promise<string> {
  const files = blocks.map((block) => `${fileOf(block)}.${block.language === 'js' ? 'mjs' : 'mts'}`);
  blocks.forEach((block, i) => writeFileSync(join(folder, files[i] ?? ''), block.text));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: TYPE_OPTIONS, files }));
  return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String((error as { stdout?: unknown }).stdout),
  );
}
