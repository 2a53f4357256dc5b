interface HasCall {
  _call(...args: unknown[]): unknown;
}

/** A constructor of functions of the type F. */
export type CallableClass<F> = abstract new () => F;

/**
 * A base whose instances are functions, as transformers.js has it: calling an instance calls its `_call`, as calling
 * a Python object calls its `__call__`. `extends (Callable as CallableClass<F>)` gives instances the signature F.
 */
export const Callable: unknown = function (this: HasCall): object {
  const call = (...args: unknown[]): unknown => (call as unknown as HasCall)._call(...args);
  return Object.setPrototypeOf(call, Object.getPrototypeOf(this) as object) as object;
};
