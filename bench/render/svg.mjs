/** The parts of our charts: plain SVG that is legible on white and on black. */
const STYLE = `
    text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
    .title { font-weight: 600; }
    .muted { fill: #59636e; font-size: 12px; }
    .end { text-anchor: end; }
    .middle { text-anchor: middle; }
    .grid { stroke: #d1d9e0; stroke-width: 1; }
    .axis { stroke: #818b98; stroke-width: 1; }
    .dashed { stroke: #818b98; stroke-width: 1.5; stroke-dasharray: 4 4; fill: none; }
    .goal { stroke: #bc4c00; stroke-width: 2.5; }
    .goal-text { fill: #bc4c00; font-size: 12px; }
    .ours { fill: #1f6feb; }
    .peer { fill: #8c959f; }
    .line { stroke: #1f6feb; stroke-width: 2; fill: none; }
    .range { stroke: #1f2328; stroke-width: 1.5; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .muted { fill: #9198a1; }
      .grid { stroke: #30363d; }
      .axis, .dashed { stroke: #6e7681; }
      .goal { stroke: #f0883e; }
      .goal-text { fill: #f0883e; }
      .ours { fill: #58a6ff; }
      .peer { fill: #6e7681; }
      .line { stroke: #58a6ff; }
      .range { stroke: #e6edf3; }
    }`;

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escape(text) {
  return String(text).replace(/[&<>"]/g, (character) => ESCAPES[character]);
}

export function text(x, y, content, classes = '') {
  return `<text x="${round(x)}" y="${round(y)}" class="${classes}">${escape(content)}</text>`;
}

export function rect(x, y, width, height, classes) {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="2" class="${classes}"/>`;
}

export function segment(x1, y1, x2, y2, classes) {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${classes}"/>`;
}

export function polyline(points, classes) {
  return `<polyline points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}" class="${classes}"/>`;
}

export function circle(x, y, classes) {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="4" class="${classes}"/>`;
}

/** @param label what the chart says, for those who do not see it */
export function svg({ width, height, label }, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${round(height)}" width="${width}" height="${round(height)}" role="img" aria-label="${escape(label)}">`,
    `  <style>${STYLE}\n  </style>`,
    ...parts.map((part) => `  ${part}`),
    '</svg>\n',
  ].join('\n');
}

function round(value) {
  return Math.round(10 * value) / 10;
}
