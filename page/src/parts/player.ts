import { button, el } from '../dom.js';
import { formatSeconds } from '../format.js';

/** The video beside the page, played where the browser can: nothing is loaded before somebody asks. */
export function player(url: string, seconds: number): HTMLElement {
  const box = el('div', { class: 'player' });
  const link = el('a', { href: url, target: '_blank', rel: 'noopener' }, 'Open the file');
  const play = button({ class: 'play' }, () => {
    const video = el('video', { controls: true, src: `${url}#t=${Math.max(0, seconds)}`, preload: 'auto' });
    video.addEventListener('error', () => {
      const why = 'This browser cannot play it: the file is elsewhere now, or of another format.';
      video.replaceWith(el('p', { class: 'hint', role: 'alert' }, why));
    });
    play.replaceWith(video);
    void video.play().catch(() => undefined);
  });
  play.textContent = `Play from ${formatSeconds(seconds)}`;
  box.append(play, link);
  return box;
}
