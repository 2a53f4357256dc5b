// For `node --import`: writes every module that the main thread loads to the file that LOADED_MODULES names.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const hook = `import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(process.env.LOADED_MODULES, url + '\\n');
      return next(url, context);
    }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const { cache } = createRequire(import.meta.url);
  process.on('exit', () => appendFileSync(process.env.LOADED_MODULES, Object.keys(cache).join('\n')));
}
