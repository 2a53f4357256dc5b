import { createHash } from 'node:crypto';
import type { PageData, PictureData } from './page-data.js';

/** The page's own script and style, as built from `page/`. */
export interface PageAssets {
  script: string;
  style: string;
}

/**
 * The page, in pieces. Data stand in it as JSON that no browser executes; the policy lets the page's own script and style
 * work and nothing else, lets nothing be fetched, and lets no text become markup.
 */
export function* pageParts(
  data: PageData,
  pictures: readonly PictureData[],
  { script, style }: PageAssets,
): Generator<string, void, undefined> {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "media-src file: 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  yield [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeText(data.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript><p>This report needs JavaScript, which it brings along: nothing is fetched.</p></noscript>',
    '<script type="application/json" id="data">',
  ].join('\n');
  yield* jsonParts(data);
  yield '</script>\n<script type="application/json" id="pictures">[';
  for (const [i, picture] of pictures.entries()) yield `${i === 0 ? '' : ',\n'}${embeddedJson(picture)}`;
  yield `]</script>\n<script>${script}</script>\n</body>\n</html>\n`;
}

/** JSON that ends no script element, whatever names are in it. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A column at a time: all of them may be more than fits into one string. */
function* jsonParts(value: object): Generator<string, void, undefined> {
  let separator = '{';
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    yield `${separator}${embeddedJson(name)}:`;
    separator = ',\n';
    if (typeof member === 'object' && member !== null && !Array.isArray(member)) yield* jsonParts(member);
    else yield embeddedJson(member);
  }
  yield separator === '{' ? '{}' : '}';
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
