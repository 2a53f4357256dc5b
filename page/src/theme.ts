import { button } from './dom.js';

type Theme = 'light' | 'dark';

/** Called when colours have changed: what is drawn on a canvas must be drawn anew. */
const listeners: (() => void)[] = [];
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

/** What a colour of the style sheet is just now. */
export function colour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** As the system has it, until somebody wants it otherwise. */
export function themeButton(): HTMLButtonElement {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen: Theme | undefined;
  const current = (): Theme => chosen ?? (system.matches ? 'dark' : 'light');
  const toggle = button({ class: 'theme' }, () => {
    chosen = current() === 'dark' ? 'light' : 'dark';
    apply();
  });
  const apply = (): void => {
    if (chosen !== undefined) document.documentElement.style.colorScheme = chosen;
    toggle.textContent = current() === 'dark' ? 'Light' : 'Dark';
    toggle.setAttribute('aria-label', `switch to ${current() === 'dark' ? 'light' : 'dark'} colours`);
    for (const listener of listeners) listener();
  };
  system.addEventListener('change', apply);
  apply();
  return toggle;
}
