// A small Hub on loopback: the endpoints that @huggingface/hub, this tool and Python's huggingface_hub call, and a
// second server on another origin as its CDN. Faults are switched on through `faults`.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface SeenRequest {
  host: 'hub' | 'cdn';
  method: string;
  path: string;
  range: string | undefined;
  authorization: string | undefined;
}

export interface RepoFile {
  content: Buffer;
  lfs: boolean;
}

/** What goes wrong, and how often (`times` counts down). */
export interface Faults {
  /** This status instead of an answer, for paths of the hub (or the CDN) that match. */
  status?: { code: number; path: RegExp; times: number; errorCode?: string };
  /** The connection ends after so many bytes of the file's answer. */
  cut?: { file: string; afterBytes: number; times: number };
  /** Nothing follows after so many bytes. */
  stall?: { file: string; afterBytes: number };
  /** Other bytes than listed. */
  served?: { file: string; content: Buffer };
  /** An answer that begins as JSON does and does not end, for paths of the hub that match. */
  endless?: RegExp;
  /** Each page of the listing names another one that follows. */
  endlessPages?: boolean;
  /** Milliseconds before each page of the listing. */
  pageDelayMs?: number;
  /** Entries added to the listing as they are. */
  listed?: unknown[];
  ignoreRange?: boolean;
  /** Elsewhere, for paths of the hub that match. */
  redirect?: { path: RegExp; to: string };
  /** HTML with status 200 to everything, as a captive portal does. */
  portal?: boolean;
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

export function gitSha1(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export class HubServer {
  readonly id = 'acme/xclip-test';
  /** of models with the same files */
  otherIds: readonly string[] = [];
  commit = COMMIT;
  files = new Map<string, RepoFile>();
  faults: Faults = {};
  requests: SeenRequest[] = [];
  /** Sent of answers without end. */
  endlessBytes = 0;
  url = '';
  cdnUrl = '';
  readonly #hub = createServer((request, response) => this.#answer('hub', request, response));
  readonly #cdn = createServer((request, response) => this.#answer('cdn', request, response));

  async start(): Promise<void> {
    this.url = await listen(this.#hub);
    this.cdnUrl = await listen(this.#cdn);
  }

  async stop(): Promise<void> {
    for (const server of [this.#hub, this.#cdn]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** Where a model lies in the cache of an HF_HOME. */
  snapshotOf(home: string, id: string): string {
    return join(home, 'hub', `models--${id.replace('/', '--')}`, 'snapshots', this.commit);
  }

  /** Answers of file contents, as opposed to listings and redirects. */
  get downloads(): SeenRequest[] {
    return this.requests.filter(({ path }) => /^\/(?:cdn|api\/resolve-cache)\//.test(path));
  }

  #answer(host: 'hub' | 'cdn', request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    const { range, authorization } = request.headers;
    this.requests.push({ host, method: request.method ?? '', path, range, authorization });
    const { status, portal, redirect, endless } = this.faults;
    if (status !== undefined && status.times > 0 && status.path.test(path)) {
      status.times--;
      const reason = status.errorCode === undefined ? {} : { 'x-error-code': status.errorCode };
      this.#json(response, { error: 'as told' }, status.code, reason);
    } else if (host === 'hub' && redirect?.path.test(path) === true) {
      response.writeHead(307, { location: redirect.to }).end();
    } else if (host === 'hub' && endless?.test(path) === true) {
      this.#endless(response);
    } else if (portal === true) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>');
    } else if (host === 'cdn') {
      this.#content(path.split('/').at(-1) ?? '', request, response);
    } else {
      this.#route(path, request, response);
    }
  }

  #json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  #endless(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[');
    const chunk = Buffer.alloc(2 ** 16, ' ');
    const write = (): void => {
      let isOpen = true;
      while (isOpen && !response.destroyed) {
        this.endlessBytes += chunk.length;
        isOpen = response.write(chunk);
      }
    };
    response.on('drain', write);
    write();
  }

  #route(path: string, request: IncomingMessage, response: ServerResponse): void {
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/(.+)$/.exec(path);
    const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
    const cached = /^\/api\/resolve-cache\/models\/.+\/([^/]+)$/.exec(path)?.[1];
    if (cached !== undefined) {
      this.#content(cached, request, response);
      return;
    }
    const [, id, , revision] = api ?? (resolve === null ? [] : ['', resolve[1], '', resolve[2]]);
    if (id !== this.id && !this.otherIds.includes(id ?? '')) {
      this.#json(response, { error: 'no repo' }, 404, { 'x-error-code': 'RepoNotFound' });
      return;
    }
    if (revision !== 'main' && revision !== this.commit) {
      this.#json(response, { error: 'no rev' }, 404, { 'x-error-code': 'RevisionNotFound' });
      return;
    }
    if (api?.[2] === 'revision') {
      this.#json(response, { _id: '1', id, sha: this.commit });
      return;
    }
    if (api?.[2] === 'tree') {
      this.#tree(request, response);
      return;
    }
    this.#resolve(resolve?.[3] ?? '', response);
  }

  /** Two entries a page, so that pages are followed. */
  #tree(request: IncomingMessage, response: ServerResponse): void {
    const entries = [...this.files].map(([path, { content, lfs }]) => ({
      type: 'file',
      path,
      size: content.length,
      oid: gitSha1(lfs ? Buffer.from('a pointer') : content),
      ...(lfs ? { lfs: { oid: sha256(content), size: content.length, pointerSize: 130 } } : {}),
    }));
    const all: unknown[] = [{ type: 'directory', path: 'runs', size: 0, oid: '0' }, ...entries];
    all.push(...(this.faults.listed ?? []));
    const url = new URL(request.url ?? '/', this.url);
    const start = Number(url.searchParams.get('cursor') ?? 0);
    url.searchParams.set('cursor', String(start + 2));
    const { endlessPages, pageDelayMs = 0 } = this.faults;
    const hasNext = endlessPages === true || start + 2 < all.length;
    const link = hasNext ? { link: `<${url.href}>; rel="next"` } : undefined;
    setTimeout(() => this.#json(response, all.slice(start, start + 2), 200, link), pageDelayMs);
  }

  #resolve(name: string, response: ServerResponse): void {
    const file = this.files.get(name);
    if (file === undefined) {
      this.#json(response, { error: 'no entry' }, 404, { 'x-error-code': 'EntryNotFound' });
      return;
    }
    const etag = file.lfs ? sha256(file.content) : gitSha1(file.content);
    response.writeHead(file.lfs ? 302 : 307, {
      location: file.lfs
        ? `${this.cdnUrl}/cdn/${name}?signature=x`
        : `/api/resolve-cache/models/${this.id}/${this.commit}/${name}`,
      'x-repo-commit': this.commit,
      'x-linked-size': String(file.content.length),
      'x-linked-etag': `"${etag}"`,
    });
    response.end();
  }

  #content(name: string, request: IncomingMessage, response: ServerResponse): void {
    const { served, cut, stall, ignoreRange } = this.faults;
    const file = this.files.get(name);
    const content = served?.file === name ? served.content : (file?.content ?? Buffer.alloc(0));
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = asked === null || ignoreRange === true ? 0 : Number(asked[1]);
    const end = asked?.[2] ? Number(asked[2]) + 1 : content.length;
    const etag = file?.lfs === true ? sha256(file.content) : gitSha1(file?.content ?? content);
    const headers: Record<string, string> = { etag: `"${etag}"`, 'x-repo-commit': this.commit };
    if (asked !== null && start >= content.length) {
      response.writeHead(416, { ...headers, 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const body = content.subarray(start, end);
    headers['content-length'] = String(body.length);
    const isRange = asked !== null && ignoreRange !== true;
    if (isRange) headers['content-range'] = `bytes ${start}-${start + body.length - 1}/${content.length}`;
    response.writeHead(isRange ? 206 : 200, headers);
    if (request.method === 'HEAD') response.end();
    else if (cut?.file === name && cut.times > 0) {
      cut.times--;
      response.write(body.subarray(0, cut.afterBytes), () => setTimeout(() => response.destroy(), 50));
    } else if (stall?.file === name) response.write(body.subarray(0, stall.afterBytes));
    else response.end(body);
  }
}
