// Makes the report's page out of page/: one script, with the chart library in it, and one style sheet, which `xclip report`
// puts into the page it writes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = `${root}page`;
const target = `${root}dist/page`;

const bundle = await rolldown({
  input: `${page}/src/main.ts`,
  cwd: root,
  platform: 'browser',
  tsconfig: `${page}/tsconfig.json`,
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
});
const { output } = await bundle.generate({ format: 'iife', minify: true, comments: { legal: true } });
await bundle.close();
const [{ code }] = output;

const styles = readdirSync(`${page}/styles`)
  .filter((name) => name.endsWith('.css'))
  .sort()
  .map((name) => readFileSync(`${page}/styles/${name}`, 'utf8'));

mkdirSync(target, { recursive: true });
// What would end the element that it stands in, in a string or a comment of the script.
writeFileSync(`${target}/report.js`, code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'));
writeFileSync(`${target}/report.css`, styles.join('\n'));
