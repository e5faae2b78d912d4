// A server before the program that changes what passes, for what the program itself does not do in a test: be updated, or be reached without https.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  port: number;
  /** While set, what /sw.js says beyond what was built, as after an update of the program. */
  newer: boolean;
  close(): void;
}

export async function proxyTo(origin: string): Promise<Proxy> {
  const { host, hostname, port } = new URL(origin);
  const proxy: Proxy = { port: 0, newer: false, close: () => void server.close() };
  const server: Server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host, 'accept-encoding': 'identity' };
    delete headers.origin; // it would name the server before
    if (proxy.newer) delete headers['if-none-match'];
    asked.pipe(request({ hostname, port, path: asked.url, method: asked.method, headers }, (got) => {
      const own = { ...got.headers };
      if (asked.url !== '/sw.js' || !proxy.newer) {
        answer.writeHead(got.statusCode ?? 502, own);
        got.pipe(answer);
        return;
      }
      delete own['content-length'];
      delete own.etag;
      answer.writeHead(200, own);
      let text = '';
      got.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => answer.end(text.replace(/"version":"/, '"version":"newer-')));
    }));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
