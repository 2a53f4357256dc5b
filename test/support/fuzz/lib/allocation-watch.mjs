/** Heaps have limits of their own; bytes outside of them are counted where they are asked for. */
let largestBytes = 0;

function note(size) {
  if (typeof size === 'number' && size > largestBytes) largestBytes = size;
}

/** The largest single request since the last call, in bytes. */
export function takeLargestRequest() {
  const largest = largestBytes;
  largestBytes = 0;
  return largest;
}

/** Has to be called before what is watched is imported. */
export function watchAllocations() {
  for (const name of [
    'ArrayBuffer',
    'SharedArrayBuffer',
    'Uint8Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
  ]) {
    const type = globalThis[name];
    const elementBytes = type.BYTES_PER_ELEMENT ?? 1;
    globalThis[name] = new Proxy(type, {
      construct(target, args, newTarget) {
        if (typeof args[0] === 'number') note(args[0] * elementBytes);
        return Reflect.construct(target, args, newTarget === globalThis[name] ? target : newTarget);
      },
    });
  }
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow']) {
    const allocate = Buffer[name];
    Buffer[name] = (size, ...rest) => {
      note(size);
      return allocate(size, ...rest);
    };
  }
}
