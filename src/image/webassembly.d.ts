/** What we use of WebAssembly, which every Node has and @types/node 20 leaves to the browser's types. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;
  interface Instance {
    readonly exports: unknown;
  }
  const Instance: new (module: Module) => Instance;
}
