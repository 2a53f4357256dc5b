/** The pickle asks for something that could run code: refused, whatever else it holds. */
export class UnsafePickle extends Error {}

/** The pickle is cut short, contradicts itself, or is none. */
export class BrokenPickle extends Error {}
