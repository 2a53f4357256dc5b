import { onTestFinished } from 'vitest';

type Variables = Readonly<Record<string, string | undefined>>;

/** Sets variables of this process, which its children inherit, until the test ends; undefined unsets one. */
export function withEnvironment(variables: Variables): void {
  onTestFinished(setEnvironment(variables));
}

/** @returns what puts them back */
export function setEnvironment(variables: Variables): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(variables)) set(name, value);
  return () => before.forEach(([name, value]) => set(name, value));
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
