import { readFileSync } from 'node:fs';
import { XclipError } from '../../errors.js';
import type { PageAssets } from '../../report/page.js';

/** What `npm run build` makes of `page/`. @throws XclipError PAGE_MISSING */
export function readPageAssets(): PageAssets {
  try {
    const read = (name: string): string =>
      readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');
    return { script: read('report.js'), style: read('report.css') };
  } catch (cause) {
    throw new XclipError("the package is incomplete: the report's page is not in it", {
      code: 'PAGE_MISSING',
      hint: 'install it again (in a clone: npm run build)',
      cause,
    });
  }
}
