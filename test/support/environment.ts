import { onTestFinished } from 'vitest';

/** Sets variables of this process, which its children inherit, until the test ends; undefined unsets one. */
export function withEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    set(name, value);
    onTestFinished(() => set(name, before));
  }
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
